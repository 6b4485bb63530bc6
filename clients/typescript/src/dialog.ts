import type { Answer, Chat, Link, Marks } from "./link.js";
import type { Message, Outgoing, Room } from "./types.js";

export const MARKERS = ["read", "delivered"] as const;
export type Marker = (typeof MARKERS)[number];
export type Queued = { entry: Outgoing; seq?: number; saved?: boolean };

/** What this client holds of one dialog: what the server told, and what this user wants. */
export class Dialog {
  number?: string;
  /** The loaded part of the history, with all changes up to `rev`, and the latest change that is known to exist. */
  messages?: Message[];
  hasOlder = false;
  rev = 0;
  revSeen = 0;
  /** The latest message that is known to exist. */
  seq = 0;
  lastMessage?: Message;
  /** As the server said, when that message was the latest. */
  unread = 0;
  unreadAt = 0;
  marks: Record<Marker, Marks> = { read: {}, delivered: {} };
  /** How far this client has read, and has, the companion's messages. The server is told. */
  wanted = { read: 0, delivered: 0 };
  outgoing: Queued[] = [];
  /** What the companion does, as far as it is known. */
  signs: Pick<Room, "typing" | "online" | "lastSeen"> = { typing: false };
  typedAt = 0;
  error?: string;
  /** How many parts of the program have the room open. */
  holders = 0;
  /** The connection on which it is joined, and the one on which it is everything up to now. */
  link?: Link;
  current?: Link;
  /** What is under way, and on which connection. */
  readonly busy = new Map<string, Link>();
  #view?: Room;

  constructor(public companion: string) {}

  get last() { return this.messages?.at(-1)?.seq ?? 0; }
  get behind() { return !this.messages || this.last < this.seq || this.rev < this.revSeen; }
  get nextToSend() { return this.outgoing.find(({ entry, seq }) => seq === undefined && !entry.error)?.entry; }
  sign(signs: Partial<Dialog["signs"]>) { return Object.assign(this, { signs: { ...this.signs, ...signs } }); }
  want(kind: Marker, seq: number) { return Object.assign(this, { wanted: { ...this.wanted, [kind]: seq } }); }
  marked(kind: Marker, login: string) { return this.marks[kind][login] ?? 0; }
  queued(clientMessageId?: string) { return this.outgoing.find(({ entry }) => entry.clientMessageId === clientMessageId); }

  /** What outlives the history of the data: what this user wrote and did not get through. This object is of no use afterwards. */
  renewed() {
    const [holders, outgoing] = [this.holders, this.outgoing.splice(0).filter(({ seq }) => seq === undefined)];
    this.holders = 0;
    return Object.assign(new Dialog(this.companion), { number: this.number, holders, outgoing });
  }

  /** A message is only ever put after its predecessor. Whatever else comes is fetched, in its order. */
  append(message: Message) {
    if (this.messages && message.seq === this.last + 1) this.messages.push(message);
    if (message.seq > this.seq) [this.seq, this.lastMessage] = [message.seq, message];
  }

  /** Answers and events may overtake each other: the form with the higher `rev` stays. */
  replace(message: Message) {
    const { messages = [] } = this;
    const at = message.seq - (messages[0]?.seq ?? 0);
    if (messages[at] && (message.rev ?? 0) >= (messages[at].rev ?? 0)) messages[at] = message;
    if (message.seq === this.lastMessage?.seq) this.lastMessage = message;
  }

  /** A page of changes. Without more, everything up to its `rev` is known. */
  change({ messages, hasMore, rev }: Answer<"changes">) {
    messages.forEach((message) => this.replace(message));
    this.rev = Math.max(this.rev, (hasMore ? messages.at(-1)?.rev : rev) ?? 0);
  }

  /** A page of messages: the latest, those after the last one, or those before the first one. */
  take(page: Answer<"have_room">, before = false) {
    if (!this.messages) this.rev = page.rev ?? 0;
    if (!this.messages || before) [this.messages, this.hasOlder] = [[...page.messages, ...(this.messages ?? [])], page.hasMore];
    // A page from before a change that was seen live may have messages in their former form: the change is fetched again.
    this.revSeen = Math.max(this.revSeen, this.rev, page.rev ?? 0);
    this.rev = Math.min(this.rev, page.rev ?? 0);
    this.markAll(page);
    return page.messages;
  }

  mark(kind: Marker, login: string, seq: number) {
    if (seq > this.marked(kind, login)) this.marks[kind] = { ...this.marks[kind], [login]: seq };
    if (kind === "read") this.mark("delivered", login, seq);
  }

  markAll(told: Pick<Chat, Marker>) {
    for (const kind of MARKERS) for (const [login, seq] of Object.entries(told[kind] ?? {})) this.mark(kind, login, seq);
  }

  touch() {
    this.#view = undefined;
    // An acknowledged message stays visible until its own copy is in the history, or, if none is loaded, is known to the list of rooms.
    const shown = this.messages ? this.last : this.seq;
    this.outgoing = this.outgoing.filter(({ seq }) => seq === undefined || seq > shown);
    this.outgoing.sort((one, other) => one.entry.at - other.entry.at);
  }

  view(me: string): Room {
    if (this.#view) return this.#view;
    const { number: room, companion, error, lastMessage, signs, marks, hasOlder } = this;
    const [messages, outgoing] = [this.messages?.slice() ?? [], this.outgoing.map(({ entry }) => entry)];
    const state = { current: !!this.current?.live, unread: this.#countUnread(me), error, lastMessage, ...signs, ...marks };
    return (this.#view = { companion, room, messages, hasOlder, outgoing, ...state });
  }

  /** Counted where the history reaches from the read marker to the latest message; elsewhere from what the server said. */
  #countUnread(me: string) {
    const { messages = [], hasOlder, last } = this;
    const read = Math.max(this.marked("read", me), this.wanted.read);
    const reaches = read >= this.seq || (last >= this.seq && (!hasOlder || (messages[0]?.seq ?? 0) <= read + 1));
    const [counted, from] = reaches ? [0, read] : [this.unread, this.unreadAt];
    return counted + messages.filter(({ seq, login }) => seq > from && login !== me).length;
  }
}
