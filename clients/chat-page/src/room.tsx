import { type ChatClient, ChatError, type Message } from "@actorchat/client";
import { useRoom } from "@actorchat/client/react";
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Composer } from "./composer.js";
import { History } from "./history.js";
import { Back } from "./icons.js";
import { Avatar, clockOf, dayInWords, dayOf, Question } from "./parts.js";
import { reasonOf, Speech, useWords } from "./words.js";

/** What the composer does besides writing something new. */
export type Task = { readonly kind: "reply" | "edit"; readonly message: Message };

/** What can be done with messages. It stays the same object, so that messages are drawn again only if they change. */
export interface Deeds {
  readonly reply: (message: Message) => void;
  readonly edit: (message: Message) => void;
  readonly delete: (message: Message) => void;
  readonly react: (message: Message, reaction: string, on: boolean) => void;
}

interface RoomProps {
  readonly client: ChatClient;
  readonly companion: string;
  readonly login: string;
  readonly blocked: boolean;
  readonly onBack: (companion?: string) => void;
}

/** The right pane: one chat. */
export function RoomPane({ client, companion, login, blocked, onBack }: RoomProps) {
  const words = useWords();
  const { language } = useContext(Speech);
  const room = useRoom(client, companion);
  const [task, setTask] = useState<Task>();
  const [deleting, setDeleting] = useState<Message>();
  const [problem, setProblem] = useState<string>();
  const place = useRef<HTMLDivElement>(null);

  const attempt = useCallback(async (deed: Promise<unknown>) => {
    setProblem(undefined);
    await deed.catch((error) => setProblem(error instanceof ChatError ? error.code : "failed"));
  }, []);
  const toComposer = () => place.current?.querySelector("textarea")?.focus();
  const deeds = useMemo<Deeds>(() => ({
    reply: (message) => (setTask({ kind: "reply", message }), toComposer()),
    edit: (message) => (setTask({ kind: "edit", message }), toComposer()),
    delete: setDeleting,
    react: (message, reaction, on) => void attempt(client.react(companion, message.seq, reaction, on)),
  }), [client, companion]);

  // The composer of an edit is another one than that of a new message: the keyboard goes from the one to the other.
  const finish = () => (setTask(undefined), void setTimeout(toComposer));
  function write(text: string) {
    if (task) finish();
    if (task?.kind === "edit") void attempt(client.edit(companion, task.message.seq, text));
    else client.send(companion, text, { replyTo: task?.message.seq });
  }

  // On a phone the keyboard would cover the chat before anything of it was seen.
  useEffect(() => {
    if (!matchMedia("(pointer: coarse)").matches) toComposer();
  }, []);

  const { lastSeen } = room;
  const seen = lastSeen && words.lastSeen(dayOf(lastSeen) === dayOf(Date.now()) ? clockOf(language, lastSeen) : dayInWords(words, language, lastSeen));
  const presence = room.typing ? words.typing : room.online ? words.online : seen || (room.online === false ? words.offline : "");
  return (
    <div class="pane" ref={place}>
      <header>
        <button class="round back" aria-label={words.back} onClick={() => onBack()}><Back /></button>
        <Avatar login={room.companion} online={room.online} />
        <div class="what">
          <h2 class="name">{room.companion}</h2>
          <p class={room.typing ? "presence typing" : "presence"}>{presence}</p>
        </div>
        {room.error !== "user_not_found" && (
          <button class="link" onClick={() => attempt(client.block(room.companion, !blocked))}>{blocked ? words.unblock : words.block}</button>
        )}
      </header>
      <History client={client} room={room} login={login} deeds={deeds} onLeave={toComposer} />
      {blocked && <p class="notice">{words.isBlocked}</p>}
      {room.error && <p class="problem" role="alert">{reasonOf(words, room.error)}</p>}
      {problem && <p class="problem" role="alert">{reasonOf(words, problem)}</p>}
      <Composer key={task?.kind === "edit" ? task.message.seq : 0} client={client} companion={companion} task={task} onWrite={write}
        onCancel={finish} />
      {deleting && (
        <Question title={words.deleteTitle} text={words.deleteText} yes={words.delete} onNo={() => setDeleting(undefined)}
          onYes={() => (setDeleting(undefined), void attempt(client.delete(companion, deleting.seq)))} />
      )}
    </div>
  );
}
