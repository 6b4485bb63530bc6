import { type ChatClient, type ChatSnapshot, type Room, tickOf } from "@actorchat/client";
import { useRoom } from "@actorchat/client/react";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { LanguageSwitch } from "./entry.js";
import { Leave, Search, Tick } from "./icons.js";
import { Avatar, shortTime } from "./parts.js";
import { findPeople, type People, type Person, Refusal, type Session } from "./session.js";
import { Speech, textOf, useWords } from "./words.js";

/** So many chats at the top of the list are kept open: the server tells who is there, and who writes, of open rooms only. */
const KEPT_OPEN = 30;

/** How often somebody without any chat is told who is new, in milliseconds. */
const ALONE_EVERY = 4_000;

const keyOf = (login: string) => login.normalize("NFC").toLowerCase();

/** The people whose login begins with a text, page by page. */
function usePeople(session: Session, search: string | undefined, online: boolean) {
  const [found, setFound] = useState<People & { search: string }>();
  const wanted = useRef(search);
  wanted.current = search;
  const more = async (cursor?: string) => {
    const asked = search!;
    const page = await findPeople(session, asked, cursor).catch((error) => (error instanceof Refusal ? undefined : Promise.reject(error)));
    // Answers may overtake each other: only the one to what is searched now counts.
    if (!page || asked !== wanted.current) return;
    setFound((before) => ({ search: asked, next: page.next, users: [...(cursor && before ? before.users : []), ...page.users] }));
  };
  useEffect(() => {
    if (search === undefined || !online) return;
    const timer = setTimeout(more, found ? 200 : 0);
    // Who has no chat yet waits for others to come.
    const again = search === "" && setInterval(() => document.visibilityState === "visible" && more(), ALONE_EVERY);
    return () => (clearTimeout(timer), again && clearInterval(again));
  }, [search, online]);
  return { found: search !== undefined && found?.search === search ? found : undefined, more };
}

function Preview({ room, login }: { room: Room; login: string }) {
  const words = useWords();
  const waiting = room.outgoing.at(-1);
  const last = room.lastMessage;
  if (room.typing) return <span class="preview typing">{words.typing}</span>;
  if (waiting) {
    const failed = room.outgoing.some(({ error }) => error);
    const tick = <Tick state={failed ? "failed" : "waiting"} label={failed ? words.notSent : words.waiting} />;
    return <span class="preview">{tick}<span>{waiting.message}</span></span>;
  }
  if (!last) return <span class="preview" />;
  const tick = last.login === login && tickOf(room, last);
  return <span class="preview">{tick && <Tick state={tick} label={words[tick]} />}<span>{textOf(words, last)}</span></span>;
}

interface ItemProps {
  readonly room: Room;
  readonly login: string;
  readonly isChosen: boolean;
  readonly onChoose: (companion: string) => void;
}

function Item({ room, login, isChosen, onChoose }: ItemProps) {
  const words = useWords();
  const { language } = useContext(Speech);
  const at = room.outgoing.at(-1)?.at ?? room.lastMessage?.time;
  return (
    <li>
      <button class="item" aria-current={isChosen ? "true" : undefined} onClick={() => onChoose(room.companion)}>
        <Avatar login={room.companion} online={room.online} />
        <span class="what">
          <span class="line">
            <span class="name">{room.companion}</span>
            {room.online && <span class="unseen">, {words.online}</span>}
            {at && <time>{shortTime(language, at)}</time>}
          </span>
          <span class="line">
            <Preview room={room} login={login} />
            {room.unread > 0 && (
              <span class="badge">
                <span class="unseen">{words.unread(room.unread)}</span>
                <span aria-hidden="true">{room.unread > 999 ? "999+" : room.unread}</span>
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  );
}

function OpenItem({ client, ...props }: ItemProps & { client: ChatClient }) {
  return <Item {...props} room={useRoom(client, props.room.companion)} />;
}

function Someone({ person, isChosen, onChoose }: { person: Person; isChosen: boolean; onChoose: (companion: string) => void }) {
  const words = useWords();
  return (
    <li>
      <button class="item" aria-current={isChosen ? "true" : undefined} onClick={() => onChoose(person.login)}>
        <Avatar login={person.login} online={person.online} />
        <span class="what"><span class="name">{person.login}</span>{person.online && <span class="preview">{words.online}</span>}</span>
      </button>
    </li>
  );
}

interface ListProps {
  readonly client: ChatClient;
  readonly state: ChatSnapshot;
  readonly session: Session;
  readonly chosen?: string;
  readonly onChoose: (companion: string) => void;
  readonly onLogOut: () => void;
}

/** The left pane: who this is, the search, the chats and the people found. */
export function ChatList({ client, state, session, chosen, onChoose, onLogOut }: ListProps) {
  const words = useWords();
  const [text, setText] = useState("");
  const pane = useRef<HTMLElement>(null);
  const search = text.trim();
  const chats = state.rooms.filter(({ companion, lastMessage, outgoing }) =>
    (lastMessage || outgoing.length || companion === chosen) && keyOf(companion).includes(keyOf(search)));
  const isAlone = state.listed && !state.rooms.some(({ lastMessage, outgoing }) => lastMessage || outgoing.length);
  const { found, more } = usePeople(session, search || (isAlone ? "" : undefined), state.status === "online");
  const known = new Set(chats.map(({ companion }) => keyOf(companion)));
  const people = found?.users.filter(({ login }) => !known.has(keyOf(login))) ?? [];

  useEffect(() => {
    const toSearch = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      pane.current?.querySelector("input")?.focus();
    };
    addEventListener("keydown", toSearch);
    return () => removeEventListener("keydown", toSearch);
  }, []);

  /** Up and down go through the search and everything below it. */
  function walk(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [...pane.current!.querySelectorAll<HTMLElement>("input, .item")];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    event.preventDefault();
    stops[Math.min(Math.max(at + step, 0), stops.length - 1)]?.focus();
  }

  function choose(companion: string) {
    setText("");
    onChoose(companion);
  }

  function searchKey(event: KeyboardEvent) {
    if (event.key === "Escape") setText("");
    if (event.key === "Enter") pane.current?.querySelector<HTMLElement>(".item")?.click();
  }

  return (
    <nav class="list" ref={pane} aria-label={words.chats} onKeyDown={walk}>
      <header>
        <Avatar login={state.login} />
        <p class="name">{state.login}</p>
        <LanguageSwitch />
        <button class="round" aria-label={words.logOut} title={words.logOut} onClick={onLogOut}><Leave /></button>
      </header>
      <label class="search">
        <Search />
        <span class="unseen">{words.search}</span>
        <input type="search" value={text} placeholder={words.search} autocomplete="off" spellcheck={false}
          onInput={({ currentTarget }) => setText(currentTarget.value)} onKeyDown={searchKey} />
      </label>
      <div class="items">
        {chats.length > 0 && (
          <ul>
            {chats.map((room, at) => {
              const props = { room, login: state.login, isChosen: room.companion === chosen, onChoose: choose };
              return at < KEPT_OPEN ? <OpenItem key={room.companion} client={client} {...props} /> : <Item key={room.companion} {...props} />;
            })}
          </ul>
        )}
        {people.length > 0 && (
          <>
            <h2>{words.people}</h2>
            <ul>{people.map((person) => <Someone key={person.login} person={person} isChosen={person.login === chosen} onChoose={choose} />)}</ul>
          </>
        )}
        {found?.next && <button class="link" onClick={() => more(found.next!)}>{words.morePeople}</button>}
        {found && people.length + chats.length === 0 && <p class="quiet">{search ? words.nobody : words.alone}</p>}
        {!state.listed && chats.length === 0 && <p class="quiet">{words.connecting}</p>}
      </div>
    </nav>
  );
}
