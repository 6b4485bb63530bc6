import { ChatClient, type ChatSnapshot } from "@actorchat/client";
import { useChat } from "@actorchat/client/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Bubble } from "./icons.js";
import { ChatList } from "./list.js";
import { Question } from "./parts.js";
import { RoomPane } from "./room.js";
import { logOut, type Session } from "./session.js";
import { useWords } from "./words.js";

const chosenNow = () => decodeURIComponent(location.hash.slice(1)) || undefined;

/** Which chat is open is in the address, so that a reload and the browser's back button do what people expect. */
function useChosen() {
  const [chosen, setChosen] = useState(chosenNow);
  useEffect(() => {
    const look = () => setChosen(chosenNow());
    addEventListener("popstate", look);
    addEventListener("hashchange", look);
    return () => (removeEventListener("popstate", look), removeEventListener("hashchange", look));
  }, []);
  const choose = useCallback((companion?: string) => {
    const open = chosenNow();
    // Going back from a chat that was opened from the list leaves no second entry of it in the browser's history.
    if (!companion && history.state?.opened) return history.back();
    const address = companion ? `#${encodeURIComponent(companion)}` : location.pathname;
    if (companion && !open) history.pushState({ opened: true }, "", address);
    else history.replaceState(history.state, "", address);
    setChosen(companion);
  }, []);
  return [chosen, choose] as const;
}

/** Lets a client tell all changes of a moment at once: a flood of messages is drawn sixty times a second, not once for each message. */
function calmed(client: ChatClient) {
  const { subscribe } = client;
  const listeners = new Set<() => void>();
  let timer: number | undefined;
  subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      [...listeners].forEach((listener) => listener());
    }, 16);
  });
  return Object.assign(client, { subscribe: (listener: () => void) => (listeners.add(listener), () => void listeners.delete(listener)) });
}

function Banner({ state, wasOnline }: { state: ChatSnapshot; wasOnline: boolean }) {
  const words = useWords();
  const isBusy = state.reason === "unavailable" || state.reason === "rate_limited";
  const [isSlow, setSlow] = useState(false);
  const isConnecting = state.status === "connecting";
  // A first connection is no news, unless it takes long.
  useEffect(() => {
    const timer = isConnecting && setTimeout(setSlow, 3_000, true);
    return () => (timer && clearTimeout(timer), setSlow(false));
  }, [isConnecting]);
  const isLost = isConnecting && (wasOnline || isSlow || state.reason !== undefined);
  return (
    <div class="banners" role="status">
      {isLost && <p class="banner"><span class="pulse" />{isBusy ? words.serverBusy : words.noConnection}</p>}
      {state.unsaved && <p class="banner">{words.unsaved}</p>}
    </div>
  );
}

/** Everything that a user sees who is logged in. */
export function Chat({ session, onLeave }: { session: Session; onLeave: (reason?: string) => void }) {
  const words = useWords();
  const client = useMemo(() => calmed(new ChatClient({
    url: location.origin, login: session.login, token: session.token,
    // A WebSocket at once: that is one request instead of five. Where none gets through, polling does.
    io: { transports: ["websocket", "polling"], tryAllTransports: true, reconnectionDelayMax: 3_000 },
  })), [session]);
  const state = useChat(client);
  const [chosen, choose] = useChosen();
  const [isLeaving, setLeaving] = useState(false);
  const wasOnline = useRef(false);
  if (state.status === "online") wasOnline.current = true;

  useEffect(() => {
    client.connect();
    return () => client.close();
  }, [client]);
  useEffect(() => {
    if (state.status === "ended") onLeave(state.reason);
  }, [state.status]);
  const unread = state.rooms.reduce((sum, room) => sum + room.unread, 0);
  useEffect(() => void (document.title = unread ? `(${unread}) ActorChat` : "ActorChat"), [unread]);
  useEffect(() => () => void (document.title = "ActorChat"), []);

  const leave = useCallback(() => {
    client.close();
    void logOut(session);
    history.replaceState(null, "", location.pathname);
    onLeave();
  }, [client]);
  const askToLeave = useCallback(() => (client.getSnapshot().rooms.some(({ outgoing }) => outgoing.length) ? setLeaving(true) : leave()), [client]);

  return (
    <div class={chosen ? "chat open" : "chat"}>
      <Banner state={state} wasOnline={wasOnline.current} />
      <main class="panes">
        <h1 class="unseen">ActorChat</h1>
        <ChatList client={client} state={state} session={session} chosen={chosen} onChoose={choose} onLogOut={askToLeave} />
        <section class="room">
          {chosen
            ? <RoomPane key={chosen} client={client} companion={chosen} login={state.login} blocked={state.blocked.includes(chosen)} onBack={choose} />
            : <p class="nothing"><Bubble />{words.choose}</p>}
        </section>
      </main>
      {isLeaving && <Question title={words.unsentTitle} text={words.unsentText} yes={words.logOut} onYes={leave} onNo={() => setLeaving(false)} />}
    </div>
  );
}
