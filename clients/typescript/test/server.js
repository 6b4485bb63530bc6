import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const patience = 90_000;

/** The host that the tests run against: ACTORCHAT_HOST, or what was built last in this repository. */
function hostPath() {
  const built = ["Release", "Debug"].map((kind) =>
    fileURLToPath(new URL(`../../../src/ActorChat.Host/bin/${kind}/net10.0/ActorChat.Host.dll`, import.meta.url)));
  const found = [process.env.ACTORCHAT_HOST, ...built].find((path) => path && existsSync(path));
  if (!found) throw new Error("there is no built host: set ACTORCHAT_HOST, or build src/ActorChat.Host");
  return found;
}

/** Resolves with what `look` returns, once it is neither false nor undefined. */
export async function until(look, what = look.toString()) {
  for (const end = Date.now() + patience; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 10))) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
  }
  throw new Error(`not seen: ${what}`);
}

/** So many different texts. */
export const numbered = (from, to, name = "m") => Array.from({ length: to - from + 1 }, (_, at) => `${name}${from + at}`);

/** The real server, as a process that can be killed and started again, behind a network that can be cut. */
export class Server {
  #folder = mkdtempSync(join(tmpdir(), "actorchat-client-"));
  #port = 0;
  #process;
  #heard = "";
  network = new Network();

  static async start(settings = "") {
    const server = new Server();
    const cheap = ["actorchat.passwords { memory = 64KiB, iterations = 1 }", "actorchat.metrics.listen = off"];
    writeFileSync(join(server.#folder, "test.conf"), [...cheap, settings].join("\n"));
    await server.restart();
    await server.network.open(server.#port);
    return server;
  }

  get url() {
    return this.network.url;
  }

  async restart() {
    const variables = {
      ACTORCHAT_URLS: `http://127.0.0.1:${this.#port}`,
      ACTORCHAT_DATA: join(this.#folder, "data"),
      ACTORCHAT_CONFIG: join(this.#folder, "test.conf"),
    };
    const child = spawn("dotnet", [hostPath()], { cwd: this.#folder, env: { ...process.env, ...variables }, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    this.#heard = "";
    child.stdout.on("data", (data) => (this.#heard += data));
    child.stderr.on("data", (data) => (this.#heard += data));
    const ready = await until(() => {
      if (child.exitCode !== null) throw new Error(`the server did not start: ${this.#heard}`);
      return /is ready on http:\/\/[^:]*:(\d+)/.exec(this.#heard) ?? undefined;
    }, "the server is ready");
    this.#port = Number(ready[1]);
  }

  /** The operators' address, which is open a moment after the chat's. */
  operatorsUrl() {
    return until(() => /Metrics are at "?(http:\/\/[^"\s]*)\/metrics/.exec(this.#heard)?.[1], "the operators' address is open");
  }

  /** As `kill -9`: the process has no say in it. */
  async kill() {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }

  async stop() {
    await this.kill();
    this.network.close();
    rmSync(this.#folder, { recursive: true });
  }

  /** Of a stopped server: copies its data to a backup, or back, as an operator does. */
  async stopGently() {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await ended;
  }

  backUp() {
    for (const name of ["chat.db", "journal.db"]) cpSync(join(this.#folder, "data", name), join(this.#folder, "backup", name));
  }

  restore() {
    for (const name of ["chat.db", "journal.db"]) {
      for (const beside of ["-wal", "-shm"]) rmSync(join(this.#folder, "data", name + beside), { force: true });
      cpSync(join(this.#folder, "backup", name), join(this.#folder, "data", name));
    }
  }

  async post(path, body, token) {
    const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
    const answer = await fetch(this.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  }

  /** A new user with a token. */
  async register(login) {
    await this.post("/registr", { login, password: "correct horse" });
    const { token } = await this.post("/login", { login, password: "correct horse" });
    return { url: this.url, login, token };
  }
}

/** A TCP proxy in front of the server. */
class Network {
  #listener = net.createServer((client) => this.#accept(client));
  #sockets = new Set();
  #state = "open";
  #target;
  url;

  async open(target) {
    this.#target = target;
    this.#listener.listen(0, "127.0.0.1");
    await once(this.#listener, "listening");
    this.url = `http://127.0.0.1:${this.#listener.address().port}`;
  }

  /** Ends all connections, and every new one. */
  cut() {
    this.#state = "cut";
    this.#sockets.forEach((socket) => socket.destroy());
  }

  /** Nothing passes any more, and nobody is told. */
  freeze() {
    this.#state = "frozen";
    this.#sockets.forEach((socket) => socket.pause());
  }

  /** New connections pass. Those from before a freeze stay frozen. */
  mend() {
    this.#state = "open";
  }

  close() {
    this.cut();
    this.#listener.close();
  }

  #accept(client) {
    if (this.#state === "cut") return client.destroy();
    this.#keep(client);
    if (this.#state === "frozen") return client.pause();
    const server = net.connect(this.#target, "127.0.0.1");
    this.#keep(server);
    client.pipe(server).pipe(client);
    for (const [one, other] of [[client, server], [server, client]]) one.on("close", () => other.destroy());
  }

  #keep(socket) {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
