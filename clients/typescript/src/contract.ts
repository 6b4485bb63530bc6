// Written by `npm run types` from clients/contract. Change the server's catalogue of events, or its endpoints, instead.

/**
 * The events of the Socket.IO interface, and the requests of the HTTP interface.
 */
export interface Contract {
  /**
   * What a client may ask, and what is answered unless it is refused.
   */
  requests: {
    /**
     * Posts a message, to a companion or into a room.
     */
    message: {
      takes: MessageToCompanion | MessageToRoom;
      answers: MessageStored;
    };
    /**
     * Marks the companion's messages as read.
     */
    read: {
      takes: ReadRequest;
      answers: ReadMarked;
    };
    /**
     * Shows the companion that the user is writing. It is switched off automatically after some seconds.
     */
    typing: {
      takes: TypingRequest;
      answers: TypingShown;
    };
    /**
     * Reads a page of a room's messages; without a bound, the latest. The room's number alone may stand for the object.
     */
    have_room: {
      takes: HaveRoomRequest | string;
      answers: RoomPage;
    };
    /**
     * Opens the room with a companion. From now on the session gets its events.
     */
    join_room: {
      takes: JoinRoomRequest;
      answers: RoomJoined;
    };
    /**
     * From now on the session gets `chat` in place of the room's events.
     */
    leave_room: {
      takes: LeaveRoomRequest;
      answers: RoomLeft;
    };
    /**
     * The user's client has the companion's messages.
     */
    delivered: {
      takes: DeliveredRequest;
      answers: Marked;
    };
    /**
     * Sets or removes a reaction of the user.
     */
    react: {
      takes: ReactRequest;
      answers: Reacted;
    };
    /**
     * Changes the text of an own message.
     */
    edit: {
      takes: EditRequest;
      answers: MessageChanged;
    };
    /**
     * Deletes an own message, for both users.
     */
    delete: {
      takes: DeleteRequest;
      answers: MessageChanged;
    };
    /**
     * Reads which messages changed.
     */
    changes: {
      takes: ChangesRequest;
      answers: ChangesPage;
    };
    /**
     * Reads in which rooms anything happened.
     */
    sync: {
      takes: SyncRequest;
      answers: SyncPage;
    };
    /**
     * Refuses what another user sends.
     */
    block: {
      takes: BlockRequest;
      answers: BlockSet;
    };
    /**
     * Lifts a block.
     */
    unblock: {
      takes: UnblockRequest;
      answers: BlockSet;
    };
    /**
     * Reads whom the user blocks.
     */
    blocked: {
      takes: BlockedRequest;
      answers: BlockedLogins;
    };
  };
  /**
   * What clients get.
   */
  events: {
    get_name: string;
    message: Message;
    changed: MessageChange;
    chat: Chat;
    read: HasRead;
    delivered: MarkerMoved;
    typing: TypingSign;
    presence: Presence;
    chat_error: RefusedRequest;
    session_ended: SessionEnd;
  };
  /**
   * What a client may post by HTTP, and what is answered unless it is refused.
   */
  http: {
    /**
     * Registers a user
     */
    "/registr": {
      takes: CredentialsBody;
      answers: RegisteredBody;
    };
    /**
     * Logs in: gives a token
     */
    "/login": {
      takes: CredentialsBody;
      answers: LoggedInBody;
    };
    /**
     * Ends the token and the sessions it opened
     */
    "/logout": {
      takes: undefined;
      answers: undefined;
    };
    /**
     * Changes the password: ends all tokens and sessions of the user, gives a new token
     */
    "/change-password": {
      takes: ChangePasswordBody;
      answers: LoggedInBody;
    };
    /**
     * Everyone but the caller, in login order
     */
    "/get-all-users": {
      takes: UsersQuery;
      answers: UsersBody;
    };
    /**
     * The caller's rooms, the latest active first
     */
    "/get-all-chats": {
      takes: ChatsQuery;
      answers: ChatsBody;
    };
  };
}
/**
 * What the request takes.
 */
export interface MessageToCompanion {
  /**
   * The session's own user.
   */
  login?: string | null;
  /**
   * The other user of the room.
   */
  companion: string;
  /**
   * The text: not only white space, without U+0000 and lone surrogates.
   */
  message: string;
  /**
   * Makes a message that is sent again the same message.
   */
  clientMessageId?: string | null;
  /**
   * The `seq` of the message of this room that it answers.
   */
  replyTo?: number | null;
}
/**
 * What the request takes.
 */
export interface MessageToRoom {
  /**
   * The session's own user.
   */
  login?: string | null;
  /**
   * The room's number.
   */
  room: string;
  /**
   * The text: not only white space, without U+0000 and lone surrogates.
   */
  message: string;
  /**
   * Makes a message that is sent again the same message.
   */
  clientMessageId?: string | null;
  /**
   * The `seq` of the message of this room that it answers.
   */
  replyTo?: number | null;
}
/**
 * The message is on disk.
 */
export interface MessageStored {
  /**
   * The room's number.
   */
  room: string;
  /**
   * The message's number in the whole system.
   */
  id: number;
  /**
   * The message's number in its room: 1, 2, 3, … without gaps. It never changes.
   */
  seq: number;
  /**
   * When the server stored it, in UTC.
   */
  time: string;
  /**
   * It was stored before.
   */
  repeated?: true;
}
/**
 * What the request takes.
 */
export interface ReadRequest {
  /**
   * The session's own user.
   */
  login?: string | null;
  /**
   * The room's number.
   */
  room: string;
  /**
   * Up to which message.
   */
  seq: number;
}
/**
 * The user's marker.
 */
export interface ReadMarked {
  /**
   * The room's number.
   */
  room: string;
  /**
   * Up to which message.
   */
  seq: number;
  /**
   * How many messages of the companion the user has not read.
   */
  unread?: number;
}
/**
 * What the request takes.
 */
export interface TypingRequest {
  /**
   * The session's own user.
   */
  login?: string | null;
  /**
   * The room's number.
   */
  room: string;
  /**
   * Whether the user is writing.
   */
  typing: boolean;
}
/**
 * The sign was shown.
 */
export interface TypingShown {}
/**
 * What the request takes.
 */
export interface HaveRoomRequest {
  /**
   * The session's own user.
   */
  login?: string | null;
  /**
   * The room's number.
   */
  room: string;
  /**
   * Only messages before this `seq`.
   */
  before?: number | null;
  /**
   * Only messages after this `seq`.
   */
  after?: number | null;
  /**
   * How many there may be in the answer.
   */
  limit?: number | null;
}
/**
 * A page of a room's messages.
 */
export interface RoomPage {
  /**
   * The room's number.
   */
  room: string;
  /**
   * The other user of the room.
   */
  companion: string;
  /**
   * The messages, ascending.
   */
  messages: Message[];
  /**
   * Whether there are more in the page's direction.
   */
  hasMore: boolean;
  /**
   * Up to which `seq` each user has read the other's messages.
   */
  read: {
    [k: string]: number;
  };
  /**
   * Up to which `seq` each user's clients have the other's messages.
   */
  delivered: {
    [k: string]: number;
  };
  /**
   * The number of the room's latest change; 0 if there is none.
   */
  rev: number;
  /**
   * Names this history of the data: numbers of another one mean nothing.
   */
  epoch: string;
}
/**
 * A message in its present form.
 */
export interface Message {
  /**
   * The room's number.
   */
  room: string;
  /**
   * The message's number in the whole system.
   */
  id: number;
  /**
   * The message's number in its room: 1, 2, 3, … without gaps. It never changes.
   */
  seq: number;
  /**
   * Who wrote it.
   */
  login: string;
  /**
   * The text; empty if it was deleted or erased.
   */
  message: string;
  /**
   * When the server stored it, in UTC.
   */
  time: string;
  /**
   * The id under which its author's client sent it.
   */
  clientMessageId?: string;
  /**
   * An operator erased its author's data.
   */
  erased?: true;
  /**
   * The `seq` of the message of this room that it answers.
   */
  replyTo?: number;
  /**
   * The number of its latest change in the room.
   */
  rev?: number;
  /**
   * When its text last changed, in UTC.
   */
  editedAt?: string;
  /**
   * It was deleted.
   */
  deleted?: true;
  /**
   * Each reaction with those who have it: `{"👍": ["alice"]}`.
   */
  reactions?: {
    [k: string]: string[];
  };
  /**
   * Whether its recipient has read it.
   */
  isRead: boolean;
}
/**
 * What the request takes.
 */
export interface JoinRoomRequest {
  /**
   * The session's own user.
   */
  login?: string | null;
  /**
   * The other user of the room.
   */
  companion: string;
}
/**
 * The room exists and is on disk.
 */
export interface RoomJoined {
  /**
   * The room's number.
   */
  room: string;
  /**
   * The other user of the room.
   */
  companion: string;
  /**
   * Whether it is new.
   */
  created: boolean;
  /**
   * Names this history of the data: numbers of another one mean nothing.
   */
  epoch: string;
}
/**
 * What the request takes.
 */
export interface LeaveRoomRequest {
  /**
   * The session's own user.
   */
  login?: string | null;
  /**
   * The room's number.
   */
  room: string;
}
/**
 * The room is left.
 */
export interface RoomLeft {
  /**
   * The room's number.
   */
  room: string;
}
/**
 * What the request takes.
 */
export interface DeliveredRequest {
  /**
   * The session's own user.
   */
  login?: string | null;
  /**
   * The room's number.
   */
  room: string;
  /**
   * Up to which message.
   */
  seq: number;
}
/**
 * The user's marker.
 */
export interface Marked {
  /**
   * The room's number.
   */
  room: string;
  /**
   * Up to which message.
   */
  seq: number;
}
/**
 * What the request takes.
 */
export interface ReactRequest {
  /**
   * The session's own user.
   */
  login?: string | null;
  /**
   * The room's number.
   */
  room: string;
  /**
   * The message's number in its room: 1, 2, 3, … without gaps. It never changes.
   */
  seq: number;
  /**
   * One emoji, or a text without white space and control characters.
   */
  reaction: string;
  /**
   * Whether the user has it from now on.
   */
  on: boolean;
}
/**
 * The reaction is on disk.
 */
export interface Reacted {
  /**
   * The room's number.
   */
  room: string;
  /**
   * The message's number in its room: 1, 2, 3, … without gaps. It never changes.
   */
  seq: number;
  /**
   * The number of the message's latest change in the room; 0 if there is none.
   */
  rev: number;
}
/**
 * What the request takes.
 */
export interface EditRequest {
  /**
   * The session's own user.
   */
  login?: string | null;
  /**
   * The room's number.
   */
  room: string;
  /**
   * The message's number in its room: 1, 2, 3, … without gaps. It never changes.
   */
  seq: number;
  /**
   * The text: not only white space, without U+0000 and lone surrogates.
   */
  message: string;
  /**
   * Makes a change that is sent again the same change.
   */
  operationId?: string | null;
}
/**
 * The change is on disk.
 */
export interface MessageChanged {
  /**
   * The room's number.
   */
  room: string;
  /**
   * The message's number in its room: 1, 2, 3, … without gaps. It never changes.
   */
  seq: number;
  /**
   * The number of the message's latest change in the room; 0 if there is none.
   */
  rev: number;
  /**
   * When the server stored it, in UTC.
   */
  time: string;
}
/**
 * What the request takes.
 */
export interface DeleteRequest {
  /**
   * The session's own user.
   */
  login?: string | null;
  /**
   * The room's number.
   */
  room: string;
  /**
   * The message's number in its room: 1, 2, 3, … without gaps. It never changes.
   */
  seq: number;
  /**
   * Makes a change that is sent again the same change.
   */
  operationId?: string | null;
}
/**
 * What the request takes.
 */
export interface ChangesRequest {
  /**
   * The session's own user.
   */
  login?: string | null;
  /**
   * The room's number.
   */
  room: string;
  /**
   * The `rev` after which they changed.
   */
  since: number;
  /**
   * How many there may be in the answer.
   */
  limit?: number | null;
}
/**
 * The messages that changed, ascending by their latest change.
 */
export interface ChangesPage {
  /**
   * The room's number.
   */
  room: string;
  /**
   * The number of the room's latest change; 0 if there is none.
   */
  rev: number;
  /**
   * The messages, ascending.
   */
  messages: Message[];
  /**
   * Whether there are more in the page's direction.
   */
  hasMore: boolean;
  /**
   * Names this history of the data: numbers of another one mean nothing.
   */
  epoch: string;
}
/**
 * What the request takes.
 */
export interface SyncRequest {
  /**
   * The session's own user.
   */
  login?: string | null;
  /**
   * From the answer before; without it, all rooms.
   */
  cursor?: string | null;
  /**
   * How many there may be in the answer.
   */
  limit?: number | null;
}
/**
 * A page of the user's rooms, the oldest happening first.
 */
export interface SyncPage {
  /**
   * The rooms.
   */
  rooms: SyncedRoom[];
  /**
   * Where the next page, or the next `sync`, goes on.
   */
  cursor: string;
  /**
   * Whether these are all up to now.
   */
  complete: boolean;
  /**
   * Names this history of the data: numbers of another one mean nothing.
   */
  epoch: string;
  /**
   * The request's cursor was of another epoch: this page begins anew.
   */
  reset: boolean;
}
/**
 * A room in its present state.
 */
export interface SyncedRoom {
  /**
   * The room's number.
   */
  room: string;
  /**
   * The other user of the room.
   */
  companion: string;
  /**
   * The number of the room's latest message; 0 if there is none.
   */
  seq: number;
  /**
   * The number of the room's latest change; 0 if there is none.
   */
  rev: number;
  /**
   * How many messages of the companion the user has not read.
   */
  unread: number;
  /**
   * Up to which `seq` each user has read the other's messages.
   */
  read: {
    [k: string]: number;
  };
  /**
   * Up to which `seq` each user's clients have the other's messages.
   */
  delivered: {
    [k: string]: number;
  };
  /**
   * The room's latest message.
   */
  lastMessage: Message | null;
}
/**
 * Whom.
 */
export interface BlockRequest {
  /**
   * The other user.
   */
  login: string;
}
/**
 * The block is on disk.
 */
export interface BlockSet {
  /**
   * The other user.
   */
  login: string;
  /**
   * Whether the user is blocked now.
   */
  blocked: boolean;
}
/**
 * Whom.
 */
export interface UnblockRequest {
  /**
   * The other user.
   */
  login: string;
}
/**
 * What the request takes.
 */
export interface BlockedRequest {
  /**
   * The session's own user.
   */
  login?: string | null;
}
/**
 * Whom the user blocks.
 */
export interface BlockedLogins {
  /**
   * In login order.
   */
  logins: string[];
}
/**
 * A message that changed.
 */
export interface MessageChange {
  /**
   * The room's number.
   */
  room: string;
  /**
   * The change's number.
   */
  rev: number;
  message: Message;
}
/**
 * A room that is not joined.
 */
export interface Chat {
  /**
   * The room's number.
   */
  room: string;
  /**
   * The other user of the room.
   */
  companion: string;
  /**
   * How many messages of the companion the user has not read.
   */
  unread: number;
  /**
   * The number of the room's latest message; 0 if there is none.
   */
  seq: number;
  /**
   * The number of the room's latest change; 0 if there is none.
   */
  rev: number;
  lastMessage: Message;
}
/**
 * A user has read messages of the other one.
 */
export interface HasRead {
  /**
   * The room's number.
   */
  room: string;
  /**
   * Whose marker it is.
   */
  login: string;
  /**
   * Up to which message.
   */
  seq: number;
  /**
   * How many messages of the room `login` has not read.
   */
  unread?: number;
}
/**
 * A user's clients have messages of the other one.
 */
export interface MarkerMoved {
  /**
   * The room's number.
   */
  room: string;
  /**
   * Whose marker it is.
   */
  login: string;
  /**
   * Up to which message.
   */
  seq: number;
}
/**
 * A user writes, or ceases to.
 */
export interface TypingSign {
  /**
   * The room's number.
   */
  room: string;
  /**
   * Who.
   */
  login: string;
  /**
   * Whether the user is writing.
   */
  typing: boolean;
}
/**
 * Whether a user is connected.
 */
export interface Presence {
  /**
   * Who.
   */
  login: string;
  /**
   * Whether the user has a live session.
   */
  online: boolean;
  /**
   * When the last one ended; null while online, or if never seen.
   */
  lastSeen: string | null;
}
/**
 * Which request was refused, and why.
 */
export interface RefusedRequest {
  /**
   * The request's name; of an unknown one, its beginning.
   */
  event: string;
  /**
   * The stable code.
   */
  code:
    | "blocked"
    | "forbidden"
    | "invalid_request"
    | "message_not_found"
    | "message_too_long"
    | "rate_limited"
    | "room_not_found"
    | "self_dialog"
    | "too_late"
    | "too_many_reactions"
    | "unavailable"
    | "user_not_found";
  /**
   * A sentence for the developer of the client.
   */
  message: string;
  /**
   * After how many milliseconds the same request is admitted; only where waiting helps.
   */
  retryAfter?: number;
}
/**
 * Why a session ended.
 */
export interface SessionEnd {
  /**
   * The stable code.
   */
  reason: "token_ended" | "blocked" | "ended_by_admin" | "slow_consumer" | "flooding" | "request_timeout" | "session_failed" | "server_stopping";
  /**
   * Whether the client may come back.
   */
  mayReconnect: boolean;
}
export interface CredentialsBody {
  login: null | string;
  password: null | string;
}
export interface RegisteredBody {
  login: string;
}
export interface LoggedInBody {
  login: string;
  token: string;
  expiresAt: string;
}
export interface ChangePasswordBody {
  password: null | string;
  newPassword: null | string;
}
export interface UsersQuery {
  login?: null | string;
  search?: null | string;
  limit?: null | number;
  cursor?: null | string;
}
export interface UsersBody {
  users: UserBody[];
  next: null | string;
}
export interface UserBody {
  login: string;
  online: boolean;
  lastSeen: null | string;
}
export interface ChatsQuery {
  login?: null | string;
  id?: null | string;
  limit?: null | number;
  cursor?: null | string;
}
export interface ChatsBody {
  chats: ChatBody[];
  next: null | string;
}
export interface ChatBody {
  room: string;
  companion: string;
  online: boolean;
  unread: number;
  seq: number;
  rev: number;
  lastMessage: null | MessageBody;
}
export interface MessageBody {
  room: string;
  id: number;
  seq: number;
  login: string;
  message: string;
  time: string;
  clientMessageId?: string;
  erased?: true;
  replyTo?: number;
  rev?: number;
  editedAt?: string;
  deleted?: true;
  reactions?: {
    [k: string]: string[];
  };
  isRead: boolean;
}
/**
 * Whose session it is to be.
 */
export interface ConnectAuth {
  /**
   * The user.
   */
  login: string;
  /**
   * From `POST /login`.
   */
  token: string;
}
/**
 * Why a client is not let in.
 */
export interface ConnectRefusal {
  /**
   * Whether another attempt can help: not if it is `unauthorized`.
   */
  message: "unauthorized" | "rate_limited" | "unavailable";
  data: ConnectRefusalData;
}
/**
 * Why a client is not let in.
 */
export interface ConnectRefusalData {
  /**
   * The stable code.
   */
  code: "missing_credentials" | "invalid_token" | "login_mismatch" | "rate_limited" | "unavailable";
}
/**
 * The request was refused.
 */
export interface Refusal {
  error: RefusalReason;
}
/**
 * Why a request was refused.
 */
export interface RefusalReason {
  /**
   * The stable code.
   */
  code:
    | "blocked"
    | "forbidden"
    | "invalid_request"
    | "message_not_found"
    | "message_too_long"
    | "rate_limited"
    | "room_not_found"
    | "self_dialog"
    | "too_late"
    | "too_many_reactions"
    | "unavailable"
    | "user_not_found";
  /**
   * A sentence for the developer of the client.
   */
  message: string;
  /**
   * After how many milliseconds the same request is admitted; only where waiting helps.
   */
  retryAfter?: number;
}
export interface HealthBody {
  status: string;
  checks: {
    [k: string]: string;
  };
}
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance?: string;
  /**
   * It never changes, so programs read it.
   */
  code: string;
}
