import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useWords, type Words } from "./words.js";

const hueOf = (login: string) => [...login.toLowerCase()].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 360, 7);

/** A circle with the first letter of a login, in a colour of its own. */
export function Avatar({ login, online }: { login: string; online?: boolean }) {
  return (
    <span class="avatar" style={{ "--hue": hueOf(login) }} aria-hidden="true">
      {[...login][0]?.toUpperCase()}
      {online && <span class="dot" />}
    </span>
  );
}

/** A question that waits for its answer. */
export function Question({ title, text, yes, onYes, onNo }: { title: string; text: ComponentChildren; yes: string; onYes: () => void; onNo: () => void }) {
  const box = useRef<HTMLDialogElement>(null);
  const words = useWords();
  useEffect(() => box.current?.showModal(), []);
  return (
    <dialog ref={box} class="card" aria-labelledby="question" onClose={onNo}>
      <h2 id="question">{title}</h2>
      <p class="quiet">{text}</p>
      <div class="answers">
        <button onClick={() => box.current?.close()}>{words.cancel}</button>
        <button class="primary" onClick={onYes}>{yes}</button>
      </div>
    </dialog>
  );
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(language: string, options: Intl.DateTimeFormatOptions, at: Date) {
  const key = language + JSON.stringify(options);
  // British and American users share a language, but not a clock.
  const locale = navigator.languages.find((known) => known.toLowerCase().startsWith(language)) ?? language;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale, options));
  return formats.get(key)!.format(at);
}

export const clockOf = (language: string, at: string | number) => format(language, { hour: "2-digit", minute: "2-digit" }, new Date(at));

/** The day of a time; equal for times of the same day. */
export const dayOf = (at: string | number) => new Date(at).toDateString();

export function dayInWords(words: Words, language: string, at: string | number) {
  if (dayOf(at) === dayOf(Date.now())) return words.today;
  if (dayOf(at) === dayOf(Date.now() - 86_400_000)) return words.yesterday;
  const sameYear = new Date(at).getFullYear() === new Date().getFullYear();
  return format(language, { day: "numeric", month: "long", year: sameYear ? undefined : "numeric" }, new Date(at));
}

/** For lists, where there is little room. */
export const shortTime = (language: string, at: string | number) =>
  dayOf(at) === dayOf(Date.now()) ? clockOf(language, at) : format(language, { day: "2-digit", month: "2-digit" }, new Date(at));
