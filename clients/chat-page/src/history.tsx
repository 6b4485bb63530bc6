import { type ChatClient, type Message, type Room, tickOf } from "@actorchat/client";
import { memo } from "preact/compat";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Down } from "./icons.js";
import { MessageRow, OutgoingRow } from "./message.js";
import { dayOf } from "./parts.js";
import type { Deeds } from "./room.js";
import { useWords } from "./words.js";

/** Messages are drawn in pieces of so many. A piece that is far from what is seen is only a space of its height. */
const PIECE = 50;
/** How far away a piece is drawn already, and how far from the first message the page before it is fetched, in pixels. */
const AHEAD = 1_500;
/** Nearer to the end than this counts as being there: new messages are scrolled to. */
const NEAR_END = 60;

const stays = (one: Message, other?: Message) =>
  !!other && one.login === other.login && dayOf(one.time) === dayOf(other.time) && Math.abs(Date.parse(one.time) - Date.parse(other.time)) < 300_000;

interface PieceProps {
  readonly number: number;
  readonly messages: readonly Message[];
  /** What each of them answers, if that is loaded. */
  readonly quoted: readonly (Message | undefined)[];
  readonly before?: Message;
  readonly after?: Message;
  readonly login: string;
  readonly ticks: string;
  readonly firstNew?: number;
  readonly deeds: Deeds;
  readonly onQuote: (seq: number) => void;
  readonly watch: (element: HTMLElement, hear: (isNear: boolean) => void) => () => void;
}

const same = (one: readonly unknown[], other: readonly unknown[]) => one.length === other.length && one.every((item, at) => item === other[at]);

const Piece = memo(function Piece(props: PieceProps) {
  const { number, messages, quoted, before, after, login, ticks, firstNew, deeds, onQuote, watch } = props;
  const [height, setHeight] = useState<number>();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => watch(place.current!, (isNear) => {
    const element = place.current!;
    // A piece with the focus in it stays, or the focus would be lost.
    if (isNear || element.contains(document.activeElement)) setHeight(undefined);
    else setHeight((known) => known ?? element.offsetHeight);
  }), []);
  const states = ticks.split(" ");
  const isSpace = height !== undefined;
  return (
    <div ref={place} class="piece" data-piece={number} style={{ height: isSpace ? `${height}px` : "" }}>
      {!isSpace && messages.map((message, at) => {
        const previous = messages[at - 1] ?? before;
        const next = messages[at + 1] ?? after;
        return (
          <MessageRow key={message.seq} message={message} quoted={quoted[at]} isOwn={message.login === login} login={login}
            tick={states[at] as "sent" | "delivered" | "read"}
            showsDay={!previous || dayOf(previous.time) !== dayOf(message.time)} showsNew={message.seq === firstNew} follows={stays(message, previous)}
            isFollowed={!!next && stays(next, message)} deeds={deeds} onQuote={onQuote} />
        );
      })}
    </div>
  );
}, (one, other) =>
  same(one.messages, other.messages) && same(one.quoted, other.quoted) && one.before === other.before && one.after === other.after && one.ticks === other.ticks
  && one.firstNew === other.firstNew && one.login === other.login && one.deeds === other.deeds);

/** What is loaded, cut into pieces by number, so that a piece stays the same one when earlier messages come. */
function pieces(room: Room, login: string) {
  const { messages } = room;
  const first = messages[0]?.seq ?? 0;
  const found = [];
  for (let at = 0; at < messages.length; ) {
    const number = Math.floor((messages[at]!.seq - 1) / PIECE);
    const end = Math.min(messages.length, (number + 1) * PIECE + 1 - first);
    const part = messages.slice(at, end);
    found.push({
      number,
      messages: part,
      quoted: part.map(({ replyTo }) => (replyTo ? messages[replyTo - first] : undefined)),
      before: messages[at - 1],
      after: messages[end],
      ticks: part.map((message) => (message.login === login ? tickOf(room, message) : "")).join(" "),
    });
    at = end;
  }
  return found;
}

interface HistoryProps {
  readonly client: ChatClient;
  readonly room: Room;
  readonly login: string;
  readonly deeds: Deeds;
  /** The keyboard goes back to where messages are written. */
  readonly onLeave: () => void;
}

/** The messages of a chat, of which only those near the visible part are in the page. */
export function History({ client, room, login, deeds, onLeave }: HistoryProps) {
  const words = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const atEnd = useRef(true);
  /** A message that is seen, and where it is in the content. It stays where it is on the screen, whatever comes above it. */
  const anchor = useRef<{ row: HTMLElement; top: number } | undefined>(undefined);
  const { companion } = room;

  const settle = useCallback(() => {
    const view = frame.current;
    if (!view) return;
    if (atEnd.current) view.scrollTop = view.scrollHeight;
    else if (anchor.current?.row.isConnected) {
      const top = topOf(anchor.current.row);
      view.scrollTop += top - anchor.current.top;
      anchor.current.top = top;
    }
  }, []);
  useLayoutEffect(settle);

  const look = useCallback(() => {
    const view = frame.current;
    if (!view) return;
    atEnd.current = view.scrollHeight - view.scrollTop - view.clientHeight < NEAR_END;
    setAtEnd(atEnd.current);
    const edge = view.getBoundingClientRect().top;
    for (const piece of content.current!.children) {
      if (piece.getBoundingClientRect().bottom <= edge) continue;
      const row = [...piece.children].find((child) => child.getBoundingClientRect().bottom > edge) as HTMLElement | undefined;
      if (row) anchor.current = { row, top: topOf(row) };
      break;
    }
    if (view.scrollTop < AHEAD) void client.older(companion);
  }, [client, companion]);

  // A wider window, a keyboard that opens, a piece that is drawn again: whatever changes a height.
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => (settle(), look()));
    observer.observe(frame.current!);
    observer.observe(content.current!);
    return () => observer.disconnect();
  }, [look]);

  const hearers = useRef(new Map<Element, (isNear: boolean) => void>());
  const watcher = useRef<IntersectionObserver | undefined>(undefined);
  const watch = useCallback((element: HTMLElement, hear: (isNear: boolean) => void) => {
    watcher.current ??= new IntersectionObserver((entries) => entries.forEach(({ target, isIntersecting }) => hearers.current.get(target)?.(isIntersecting)),
      { root: frame.current, rootMargin: `${AHEAD}px 0px` });
    hearers.current.set(element, hear);
    watcher.current.observe(element);
    return () => (watcher.current!.unobserve(element), void hearers.current.delete(element));
  }, []);
  useEffect(() => () => watcher.current?.disconnect(), []);

  // What is at the end of a chat that somebody looks at is read.
  useEffect(() => {
    const see = () => {
      const isSeen = atEnd.current && room.current && document.visibilityState === "visible" && document.hasFocus();
      if (isSeen && client.getRoom(companion).unread > 0) client.read(companion);
    };
    see();
    addEventListener("focus", see);
    document.addEventListener("visibilitychange", see);
    return () => (removeEventListener("focus", see), document.removeEventListener("visibilitychange", see));
  }, [client, companion, room, isAtEnd]);

  const firstNew = useRef<number | undefined>(undefined);
  if (firstNew.current === undefined && room.current) {
    firstNew.current = room.unread ? (room.messages.find((message) => message.login !== login && message.seq > (room.read[login] ?? 0))?.seq ?? 0) : 0;
  }

  const toEnd = useCallback(() => {
    atEnd.current = true;
    settle();
    look();
  }, [look]);
  const mine = room.outgoing.length;
  const written = useRef(mine);
  useEffect(() => {
    if (mine > written.current) toEnd();
    written.current = mine;
  }, [mine]);

  const toMessage = useCallback(async (seq: number) => {
    for (let now = client.getRoom(companion); (now.messages[0]?.seq ?? 0) > seq && now.hasOlder; now = client.getRoom(companion)) {
      await client.older(companion);
      if (client.getRoom(companion).messages[0]?.seq === now.messages[0]?.seq) return;
    }
    // Its piece may be a space so far: that is drawn once it is near.
    const number = Math.floor((seq - 1) / PIECE);
    atEnd.current = false;
    setTimeout(() => {
      content.current?.querySelector(`[data-piece="${number}"]`)?.scrollIntoView();
      setTimeout(() => content.current?.querySelector<HTMLElement>(`[data-seq="${seq}"]`)?.focus(), 100);
    });
  }, [client, companion]);

  function walk(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = (event.target as HTMLElement).closest("article");
    if (event.key === "Escape" || event.key === "End") return event.key === "End" ? toEnd() : onLeave();
    if (!step || (event.target !== row && event.target !== frame.current)) return;
    event.preventDefault();
    const rows = [...content.current!.querySelectorAll<HTMLElement>("article")];
    const next = row ? rows[rows.indexOf(row) + step] : rows.at(-1);
    if (next) next.focus();
    else if (step > 0) onLeave();
  }

  const drawn = useMemo(() => pieces(room, login), [room, login]);
  const hasAny = room.messages.length + mine > 0;
  return (
    <div class="history">
      <div class="frame" ref={frame} tabIndex={0} onScroll={look} onKeyDown={walk} role={hasAny ? "feed" : undefined} aria-label={words.history(companion)}
        aria-busy={!room.current}>
        <div class="content" ref={content}>
          {!hasAny && <p class="nothing">{room.current ? words.empty : room.error ? "" : words.loading}</p>}
          {room.hasOlder && <p class="nothing older">{words.loading}</p>}
          {drawn.map((piece) => (
            <Piece key={piece.number} {...piece} login={login} firstNew={firstNew.current} deeds={deeds} onQuote={toMessage} watch={watch} />
          ))}
          {mine > 0 && (
            <div class="piece">{room.outgoing.map((message) => <OutgoingRow key={message.clientMessageId} client={client} message={message} />)}</div>
          )}
        </div>
      </div>
      {!isAtEnd && (
        <button class="round to-end" aria-label={words.newest} onClick={toEnd}>
          <Down />
          {room.unread > 0 && <span class="badge" data-count={room.unread} />}
        </button>
      )}
      <Announcer messages={room.messages} login={login} isCurrent={room.current} />
    </div>
  );
}

const topOf = (row: HTMLElement) => row.getBoundingClientRect().top - row.closest(".content")!.getBoundingClientRect().top;

/** Says to a screen reader what comes in. The history itself is no live region, because earlier messages are put into it too. */
function Announcer({ messages, login, isCurrent }: { messages: readonly Message[]; login: string; isCurrent: boolean }) {
  const said = useRef<number | undefined>(undefined);
  const last = messages.at(-1);
  if (isCurrent) said.current ??= last?.seq ?? 0;
  const isNews = last && said.current !== undefined && last.seq > said.current && last.login !== login;
  return <div class="unseen" aria-live="polite">{isNews ? `${last.login}: ${last.message}` : ""}</div>;
}
