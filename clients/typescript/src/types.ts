import type * as Wire from "./contract.js";

/** A message in its present form. Whether its recipient has it, or has read it, tells {@link tickOf}. */
export type Message = Readonly<Omit<Wire.Message, "isRead">>;

/** A message that the server has not acknowledged yet. */
export interface Outgoing {
  /** Makes a message that is sent again the same message. */
  readonly clientMessageId: string;
  /** To whom. */
  readonly companion: string;
  /** The text. */
  readonly message: string;
  /** The `seq` of the message that it answers. */
  readonly replyTo?: number;
  /** The history of the data to which `replyTo` belongs. */
  readonly epoch?: string;
  /** When it was written, in milliseconds since 1970. Messages to a companion are sent in this order. */
  readonly at: number;
  /** Why the server refused it, such as `message_too_long`. It waits for `resend` or `discard`. */
  readonly error?: string;
}

/** Where unsent messages are kept. A store that survives a reload makes them survive it. Several clients of one user may share one. */
export interface Outbox {
  /** All messages, in any order. */
  list(): Promise<readonly Outgoing[]>;
  /** Adds a message, or replaces the one with the same `clientMessageId`. */
  put(message: Outgoing): Promise<void>;
  /** Removes a message if it is there. */
  delete(clientMessageId: string): Promise<void>;
}

/** What is known of the dialog with one companion. It never changes: a change makes another one. */
export interface Room {
  /** The other user, as registered once the server told it. */
  readonly companion: string;
  /** The room's number, once the server told it. */
  readonly room?: string;
  /** The loaded part of the history, ascending by `seq`, without gaps. */
  readonly messages: readonly Message[];
  /** Whether the server has messages before these. */
  readonly hasOlder: boolean;
  /** What is not acknowledged yet, in the order of writing: waiting, or with an `error`. */
  readonly outgoing: readonly Outgoing[];
  /** Whether `messages` is everything up to now. False until it is loaded, and while messages missed in an absence are fetched. */
  readonly current: boolean;
  /** How many of the companion's messages this user has not read. */
  readonly unread: number;
  /** The latest message that is known. */
  readonly lastMessage?: Message;
  /** Up to which `seq` each user has read the other's messages. */
  readonly read: Readonly<Record<string, number>>;
  /** Up to which `seq` each user's clients have the other's messages. */
  readonly delivered: Readonly<Record<string, number>>;
  /** Whether the companion is writing. */
  readonly typing: boolean;
  /** Whether the companion is connected. Told for open rooms while this client is online. */
  readonly online?: boolean;
  /** When the companion was last connected. */
  readonly lastSeen?: string | null;
  /** Why the server refuses the room, such as `user_not_found`. */
  readonly error?: string;
}

/** The state of a client. It never changes: a change makes another one. */
export interface ChatSnapshot {
  /** `connecting` also while the client waits to try again. `ended`: it has given up, see `reason`. `closed`: not started, or closed by `close`. */
  readonly status: "closed" | "connecting" | "online" | "ended";
  /**
   * Why it is not online. While connecting: `transport`, `unavailable`, `rate_limited`, or why the last connection ended. When ended: the refusal's code,
   * such as `invalid_token`: log in again and call `connect` with the new token.
   */
  readonly reason?: string;
  /** The user, as registered once the server told it. */
  readonly login: string;
  /** All rooms that are known, the latest active first. */
  readonly rooms: readonly Room[];
  /** Whether the list of rooms is up to date. */
  readonly listed: boolean;
  /** Whom this user has blocked. */
  readonly blocked: readonly string[];
  /** The outbox failed to store something: what is unsent may not survive a reload. */
  readonly unsaved: boolean;
}

/** A request that was refused, with the server's code, or that got no answer: `offline`. */
export class ChatError extends Error {
  override readonly name = "ChatError";

  /** @param code The server's code, or `offline`. */
  constructor(readonly code: string, message = code) { super(message); }
}

/** What the sender of a message may show beside it. */
export const tickOf = (room: Room, message: Message): "sent" | "delivered" | "read" =>
  message.seq <= (room.read[room.companion] ?? 0) ? "read" : message.seq <= (room.delivered[room.companion] ?? 0) ? "delivered" : "sent";
