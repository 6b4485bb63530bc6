import type { Outbox, Outgoing } from "./types.js";

/** Keeps unsent messages as long as the object lives. */
export class MemoryOutbox implements Outbox {
  readonly #messages = new Map<string, Outgoing>();

  list = async () => [...this.#messages.values()];
  put = async (message: Outgoing) => void this.#messages.set(message.clientMessageId, message);
  delete = async (clientMessageId: string) => void this.#messages.delete(clientMessageId);
}

/** Keeps unsent messages in a database of the browser: they survive a reload, and all tabs see them. */
export class IndexedDbOutbox implements Outbox {
  #database?: Promise<IDBDatabase>;

  /** @param name The database's name; another one for each user. */
  constructor(readonly name: string) {}

  list = () => this.#run<Outgoing[]>("readonly", (store) => store.getAll());
  put = async (message: Outgoing) => void (await this.#run("readwrite", (store) => store.put(message)));
  delete = (clientMessageId: string) => this.#run<undefined>("readwrite", (store) => store.delete(clientMessageId));

  /** Resolves when the transaction is complete: before that, what was put may still be lost. */
  async #run<T>(mode: IDBTransactionMode, request: (store: IDBObjectStore) => IDBRequest<T>) {
    const transaction = (await (this.#database ??= this.#open())).transaction("outgoing", mode);
    return new Promise<T>((resolve, reject) => {
      const asked = request(transaction.objectStore("outgoing"));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  #open() {
    return new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(this.name, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("outgoing", { keyPath: "clientMessageId" });
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => resolve(opening.result);
      // A browser may close it, as when the user clears the site's data. The next use opens it again.
      opening.addEventListener("success", () => (opening.result.onclose = () => (this.#database = undefined)));
    });
  }
}
