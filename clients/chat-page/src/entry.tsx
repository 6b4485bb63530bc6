import { useContext, useRef, useState } from "preact/hooks";
import { Bubble } from "./icons.js";
import { logIn, Refusal, register, type Session } from "./session.js";
import { languages, type Language, reasonOf, Speech, useWords } from "./words.js";

export function LanguageSwitch() {
  const { language, speak } = useContext(Speech);
  return (
    <select class="language" aria-label={useWords().language} value={language} onChange={({ currentTarget }) => speak(currentTarget.value as Language)}>
      {Object.entries(languages).map(([key, { name }]) => <option key={key} value={key} lang={key}>{name}</option>)}
    </select>
  );
}

/** Logging in and registering. */
export function Entry({ ended, onEnter }: { ended?: { login: string; reason?: string }; onEnter: (session: Session) => void }) {
  const words = useWords();
  const [isNew, setNew] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const loginField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);

  async function submit(event: Event) {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setProblem(undefined);
    const [login, password] = [loginField.current!.value.trim(), passwordField.current!.value];
    try {
      onEnter(await (isNew ? register : logIn)(login, password));
    } catch (error) {
      const code = error instanceof Refusal ? error.code : "failed";
      setProblem(reasonOf(words, code));
      setBusy(false);
      (/login/.test(code) ? loginField : passwordField).current?.focus();
    }
  }

  return (
    <div class="entry">
      <header><LanguageSwitch /></header>
      <main class="card">
        <div class="brand"><Bubble /><h1>ActorChat</h1></div>
        <p class="quiet">{words.tagline}</p>
        {ended?.reason && !problem && <p class="notice" role="status">{words.sessionEnded}</p>}
        <form onSubmit={submit}>
          <label>
            <span>{words.login}</span>
            <input ref={loginField} name="login" defaultValue={ended?.login} autocomplete="username" autocapitalize="none" spellcheck={false} required
              maxLength={64} autofocus aria-describedby={isNew ? "login-hint" : undefined} />
          </label>
          {isNew && <p class="hint" id="login-hint">{words.loginHint}</p>}
          <label>
            <span>{words.password}</span>
            <input ref={passwordField} name="password" type="password" autocomplete={isNew ? "new-password" : "current-password"} required
              minLength={isNew ? 8 : undefined} maxLength={256} aria-describedby={isNew ? "password-hint" : undefined} />
          </label>
          {isNew && <p class="hint" id="password-hint">{words.passwordHint}</p>}
          <p class="problem" role="alert">{problem}</p>
          <button class="primary" aria-disabled={isBusy}>{isNew ? words.register : words.logIn}</button>
        </form>
        <button class="link" onClick={() => (setNew(!isNew), setProblem(undefined), loginField.current?.focus())}>
          {isNew ? words.toLogIn : words.toRegister}
        </button>
      </main>
    </div>
  );
}
