import type { ChatClient, Message, Outgoing } from "@actorchat/client";
import type { ComponentChildren } from "preact";
import { memo } from "preact/compat";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { More, Tick } from "./icons.js";
import { clockOf, dayInWords } from "./parts.js";
import type { Deeds } from "./room.js";
import { reasonOf, Speech, textOf, useWords } from "./words.js";

const REACTIONS = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

const ADDRESS = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'])/;

/** The text, with its web addresses as links. */
const withLinks = (text: string): ComponentChildren => text.split(ADDRESS).map((part, at) =>
  at % 2 ? <a key={at} href={part} target="_blank" rel="noopener noreferrer nofollow">{part}</a> : part);

function Menu({ message, isOwn, login, deeds, onClose }: { message: Message; isOwn: boolean; login: string; deeds: Deeds; onClose: () => void }) {
  const words = useWords();
  const place = useRef<HTMLDivElement>(null);
  const [isAbove, setAbove] = useState(false);
  useEffect(() => {
    const { top } = place.current!.parentElement!.getBoundingClientRect();
    setAbove(top > innerHeight / 2);
    place.current!.querySelector("button")?.focus();
    const outside = ({ target }: Event) => {
      if (!place.current?.contains(target as Node)) onClose();
    };
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, []);

  function walk(event: KeyboardEvent) {
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") return event.preventDefault(), onClose();
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...place.current!.querySelectorAll("button")];
    items[(items.indexOf(document.activeElement as HTMLButtonElement) + step + items.length) % items.length]?.focus();
  }

  const item = (label: string, deed: () => void) => <button role="menuitem" tabIndex={-1} onClick={() => (onClose(), deed())}>{label}</button>;
  return (
    <div class={isAbove ? "menu above" : "menu"} role="menu" aria-label={words.actions} ref={place} onKeyDown={walk}>
      <div class="reactions" role="group">
        {REACTIONS.map((reaction) => {
          const isOn = !!message.reactions?.[reaction]?.includes(login);
          return (
            <button key={reaction} role="menuitemcheckbox" aria-checked={isOn} tabIndex={-1} aria-label={words.react(reaction)}
              onClick={() => (onClose(), deeds.react(message, reaction, !isOn))}>
              {reaction}
            </button>
          );
        })}
      </div>
      {item(words.reply, () => deeds.reply(message))}
      {navigator.clipboard && item(words.copy, () => void navigator.clipboard.writeText(message.message))}
      {isOwn && item(words.edit, () => deeds.edit(message))}
      {isOwn && item(words.delete, () => deeds.delete(message))}
    </div>
  );
}

interface RowProps {
  readonly message: Message;
  readonly quoted?: Message;
  readonly isOwn: boolean;
  readonly tick: "sent" | "delivered" | "read" | "";
  readonly login: string;
  readonly showsDay: boolean;
  readonly showsNew: boolean;
  readonly follows: boolean;
  readonly isFollowed: boolean;
  readonly deeds: Deeds;
  readonly onQuote: (seq: number) => void;
}

/** A message of the history. */
export const MessageRow = memo(function MessageRow(props: RowProps) {
  const { message, quoted, isOwn, tick, login, showsDay, showsNew, follows, isFollowed, deeds, onQuote } = props;
  const words = useWords();
  const { language } = useContext(Speech);
  const [isOpen, setOpen] = useState(false);
  const row = useRef<HTMLElement>(null);
  const isGone = message.deleted || message.erased;
  const close = () => (setOpen(false), row.current?.focus());

  function onKey(event: KeyboardEvent) {
    if (event.target !== row.current || isGone || (event.key !== "Enter" && event.key !== "ContextMenu")) return;
    event.preventDefault();
    setOpen(true);
  }

  const kinds = ["row", isOwn ? "own" : "theirs", follows && "follows", isFollowed && "followed", isOpen && "open"].filter(Boolean).join(" ");
  return (
    <article class={kinds} ref={row} tabIndex={-1} data-seq={message.seq} onKeyDown={onKey}
      aria-label={`${isOwn ? words.you : message.login}, ${clockOf(language, message.time)}`}>
      {showsDay && <p class="day"><span>{dayInWords(words, language, message.time)}</span></p>}
      {showsNew && <p class="new"><span>{words.newMessages}</span></p>}
      <div class="body">
        <div class={isGone ? "bubble gone" : "bubble"}>
          {message.replyTo && !isGone && (
            <button class="quote" onClick={() => onQuote(message.replyTo!)}>
              {quoted && <strong>{quoted.login === login ? words.you : quoted.login}</strong>}
              <span dir="auto">{quoted ? textOf(words, quoted) : words.answered}</span>
            </button>
          )}
          <span class="text" dir="auto">{isGone ? textOf(words, message) : withLinks(message.message)}</span>
          <span class="about">
            {message.editedAt && !isGone && <span>{words.edited}</span>}
            <time dateTime={message.time}>{clockOf(language, message.time)}</time>
            {tick && <Tick state={tick} label={words[tick]} />}
          </span>
        </div>
        {!isGone && (
          <div class="tools">
            <button class="round" tabIndex={-1} aria-label={words.actions} aria-haspopup="menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              <More />
            </button>
            {isOpen && <Menu message={message} isOwn={isOwn} login={login} deeds={deeds} onClose={close} />}
          </div>
        )}
      </div>
      {message.reactions && !isGone && (
        <div class="given">
          {Object.entries(message.reactions).map(([reaction, logins]) => (
            <button key={reaction} aria-pressed={logins.includes(login)} aria-label={words.reactions(reaction, logins.join(", "))}
              onClick={() => deeds.react(message, reaction, !logins.includes(login))}>
              {reaction}{logins.length > 1 && ` ${logins.length}`}
            </button>
          ))}
        </div>
      )}
    </article>
  );
});

/** A message that the server does not have yet. */
export function OutgoingRow({ client, message }: { client: ChatClient; message: Outgoing }) {
  const words = useWords();
  const { language } = useContext(Speech);
  const { error } = message;
  return (
    <article class={error ? "row own failed" : "row own unsent"} tabIndex={-1} aria-label={`${words.you}, ${clockOf(language, message.at)}`}>
      <div class="body">
        <div class="bubble">
          <span class="text" dir="auto">{message.message}</span>
          <span class="about">
            <time dateTime={new Date(message.at).toISOString()}>{clockOf(language, message.at)}</time>
            <Tick state={error ? "failed" : "waiting"} label={error ? words.notSent : words.waiting} />
          </span>
        </div>
      </div>
      {error && (
        <div class="refused">
          <span>{reasonOf(words, error)}</span>
          <button class="link" onClick={() => client.resend(message)}>{words.resend}</button>
          <button class="link" onClick={() => client.discard(message)}>{words.discard}</button>
        </div>
      )}
    </article>
  );
}
