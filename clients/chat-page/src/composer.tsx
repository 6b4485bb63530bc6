import type { ChatClient } from "@actorchat/client";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Check, Close, Send } from "./icons.js";
import type { Task } from "./room.js";
import { useWords } from "./words.js";

/** What was begun in each chat, until it is sent. */
const drafts = new Map<string, string>();

interface ComposerProps {
  readonly client: ChatClient;
  readonly companion: string;
  readonly task?: Task;
  readonly onWrite: (text: string) => void;
  readonly onCancel: () => void;
}

/** Where a message is written, answered or edited. */
export function Composer({ client, companion, task, onWrite, onCancel }: ComposerProps) {
  const words = useWords();
  const isEdit = task?.kind === "edit";
  const [text, setText] = useState(isEdit ? task.message.message : (drafts.get(companion) ?? ""));
  const field = useRef<HTMLTextAreaElement>(null);
  const isEmpty = text.trim() === "";

  useEffect(() => {
    if (task) field.current?.focus();
  }, [task]);
  // As high as its text, up to the bound in the style.
  useLayoutEffect(() => {
    field.current!.style.height = "auto";
    field.current!.style.height = `${field.current!.scrollHeight}px`;
  }, [text]);

  function keep(value: string) {
    setText(value);
    if (isEdit) return;
    drafts.set(companion, value);
    client.typing(companion, value.trim() !== "");
  }

  function write(event?: Event) {
    event?.preventDefault();
    if (isEmpty) return;
    onWrite(text);
    keep("");
  }

  function onKey(event: KeyboardEvent) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) write(event);
    else if (event.key === "Escape" && task) onCancel();
    else if (event.key === "ArrowUp" && text === "") {
      event.preventDefault();
      [...document.querySelectorAll<HTMLElement>(".history article")].at(-1)?.focus();
    }
  }

  return (
    <form class="composer" onSubmit={write}>
      {task && (
        <div class="task">
          <div>
            <strong>{isEdit ? words.editing : words.replyingTo(task.message.login)}</strong>
            <p dir="auto">{task.message.message}</p>
          </div>
          <button type="button" class="round" aria-label={words.cancel} onClick={onCancel}><Close /></button>
        </div>
      )}
      <div class="field">
        <textarea ref={field} rows={1} dir="auto" value={text} aria-label={words.write} placeholder={words.write}
          onInput={({ currentTarget }) => keep(currentTarget.value)} onKeyDown={onKey} />
        <button class="send" aria-label={isEdit ? words.save : words.send} aria-disabled={isEmpty}>{isEdit ? <Check /> : <Send />}</button>
      </div>
    </form>
  );
}
