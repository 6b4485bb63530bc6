// What a client that was away has to fetch: many rooms with many missed messages and changes, after a kill -9. It compares all it gets with what was
// acknowledged, and prints the server's processor time for a `sync` of a user of whose rooms few have changed.
//
// usage: node bench/sync/sync.mjs HOST_BINARY [ROOMS] [MESSAGES_OF_EACH]      (after `npm ci --prefix tests/clients`)
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { io } = createRequire(new URL("../../tests/clients/package.json", import.meta.url))("socket.io-client-4");
const [binary, ROOMS = 10_000, OF_EACH = 95] = process.argv.slice(2).map((value, at) => (at ? Number(value) : value));
const CHANGES_OF_EACH = 5, FEW_ROOMS = 300, FEW_CHANGED = 20, SYNCS = 200, AT_ONCE = 128, PORT = 18_099;
const url = `http://127.0.0.1:${PORT}`, folder = mkdtempSync(join(tmpdir(), "sync-"));
const ticks = 100; // sysconf(_SC_CLK_TCK) of Linux.

let server;
async function start() {
  const config = new URL("sync.conf", import.meta.url).pathname;
  const env = { ...process.env, ACTORCHAT_URLS: url, ACTORCHAT_DATA: join(folder, "data"), ACTORCHAT_CONFIG: config };
  server = spawn(binary, { env, stdio: "ignore" });
  for (;;) {
    if (await fetch(`${url}/health/ready`).then(({ ok }) => ok, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const cpu = () => readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ")[1].split(" ").slice(11, 13).reduce((sum, part) => sum + Number(part), 0) / ticks;
const kill = () => new Promise((resolve) => (server.once("exit", resolve), server.kill("SIGKILL")));

async function post(path, body) {
  const response = await fetch(url + path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
async function connect(login, isNew = true) {
  if (isNew) await post("/registr", { login, password: "correct horse" });
  const { token } = await post("/login", { login, password: "correct horse" });
  const socket = io(url, { auth: { login, token }, transports: ["websocket"], forceNew: true });
  await new Promise((resolve, reject) => (socket.once("get_name", resolve), socket.once("connect_error", reject)));
  return socket;
}
async function ask(socket, event, payload) {
  let answer = await socket.emitWithAck(event, payload);
  // A full queue refuses what it has not taken.
  while (answer.error?.code === "unavailable") answer = await socket.emitWithAck(event, payload);
  if (answer.error) throw new Error(`${event}: ${JSON.stringify(answer.error)}`);
  return answer;
}
/** Runs the work for each of so many numbers, some at a time. */
async function forEach(count, work) {
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { while (next < count) await work(next++); }));
}
async function openRooms(socket, count, prefix) {
  await forEach(count, (i) => post("/registr", { login: `${prefix}${i}`, password: "correct horse" }));
  const rooms = [];
  await forEach(count, async (i) => (rooms[i] = (await ask(socket, "message", { companion: `${prefix}${i}`, message: "first" })).room));
  return rooms;
}
async function syncAll(socket, cursor, hear = () => {}) {
  for (let pages = 1; ; pages++) {
    const page = await ask(socket, "sync", { cursor, limit: 200 });
    page.rooms.forEach(hear);
    cursor = page.cursor;
    if (page.complete) return { cursor, pages };
  }
}
function check(holds, what) {
  if (!holds) throw new Error(what);
}

try {
  await start();
  let writer = await connect("reader-of-many");
  const rooms = await openRooms(writer, ROOMS, "many");
  const before = (await syncAll(writer)).cursor;
  const texts = rooms.map(() => ["", "first"]), revs = rooms.map(() => 0);
  await forEach(ROOMS, async (i) => {
    for (let n = 2; n <= OF_EACH + 1; n++) texts[i][(await ask(writer, "message", { room: rooms[i], message: `${i} says ${n}` })).seq] = `${i} says ${n}`;
    for (let n = 1; n <= CHANGES_OF_EACH; n++) {
      revs[i] = (await ask(writer, "edit", { room: rooms[i], seq: n * 3, message: `${i} edits ${n}` })).rev;
      texts[i][n * 3] = `${i} edits ${n}`;
    }
  });
  console.log(`acknowledged: ${ROOMS * OF_EACH} messages and ${ROOMS * CHANGES_OF_EACH} changes in ${ROOMS} rooms; kill -9`);
  await kill();
  writer.close();
  await start();

  const reader = await connect("reader-of-many", false);
  const index = new Map(rooms.map((room, i) => [room, i])), told = new Map();
  let [from, began] = [cpu(), Date.now()];
  const { pages } = await syncAll(reader, before, (room) => told.set(room.room, room));
  console.log(`sync: ${told.size} rooms, ${pages} pages, ${Date.now() - began} ms, server CPU ${((cpu() - from) * 1000).toFixed(0)} ms`);
  check(told.size === ROOMS, "rooms are missing");
  for (const { room, seq, rev } of told.values()) check(seq === OF_EACH + 1 && rev === revs[index.get(room)], `${room} is behind`);
  [from, began] = [cpu(), Date.now()];
  let [messages, changes] = [0, 0];
  await forEach(ROOMS, async (i) => {
    const room = rooms[i], have = ["", "first"];
    for (let page = { hasMore: true }; page.hasMore; ) {
      page = await ask(reader, "have_room", { room, after: have.length - 1, limit: 200 });
      for (const { seq, message } of page.messages) check(seq === have.length, "out of order"), have.push(message), messages++;
    }
    for (let [page, since] = [{ hasMore: true }, 0]; page.hasMore; ) {
      page = await ask(reader, "changes", { room, since, limit: 200 });
      for (const { seq, rev, message } of page.messages) check(rev > since, "out of order"), ([since, have[seq]] = [rev, message]), changes++;
    }
    check(JSON.stringify(have) === JSON.stringify(texts[i]), `${room} differs`);
  });
  console.log(`fetched: ${messages} messages and ${changes} changes, all as acknowledged, ${Date.now() - began} ms, server CPU ${((cpu() - from) * 1000).toFixed(0)} ms`);

  const few = await connect("reader-of-few");
  const fewRooms = await openRooms(few, FEW_ROOMS, "few");
  const { cursor } = await syncAll(few);
  await forEach(FEW_CHANGED, (i) => ask(few, "message", { room: fewRooms[i * 7], message: "news" }));
  const { cursor: now } = await syncAll(few, cursor, () => {});
  check(now !== cursor, "nothing happened");
  for (let i = 0; i < SYNCS; i++) await syncAll(few, cursor);
  [from, began] = [cpu(), Date.now()];
  for (let i = 0; i < SYNCS; i++) {
    let seen = 0;
    await syncAll(few, cursor, () => seen++);
    check(seen === FEW_CHANGED, `${seen} rooms`);
  }
  console.log(`${FEW_ROOMS} rooms of which ${FEW_CHANGED} changed: server CPU ${(((cpu() - from) * 1000) / SYNCS).toFixed(2)} ms for a sync, ${((Date.now() - began) / SYNCS).toFixed(2)} ms each`);
  reader.close();
  few.close();
} finally {
  await kill();
  rmSync(folder, { recursive: true });
}
