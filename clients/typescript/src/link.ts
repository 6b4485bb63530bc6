import type { Socket } from "socket.io-client";
import type { Contract, Refusal, SyncedRoom } from "./contract.js";
import { ChatError } from "./types.js";

export type Requests = Contract["requests"];

/** Numbers of messages by login. */
export type Marks = Readonly<Record<string, number>>;

/** A chat as `chat`, `sync` and `get-all-chats` tell it. Older servers leave out what is optional. */
export type Chat = Pick<SyncedRoom, "room" | "companion" | "unread"> & Partial<SyncedRoom>;

/** A page of chats over HTTP. Older servers leave out what is optional. */
export type Chats = Omit<Contract["http"]["/get-all-chats"]["answers"], "chats"> & { chats: Chat[] };

/** The answer to a request, or its refusal. Older servers leave out what is optional. */
export type Answer<Event extends keyof Requests> = Requests[Event]["answers"] & Partial<Refusal> & { epoch?: string };

/** The code of what was lost with its connection. */
export const OFFLINE = "offline";

/** The refusals after which the same request may be accepted. */
export const PASSING = ["unavailable", "rate_limited"];

/** Grows with each attempt. It is random, so that clients that failed together do not come back together. */
export const backoff = (attempt: number) => Math.min(15_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);

/** One connection's life. What waits for anything on it is rejected as offline when it ends. */
export class Link {
  live = true;
  /** Whether the server has `rev` and `sync`. It is found out on each connection, because a server may be replaced in between. */
  modern?: boolean;
  /** An answer had the epoch of what is remembered. Before that, remembered numbers may belong to other messages. */
  sameHistory = false;

  #heardAt = 0;

  constructor(readonly socket: Socket, readonly patience: number, readonly onEpoch: (epoch: string) => void) {
    socket.io.engine.on("packet", () => (this.#heardAt = Date.now()));
  }

  /** Asks until there is an answer, which may be a refusal that stays. Throws `offline` when the connection ends before. */
  async ask<Event extends keyof Requests>(event: Event, payload: Requests[Event]["takes"]): Promise<Answer<Event>> {
    for (let attempt = 0; this.live; attempt++) {
      const asked = Date.now();
      // Where nothing comes any more, the connection is dead, though nobody said so. A slow one is not.
      const isDead = () => Date.now() - Math.max(asked, this.#heardAt) > this.patience;
      const watch = setInterval(() => isDead() && this.socket.io.engine.close(), this.patience / 4);
      const answer: Answer<Event> | undefined = await this.socket.emitWithAck(event, payload).catch(() => undefined);
      clearInterval(watch);
      if (!answer || !this.live) break;
      if (answer.epoch) this.onEpoch(answer.epoch);
      if (!answer.error || !PASSING.includes(answer.error.code)) return answer;
      await this.pause(attempt, answer.error.retryAfter);
    }
    throw new ChatError(OFFLINE);
  }

  /** As long as the server says, or else longer with each attempt. */
  pause = (attempt: number, told?: number) => new Promise<void>((resolve) => setTimeout(resolve, told ?? backoff(attempt)));
}
