export { ChatClient, type ChatOptions } from "./client.js";
export type { Contract } from "./contract.js";
export { IndexedDbOutbox, MemoryOutbox } from "./outbox.js";
export { ChatError, type ChatSnapshot, type Message, type Outbox, type Outgoing, type Room, tickOf } from "./types.js";
