import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import { Dialog, type Marker, MARKERS, type Queued } from "./dialog.js";
import { type Answer, backoff, type Chat, type Chats, Link, OFFLINE, PASSING, type Requests } from "./link.js";
import { IndexedDbOutbox, MemoryOutbox } from "./outbox.js";
import { ChatError, type ChatSnapshot, type Message, type Outbox, type Outgoing, type Room } from "./types.js";

/** How to reach the server, and as whom. */
export interface ChatOptions {
  /** The server's origin, such as `https://chat.example`. */
  url: string;
  /** The user. */
  login: string;
  /** From `POST /login`. */
  token: string;
  /** Where unsent messages are kept. In browsers the default is a database for this server and login, elsewhere memory. */
  outbox?: Outbox;
  /** Settings of socket.io-client. */
  io?: Partial<ManagerOptions & SocketOptions>;
  /** A connection on which nothing comes for so many milliseconds while a request waits is given up for another one. The default is 15,000. */
  patience?: number;
}

const keyOf = (login: string) => login.normalize("NFC").toLowerCase();
// randomUUID is missing on pages without TLS.
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const activityOf = ({ outgoing, lastMessage }: Room) => (outgoing.length ? new Date(outgoing.at(-1)!.at).toISOString() : lastMessage?.time ?? "");

/** One user's chats, kept up to date over any number of connections. */
export class ChatClient {
  #options: ChatOptions;
  readonly #outbox: Outbox;
  readonly #socket: Socket;
  readonly #rooms = new Map<string, Dialog>();
  /** No dialog: what is under way for all of them. */
  readonly #whole = new Dialog("");
  readonly #listeners = new Set<() => void>();
  #state: Omit<ChatSnapshot, "rooms">;
  #snapshot?: ChatSnapshot;
  #telling = false;
  #link?: Link;
  #attempts = 0;
  #epoch?: string;
  #cursor?: string;

  /** Does not connect yet. */
  constructor(options: ChatOptions) {
    const { url, login, outbox } = (this.#options = options);
    this.#state = { status: "closed", login, listed: false, blocked: [], unsaved: false };
    this.#outbox = outbox ?? (typeof indexedDB === "undefined" ? new MemoryOutbox() : new IndexedDbOutbox(`actorchat ${url} ${keyOf(login)}`));
    const auth = (give: (auth: object) => void) => give({ login, token: this.#options.token });
    this.#socket = io(url, { ...options.io, autoConnect: false, forceNew: true, auth });
    this.#listen(this.#socket);
  }

  /** Connects, and stays connected until `close`, or until the server refuses the token. A `token` replaces the one before. */
  connect(token = this.#options.token) {
    this.#options = { ...this.#options, token };
    if (["connecting", "online"].includes(this.#state.status)) return;
    this.#down("connecting");
    this.#socket.connect();
    void this.#load();
  }

  /** Disconnects. What is unsent stays in the outbox. */
  close() {
    if (this.#state.status !== "closed") this.#down("closed");
    this.#socket.disconnect();
  }

  /** Calls the listener after a change; changes at the same time make one call. Returns how to unsubscribe. */
  readonly subscribe = (listener: () => void) => (this.#listeners.add(listener), () => void this.#listeners.delete(listener));

  /** The present state. It is the same object until something changes. */
  readonly getSnapshot = (): ChatSnapshot => (this.#snapshot ??= { ...this.#state, rooms: this.#listRooms() });

  /** What is known of the dialog with a companion. It is the same object until something of it changes. */
  readonly getRoom = (companion: string): Room => this.#dialog(companion).view(this.#state.login);

  /** Joins the room with the companion, loads its latest messages and keeps it up to date. Returns how to leave it. */
  open(companion: string): () => void {
    this.#dialog(companion).holders++;
    void this.#enter(this.#dialog(companion));
    let held = 1;
    return () => {
      this.#dialog(companion).holders -= held;
      held = 0;
      // A room that is left is often entered again at once, as when a page is drawn anew.
      setTimeout(() => this.#leave(this.#dialog(companion)), 1_000);
    };
  }

  /** Puts a message into the outbox, from where it is sent as soon as possible. Returns its `clientMessageId`. */
  send(companion: string, message: string, { replyTo }: { replyTo?: number } = {}): string {
    const { outgoing } = this.#dialog(companion);
    const at = Math.max(Date.now(), (outgoing.at(-1)?.entry.at ?? 0) + 1);
    const entry: Outgoing = { clientMessageId: newId(), companion, message, replyTo, epoch: this.#epoch, at };
    outgoing.push({ entry });
    this.typing(companion, false);
    void this.resend(entry);
    return entry.clientMessageId;
  }

  /** Sends a message that has an `error` again. */
  resend = (message: Outgoing) => this.#keep(message).then(() => this.#enter(this.#dialog(message.companion)));

  /** Removes a message from the outbox. One without an `error` may be on its way, and be stored all the same. */
  discard = ({ companion, clientMessageId }: Outgoing) => this.#done(this.#dialog(companion), clientMessageId, 0);

  /** Loads the page before the loaded messages, if there is one. */
  async older(companion: string) {
    const dialog = this.#dialog(companion);
    if (!dialog.hasOlder) return;
    await this.#once(dialog, "older", async (link) => {
      const page = await link.ask("have_room", { room: dialog.number!, before: dialog.messages?.[0]?.seq });
      if (!page.error) this.#receive(dialog, dialog.take(page, true));
    });
    await this.#recover(dialog);
  }

  /** Changes the text of an own message. Without a connection it is rejected as `offline`, and may be called again, as the next three. */
  edit = (companion: string, seq: number, message: string): Promise<unknown> => this.#request("edit", { room: this.#roomOf(companion), seq, message });

  /** Deletes an own message, for both users. */
  delete = (companion: string, seq: number): Promise<unknown> => this.#request("delete", { room: this.#roomOf(companion), seq });

  /** Adds the own reaction to a message, or takes it away. */
  react = (companion: string, seq: number, reaction: string, on = true): Promise<unknown> =>
    this.#request("react", { room: this.#roomOf(companion), seq, reaction, on });

  /** Refuses what another user sends to this one, or accepts it again. */
  async block(login: string, on = true) {
    const { login: named } = await this.#request(on ? "block" : "unblock", { login });
    this.#tell({ blocked: [...this.#state.blocked.filter((other) => other !== named), ...(on ? [named] : [])] });
  }

  /** Marks the companion's messages as read, up to `seq`, or all that are known. */
  read = (companion: string, seq?: number) => this.#want(this.#dialog(companion), "read", seq ?? this.#dialog(companion).seq);

  /** Shows the companion that this user is writing. Call it at every key: it is sent as often as needed. */
  typing(companion: string, on = true) {
    const dialog = this.#dialog(companion);
    // The server switches it off after six seconds.
    if (!dialog.link?.live || (on ? Date.now() - dialog.typedAt < 3_000 : !dialog.typedAt)) return;
    dialog.typedAt = on ? Date.now() : 0;
    this.#socket.volatile.emit("typing", { room: dialog.number!, typing: on });
  }

  #listen(socket: Socket) {
    socket.on("get_name", (login: string) => this.#up(login));
    socket.on("connect_error", (error: Error & { data?: { code?: string } }) => {
      if (socket.active) this.#down("connecting", "transport");
      else if (PASSING.includes(error.message)) this.#downForNow(error.message);
      else this.#down("ended", error.data?.code ?? error.message);
    });
    socket.on("disconnect", (reason, details) => {
      if (this.#state.status === "closed") return;
      const told = (details as { context?: { reason?: string } } | undefined)?.context?.reason || reason;
      // If the server has ended the session for good, the next attempt tells whether it refuses the token, and why.
      if (socket.active) this.#down("connecting", told);
      else this.#downForNow(told);
    });
    const on = <T>(event: string, hear: (dialog: Dialog, told: T) => void) =>
      socket.on(event, (told: T & { room: string }) => {
        const dialog = [...this.#rooms.values()].find(({ number }) => number === told.room);
        if (!dialog) return;
        hear(dialog, told);
        this.#touch(dialog);
        void this.#recover(dialog);
      });
    on<Message>("message", (dialog, message) => this.#receive(dialog, [message]));
    on<{ rev: number; message: Message }>("changed", (dialog, { rev, message }) => {
      dialog.replace({ ...message, rev });
      if (rev === dialog.rev + 1) dialog.rev = rev;
      dialog.revSeen = Math.max(dialog.revSeen, rev);
    });
    on<{ typing: boolean }>("typing", (dialog, { typing }) => dialog.sign({ typing }));
    const mark = (kind: Marker) => (dialog: Dialog, { login, seq }: { login: string; seq: number }) => {
      dialog.mark(kind, login, seq);
      // Another client of this user has read a part: of a room that is not loaded, only the server can count the rest.
      if (login === this.#state.login && seq < dialog.seq && dialog.behind) void this.#list();
    };
    MARKERS.forEach((kind) => on(kind, mark(kind)));
    socket.on("chat", (chat: Chat) => this.#listOne(chat));
    type Presence = { login: string; online: boolean; lastSeen: string | null };
    socket.on("presence", ({ login, ...signs }: Presence) => this.#touch(this.#dialog(login).sign(signs)));
  }

  #up(login: string) {
    this.#link = new Link(this.#socket, this.#options.patience ?? 15_000, (epoch) => this.#compare(epoch));
    this.#attempts = 0;
    this.#tell({ status: "online", reason: undefined, login }, ...this.#rooms.values());
    this.#rooms.forEach((dialog) => void this.#enter(dialog));
    void this.#list();
    // Another tab may have ended with messages unsent.
    void this.#load();
  }

  #down(status: ChatSnapshot["status"], reason?: string) {
    if (this.#link) this.#link.live = false;
    this.#link = undefined;
    for (const dialog of this.#rooms.values()) [dialog.signs, dialog.typedAt] = [{ typing: false }, 0];
    this.#tell({ status, reason, listed: false }, ...this.#rooms.values());
  }

  #downForNow(reason: string) {
    this.#down("connecting", reason);
    setTimeout(() => this.#state.status === "connecting" && this.#socket.connect(), backoff(this.#attempts++));
  }

  /** Numbers of another history mean nothing: all that is remembered is dropped, and fetched anew. */
  #compare(epoch: string) {
    const before = this.#epoch ?? epoch;
    this.#epoch = epoch;
    if (this.#link) this.#link.sameHistory = true;
    if (before === epoch) return;
    this.#cursor = undefined;
    for (const [key, dialog] of this.#rooms) this.#rooms.set(key, dialog.renewed());
    this.#rooms.forEach((dialog) => void this.#enter(dialog));
    void this.#list();
  }

  /** Does one thing of a kind at a time for a dialog. What is lost with the connection is done again on the next one. */
  async #once(dialog: Dialog, kind: string, work: (link: Link) => Promise<unknown>) {
    const link = this.#link;
    if (!link || dialog.busy.get(kind) === link) return;
    dialog.busy.set(kind, link);
    await work(link).catch((error) => error instanceof ChatError || Promise.reject(error));
    if (dialog.busy.get(kind) === link) dialog.busy.delete(kind);
    this.#touch(dialog);
  }

  /** Joins the room, if it is not joined on this connection, fetches what was missed, and sends what waits. */
  async #enter(dialog: Dialog) {
    this.#touch(dialog);
    if (!dialog.holders && !dialog.nextToSend) return;
    await this.#once(dialog, "join", async (link) => {
      if (dialog.link === link) return;
      const { error, room, companion } = await link.ask("join_room", { companion: dialog.companion });
      Object.assign(dialog, error ? { error: error.code } : { error: undefined, number: room, companion, link });
      // Without its room nothing can be sent.
      for (let next; error && (next = dialog.nextToSend); ) void this.#keep(next, error.code);
    });
    if (!dialog.link?.live) return;
    void this.#recover(dialog);
    // One at a time: that keeps the order, whatever is lost on the way.
    await this.#once(dialog, "send", async (link) => {
      for (let next; (next = dialog.nextToSend); ) {
        const { message, clientMessageId, epoch } = next;
        // A number of another history would quote another message.
        const replyTo = epoch === this.#epoch ? next.replyTo : undefined;
        const { error, seq = 0 } = await link.ask("message", { room: dialog.number!, message, clientMessageId, replyTo });
        void (error ? this.#keep(next, error.code) : this.#done(dialog, clientMessageId, seq));
      }
    });
    this.#leave(dialog);
  }

  #leave(dialog: Dialog) {
    // One of another history has the same room, and may still be on its way in.
    if (!dialog.link?.live || dialog.holders || dialog.nextToSend || dialog !== this.#dialog(dialog.companion)) return;
    dialog.link.ask("leave_room", { room: dialog.number! }).catch(() => {});
    [dialog.link, dialog.current, dialog.signs] = [undefined, undefined, { typing: false }];
    this.#touch(dialog);
  }

  /** Fetches messages after the last one and changes after the last one, until nothing is missing that is known to exist. */
  async #recover(dialog: Dialog) {
    const recovered = dialog.current === this.#link && !dialog.behind;
    if (recovered || !dialog.holders || dialog.link !== this.#link) return;
    await this.#once(dialog, "recover", async (link) => {
      for (let [round, more] = [0, dialog.current !== link]; more || dialog.behind; ) {
        const { number: room, messages, last, rev } = dialog as Dialog & { number: string };
        const fetches = more || last < dialog.seq;
        const page = await (fetches ? link.ask("have_room", { room, after: messages && last }) : link.ask("changes", { room, since: rev }));
        if (page.error) return void (dialog.error = page.error.code);
        if (fetches) [link.modern, more] = [page.rev !== undefined, page.hasMore && messages !== undefined];
        if (fetches) this.#receive(dialog, dialog.take(page as Answer<"have_room">));
        else dialog.change(page as Answer<"changes">);
        // The server may need a moment to know all that it has shown.
        if (dialog.behind && dialog.last + dialog.rev === last + rev) await link.pause(round++);
      }
      if (dialog.link === link) dialog.current = link;
    });
  }

  #receive(dialog: Dialog, messages: readonly Message[]) {
    const { login } = this.#state;
    for (const message of messages) {
      dialog.append(message);
      if (message.login === login) void this.#done(dialog, message.clientMessageId, message.seq);
    }
    const theirs = messages.findLast((message) => message.login !== login);
    if (theirs) dialog.sign({ typing: false });
    this.#touch(dialog);
    void this.#want(dialog, "read");
    void this.#want(dialog, "delivered", theirs?.seq);
  }

  /** Tells the server how far this user has read, or this client has, the companion's messages. */
  async #want(dialog: Dialog, kind: Marker, seq = 0) {
    const { login } = this.#state;
    if (seq > dialog.wanted[kind]) this.#touch(dialog.want(kind, seq));
    const may = (link?: Link) => link?.sameHistory && (kind === "read" || link.modern) && dialog.number && dialog.wanted[kind] > dialog.marked(kind, login);
    if (!may(this.#link)) return;
    await this.#once(dialog, kind, async (link) => {
      for (let upTo; may(link); dialog.mark(kind, login, upTo)) {
        upTo = dialog.wanted[kind];
        await link.ask(kind, { room: dialog.number!, seq: upTo });
      }
    });
  }

  /** Brings the list of rooms up to date. An older server has no `sync`, and is asked by HTTP. */
  async #list() {
    await this.#once(this.#whole, "list", async (link) => {
      for (let page; link.modern !== false && !page?.complete; ) {
        page = await link.ask("sync", { cursor: this.#cursor });
        link.modern = !page.error;
        page.rooms?.forEach((chat) => this.#listOne(chat));
        this.#cursor = page.cursor;
      }
      if (link.modern) this.#tell({ blocked: (await link.ask("blocked", {})).logins ?? [] });
      else await this.#listByHttp(link);
      this.#tell({ listed: link.live });
    });
  }

  async #listByHttp(link: Link) {
    for (let [next, failed] = ["" as string | null, 0]; next !== null && link.live; ) {
      const url = new URL(`/get-all-chats${next && `?cursor=${encodeURIComponent(next)}`}`, this.#options.url);
      const asked = fetch(url, { headers: { Authorization: `Bearer ${this.#options.token}` } });
      const page: Chats | undefined = await asked.then((answer) => (answer.ok ? answer.json() : undefined)).catch(() => undefined);
      page?.chats.forEach((chat) => this.#listOne(chat));
      if (page) next = page.next;
      else await link.pause(failed++);
    }
  }

  #listOne(chat: Chat) {
    const dialog = this.#dialog(chat.companion);
    const last = chat.lastMessage ?? undefined;
    const seq = chat.seq ?? last?.seq ?? 0;
    Object.assign(dialog, { number: chat.room, companion: chat.companion });
    dialog.markAll(chat);
    if (seq >= dialog.unreadAt) [dialog.unread, dialog.unreadAt] = [chat.unread, seq];
    // Of a room that is up to date, its own events know more than an answer that was under way.
    if (seq > dialog.seq || (seq === dialog.seq && !dialog.current?.live)) [dialog.seq, dialog.lastMessage] = [seq, last];
    this.#touch(dialog);
    void this.#recover(dialog);
    void this.#want(dialog, "read");
    void this.#want(dialog, "delivered", last?.login === this.#state.login ? 0 : last?.seq);
  }

  #roomOf = (companion: string) => this.#dialog(companion).number!;

  #dialog(companion: string, key = keyOf(companion)): Dialog {
    return this.#rooms.get(key) ?? this.#rooms.set(key, new Dialog(companion)).get(key)!;
  }

  /** Reads the outbox, into which other tabs write too. */
  async #load() {
    const stored = await this.#outbox.list().catch(() => this.#tell({ unsaved: true }));
    if (!stored) return;
    const ids = new Set(stored.map(({ clientMessageId }) => clientMessageId));
    // Whatever is not there any more, another tab has sent or discarded.
    const gone = ({ entry, saved, seq }: Queued) => saved && seq === undefined && !ids.has(entry.clientMessageId);
    this.#rooms.forEach((dialog) => (dialog.outgoing = dialog.outgoing.filter((queued) => !gone(queued))));
    for (const entry of stored) {
      const { outgoing } = this.#dialog(entry.companion);
      if (!this.#dialog(entry.companion).queued(entry.clientMessageId)) outgoing.push({ entry, saved: true });
    }
    this.#rooms.forEach((dialog) => void this.#enter(dialog));
  }

  /** Stores a message in the outbox with its error, or with none, unless it was discarded. */
  async #keep({ companion, clientMessageId }: Outgoing, error?: string) {
    const queued = this.#dialog(companion).queued(clientMessageId);
    if (!queued) return;
    queued.entry = { ...queued.entry, error };
    this.#touch(this.#dialog(companion));
    await this.#outbox.put(queued.entry).then(() => (queued.saved = true), () => this.#tell({ unsaved: true }));
  }

  /** The server has it, or nobody wants it any more: nobody need send it again. */
  async #done(dialog: Dialog, clientMessageId: string | undefined, seq: number) {
    const queued = dialog.queued(clientMessageId);
    if (!queued || queued.seq !== undefined) return;
    queued.seq = seq;
    this.#touch(dialog);
    await this.#outbox.delete(queued.entry.clientMessageId).catch(() => this.#tell({ unsaved: true }));
  }

  async #request<Event extends keyof Requests>(event: Event, payload: Requests[Event]["takes"]) {
    // Before the epoch is known, the numbers may belong to another history.
    if (!this.#link?.sameHistory) throw new ChatError(OFFLINE);
    const answer = await this.#link.ask(event, payload);
    if (answer.error) throw new ChatError(answer.error.code, answer.error.message);
    return answer;
  }

  #touch = (dialog: Dialog) => this.#tell({}, dialog);

  #tell(change: Partial<ChatSnapshot>, ...dialogs: Dialog[]) {
    dialogs.forEach((dialog) => dialog.touch());
    this.#state = { ...this.#state, ...change };
    this.#snapshot = undefined;
    if (!this.#telling) queueMicrotask(() => ((this.#telling = false), [...this.#listeners].forEach((listener) => listener())));
    this.#telling = true;
  }

  #listRooms() {
    const known = [...this.#rooms.values()].filter(({ number, holders, outgoing }) => number || holders || outgoing.length);
    return known.map((dialog) => dialog.view(this.#state.login)).sort((one, other) => (activityOf(one) < activityOf(other) ? 1 : -1));
  }
}
