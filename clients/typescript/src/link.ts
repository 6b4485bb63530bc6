import type { Socket } from "socket.io-client";
import { ChatError, type Message } from "./types.js";

/** Numbers of messages by login. */
export type Marks = Readonly<Record<string, number>>;

/** A chat as `chat`, `sync` and `get-all-chats` tell it. Older servers leave out what is optional. */
export type Chat = { room: string; companion: string; unread: number; lastMessage?: Message | null; seq?: number; rev?: number; read?: Marks; delivered?: Marks };

type Page = { messages: Message[]; hasMore: boolean; epoch?: string };
type Sync = { rooms: Chat[]; cursor: string; complete: boolean; login: string; logins: string[] };

/** The fields of all answers; each request has some of them. */
export type Answer = Chat & Page & Sync & { error?: { code: string; message: string } };

/** The code of what was lost with its connection. */
export const OFFLINE = "offline";

/** The refusals after which the same request may be accepted. */
export const PASSING = ["unavailable", "rate_limited"];

export const codeOf = (error: unknown) => {
  if (error instanceof ChatError) return error.code;
  throw error;
};

/** The code of a refusal. What was lost with its connection stays thrown: it is done again on the next one. */
export const refusalOf = (error: unknown) => {
  if (codeOf(error) !== OFFLINE) return codeOf(error);
  throw error;
};

/** Grows with each attempt. It is random, so that clients that failed together do not come back together. */
export const backoff = (attempt: number) => Math.min(15_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);

/** One connection's life. What waits for anything on it is rejected as offline when it ends. */
export class Link {
  live = true;
  /** Whether the server has `rev` and `sync`. It is found out on each connection, because a server may be replaced in between. */
  modern?: boolean;
  /** An answer had the epoch of what is remembered. Before that, remembered numbers may belong to other messages. */
  sameHistory = false;

  constructor(readonly socket: Socket, readonly patience: number, readonly onEpoch: (epoch: string) => void) {}

  /** Asks until there is an answer, or a refusal that stays. */
  async ask(event: string, payload: object): Promise<Answer> {
    for (let attempt = 0; this.live; attempt++) {
      const answer: Answer | undefined = await this.socket.timeout(this.patience).emitWithAck(event, payload).catch(() => undefined);
      // The server answers everything sooner: the connection is dead, though nobody said so.
      if (!answer && this.live) this.socket.io.engine.close();
      if (!answer || !this.live) break;
      if (answer.epoch) this.onEpoch(answer.epoch);
      if (!answer.error) return answer;
      if (!PASSING.includes(answer.error.code)) throw new ChatError(answer.error.code, answer.error.message);
      await this.pause(attempt);
    }
    throw new ChatError(OFFLINE);
  }

  pause = (attempt: number) => new Promise<void>((resolve) => setTimeout(resolve, backoff(attempt)));
}
