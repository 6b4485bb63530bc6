import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Chat } from "./chat.js";
import { Entry } from "./entry.js";
import { type Session, storedSession, storeSession } from "./session.js";
import "./style.css";
import { firstLanguage, keepLanguage, Speech, type Language } from "./words.js";

function Page() {
  const [language, setLanguage] = useState(firstLanguage);
  const [session, setSession] = useState(storedSession);
  const [ended, setEnded] = useState<{ login: string; reason?: string }>();

  useEffect(() => void (document.documentElement.lang = language), [language]);
  const speak = (chosen: Language) => (keepLanguage(chosen), setLanguage(chosen));
  const enter = (entered: Session) => (storeSession(entered), setSession(entered));
  const leave = (reason?: string) => {
    setEnded({ login: session?.login ?? "", reason });
    storeSession();
    setSession(undefined);
  };
  return (
    <Speech.Provider value={{ language, speak }}>
      {session ? <Chat key={session.token} session={session} onLeave={leave} /> : <Entry ended={ended} onEnter={enter} />}
    </Speech.Provider>
  );
}

render(<Page />, document.getElementById("page")!);
