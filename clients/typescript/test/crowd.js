import { ChatClient } from "../dist/index.js";
import { numbered, until } from "./server.js";

/** Reconnects at once: the tests wait for what follows. */
const io = { reconnectionDelay: 20, reconnectionDelayMax: 100 };

/** Users of a server, and their clients. */
export class Crowd {
  #server;
  #clients = [];

  constructor(server) {
    this.#server = server;
  }

  /** A new user, whose login no other test has. */
  user(name) {
    return this.#server.register(`${name}-${Math.random().toString(36).slice(2, 10)}`);
  }

  /** A client that is started, unless told otherwise. */
  client(user, options = {}) {
    const client = new ChatClient({ ...user, io, ...options });
    this.#clients.push(client);
    client.connect();
    return client;
  }

  async online(user, options) {
    const client = this.client(user, options);
    await until(() => client.getSnapshot().status === "online", `${user.login} is online`);
    return client;
  }

  /** Two new users who have the room with each other open. */
  async pair(options = {}) {
    const [alice, bob] = [await this.user("alice"), await this.user("bob")];
    const [atAlice, atBob] = [await this.online(alice, options), await this.online(bob)];
    atAlice.open(bob.login);
    atBob.open(alice.login);
    await until(() => atAlice.getRoom(bob.login).current && atBob.getRoom(alice.login).current, "both rooms are current");
    return { alice, bob, atAlice, atBob };
  }

  leave() {
    this.#clients.splice(0).forEach((client) => client.close());
  }
}

export const textsOf = (room) => room.messages.map(({ message }) => message);
export { numbered };
