import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Api, asking, type Now, reasonOf, Refusal } from "./api.js";
import { EventsScreen } from "./events.js";
import { EVERY, NowScreen, useSamples } from "./now.js";
import { useAnswer } from "./parts.js";
import { RoomsScreen } from "./rooms.js";
import { SessionsScreen } from "./sessions.js";
import { LimitsScreen, SettingsScreen } from "./settings.js";
import "./style.css";
import { UsersScreen } from "./users.js";

const screens = { now: "Now", sessions: "Sessions", users: "Users", rooms: "Rooms", limits: "Limits", settings: "Settings", security: "Security", audit: "Audit" };
type Screen = keyof typeof screens;

/** The screen is in the address, so that "back" works; which user is shown is not, because addresses are kept and shared. */
const screenOf = (hash: string): Screen => (Object.hasOwn(screens, hash.slice(1)) ? (hash.slice(1) as Screen) : "now");

/** Asks for the token. It is kept in memory only: a reload asks again, and nothing of it is left in the browser. */
function Entry({ reason, onEnter }: { reason?: string; onEnter: (token: string, now: Now) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState(reason);
  const [isBusy, setBusy] = useState(false);

  async function submit(event: Event) {
    event.preventDefault();
    const token = field.current!.value.trim();
    if (isBusy || !token) return;
    setBusy(true);
    try {
      if (/[^ -~]/.test(token)) throw new Refusal("form", "A token has printable ASCII characters only.");
      onEnter(token, await asking(token, () => {})<Now>("GET", "/admin/now"));
    } catch (error) {
      setProblem(reasonOf(error));
      setBusy(false);
      field.current?.select();
    }
  }

  return (
    <main class="entry">
      <form class="card" onSubmit={submit}>
        <h1>ActorChat: operators</h1>
        <label>
          <span>Admin token</span>
          <input ref={field} type="password" name="token" required autocomplete="current-password" autofocus aria-describedby="where" />
        </label>
        <p class="quiet" id="where">The server's ACTORCHAT_ADMIN_TOKEN. This page keeps it until it is locked, reloaded or closed.</p>
        <p class="problem" role="alert">{problem}</p>
        <button class="primary" aria-disabled={isBusy}>Enter</button>
      </form>
    </main>
  );
}

function Desk({ onLock }: { onLock: () => void }) {
  const [screen, setScreen] = useState(() => screenOf(location.hash));
  const [user, setUser] = useState<string>();
  const { told: now, problem } = useAnswer<Now>("/admin/now", EVERY);
  const samples = useSamples(now);
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    const follow = () => (setScreen(screenOf(location.hash)), setUser(undefined));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  useEffect(() => void (document.title = `${screens[screen]} – ActorChat: operators`), [screen]);
  const show = (login?: string) => {
    if (screen !== "users") history.pushState(null, "", "#users");
    setScreen("users");
    setUser(login);
    main.current?.focus();
  };
  return (
    <>
      <header>
        <h1>ActorChat</h1>
        <nav aria-label="Screens">
          <ul>{Object.entries(screens).map(([key, name]) => <li key={key}><a href={`#${key}`} aria-current={key === screen ? "page" : undefined} onClick={() => key === "users" && setUser(undefined)}>{name}</a></li>)}</ul>
        </nav>
        <button class="small" onClick={onLock}>Lock</button>
      </header>
      <main ref={main} tabIndex={-1}>
        <h2 class={screen === "now" ? "unseen" : ""}>{screens[screen]}</h2>
        {screen === "now" && <NowScreen now={now} problem={problem} samples={samples} />}
        {screen === "sessions" && <SessionsScreen onUser={show} />}
        {screen === "users" && <UsersScreen login={user} onUser={show} />}
        {screen === "rooms" && <RoomsScreen onUser={show} />}
        {screen === "limits" && <LimitsScreen />}
        {screen === "settings" && <SettingsScreen />}
        {(screen === "security" || screen === "audit") && <EventsScreen key={screen} what={screen} onUser={show} />}
      </main>
    </>
  );
}

function Page() {
  const [token, setToken] = useState<string>();
  const [reason, setReason] = useState<string>();
  const ask = useMemo(() => token === undefined ? undefined : asking(token, () => (setReason("The token is no longer valid."), setToken(undefined))), [token]);
  if (!ask) return <Entry reason={reason} onEnter={(entered) => (setReason(undefined), setToken(entered))} />;
  return <Api.Provider value={ask}><Desk onLock={() => setToken(undefined)} /></Api.Provider>;
}

render(<Page />, document.getElementById("page")!);
