import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { reasonOf, useApi } from "./api.js";

/** Asks for something, again when the path changes, and every so often while the page is visible. What was shown stays until the next answer. */
export function useAnswer<T>(path: string | undefined, everyMs?: number) {
  const ask = useApi();
  const [answer, setAnswer] = useState<{ path: string; told: T }>();
  const [problem, setProblem] = useState<string>();
  const latest = useRef(0);
  const asked = useRef(0);
  const again = useCallback(async () => {
    if (path === undefined) return;
    const turn = ++latest.current;
    asked.current = turn;
    try {
      const told = await ask<T>("GET", path);
      if (turn !== latest.current) return;
      setAnswer({ path, told });
      setProblem(undefined);
    } catch (error) {
      if (turn === latest.current) setProblem(reasonOf(error));
    } finally {
      if (asked.current === turn) asked.current = 0;
    }
  }, [ask, path]);
  useEffect(() => {
    void again();
    // A server that is slow is not asked again before it has answered.
    const timer = everyMs ? setInterval(() => document.hidden || asked.current || void again(), everyMs) : undefined;
    return () => (clearInterval(timer), void latest.current++);
  }, [again, everyMs]);
  return { told: answer?.path === path ? answer?.told : undefined, problem, again };
}

/** A field whose text is taken a moment after the last key. */
export function Search({ label, text, onText }: { label: string; text: string; onText: (text: string) => void }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <input type="search" class="search" aria-label={label} placeholder={label} defaultValue={text} maxLength={64} autocapitalize="none" autocomplete="off" spellcheck={false}
      onInput={({ currentTarget: { value } }) => {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onText(value), 250);
      }} />
  );
}

/** What did not answer or was refused. */
export function Problems({ problem, silent }: { problem?: string; silent?: string[] }) {
  return (
    <div role="alert">
      {problem && <p class="problem">{problem}</p>}
      {silent && <p class="warning">No answer from {silent.join(", ")}: what is there is missing here.</p>}
    </div>
  );
}

/** A text of somebody else: shown as it is, in its own direction. */
export const Foreign = ({ text }: { text: string }) => <bdi class="foreign">{text}</bdi>;

export function Chip({ kind, text }: { kind?: "good" | "bad"; text: string }) {
  return <span class={`chip ${kind ?? ""}`}>{text}</span>;
}

export interface Task {
  title: string;
  text: ComponentChildren;
  yes: string;
  /** What must be typed before it can be done. */
  typed?: string;
  /** The field that is asked for, if there is one. */
  field?: { label: string; value: string; secret?: boolean };
  run: (value: string) => Promise<unknown>;
}

/** Asks before something is done, and does it. What was refused is said here, and can be tried again. */
export function Question({ task, onEnd }: { task: Task; onEnd: (done: boolean) => void }) {
  const box = useRef<HTMLDialogElement>(null);
  const [value, setValue] = useState(task.field?.value ?? "");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const isReady = !isBusy && (task.typed === undefined || value === task.typed) && (!task.field || value !== "");
  const done = useRef(false);
  useEffect(() => box.current?.showModal(), []);

  async function submit(event: Event) {
    event.preventDefault();
    if (!isReady) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await task.run(value);
      done.current = true;
      box.current?.close();
    } catch (error) {
      setProblem(reasonOf(error));
      setBusy(false);
    }
  }

  const label = task.typed !== undefined ? "The login, to confirm" : task.field?.label;
  return (
    <dialog ref={box} aria-labelledby="question" onClose={() => onEnd(done.current)}>
      <form onSubmit={submit}>
        <h2 id="question">{task.title}</h2>
        <p>{task.text}</p>
        {label && (
          <label>
            <span>{label}</span>
            {task.field?.secret
              ? <input type="password" value={value} onInput={({ currentTarget }) => setValue(currentTarget.value)} autocomplete="new-password" autofocus />
              : <input type="text" value={value} onInput={({ currentTarget }) => setValue(currentTarget.value)} autocomplete="off" autocapitalize="none" spellcheck={false} autofocus />}
          </label>
        )}
        <p class="problem" role="alert">{problem}</p>
        <div class="answers">
          <button type="button" onClick={() => box.current?.close()}>Cancel</button>
          <button class="danger" aria-disabled={!isReady}>{task.yes}</button>
        </div>
      </form>
    </dialog>
  );
}

/** The question that is open, and what is said of the last one. */
export function useTask(after: () => void) {
  const [task, setTask] = useState<Task>();
  const before = useRef<Element | null>(null);
  const question = task && (
    <Question task={task} onEnd={(done) => {
      setTask(undefined);
      if (done) after();
      // The row whose button it was may be gone.
      requestAnimationFrame(() => (before.current?.isConnected ? (before.current as HTMLElement) : document.querySelector("main"))?.focus());
    }} />
  );
  return { question, open: (wanted: Task) => ((before.current = document.activeElement), setTask(wanted)) };
}

/** A table that scrolls within itself where it is too wide. */
export function Table({ label, heads, children }: { label: string; heads: string[]; children: ComponentChildren }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead><tr>{heads.map((head) => <th key={head} scope="col">{head || <span class="unseen">Actions</span>}</th>)}</tr></thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

const whole = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
export const count = (value: number) => whole.format(value);
export const figure = (value: number) => (value >= 100 ? whole.format(Math.round(value)) : short.format(value));

export function bytes(value: number) {
  for (const unit of ["B", "KiB", "MiB", "GiB"]) {
    if (value < 1024) return `${figure(value)} ${unit}`;
    value /= 1024;
  }
  return `${figure(value)} TiB`;
}

export function span(seconds: number) {
  const parts = [[86_400, "d"], [3600, "h"], [60, "min"], [1, "s"]] as const;
  const first = parts.findIndex(([size]) => seconds >= size);
  if (first < 0) return "0 s";
  const [[size, unit], next] = [parts[first]!, parts[first + 1]];
  const rest = next && Math.floor((seconds % size) / next[0]);
  return `${Math.floor(seconds / size)} ${unit}${rest ? ` ${rest} ${next[1]}` : ""}`;
}

const times = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" });
export const Time = ({ at }: { at: string | null }) => at ? <time dateTime={at} title={at}>{times.format(new Date(at))}</time> : <>–</>;
