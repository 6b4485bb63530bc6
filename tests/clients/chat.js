"use strict";

// Two users chat through npm's socket.io-client:
//   node chat.js <url> <polling|websocket|upgrade> <suffix of the logins>
// Prints "ok", or throws with what was seen instead.

const assert = require("node:assert/strict");
const { io } = require("socket.io-client-4");
const { next } = require("./events");

const [url, transport, suffix] = process.argv.slice(2);
const transports = transport === "upgrade" ? ["polling", "websocket"] : [transport];
const [alice, bob, carol] = ["alice", "bob", "carol"].map((name) => `${name}-${suffix}`);

async function post(path, body, token) {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, body: response.status === 204 ? null : await response.json() };
}

async function register(login) {
  assert.equal((await post("/registr", { login, password: "correct horse" })).status, 201);
  const { status, body } = await post("/login", { login, password: "correct horse" });
  assert.equal(status, 200);
  return body;
}

async function connect(auth) {
  const socket = io(url, { auth, transports, forceNew: true, reconnection: false });
  const [name] = await next(socket, "get_name");
  assert.equal(name, auth.login);
  return socket;
}

async function refusal(auth) {
  const socket = io(url, { auth, transports, forceNew: true, reconnection: false });
  const [error] = await next(socket, "connect_error");
  socket.close();
  return [error.message, error.data?.code];
}

async function main() {
  const [forAlice, forBob, forCarol] = [await register(alice), await register(bob), await register(carol)];

  assert.deepEqual(await refusal(undefined), ["unauthorized", "missing_credentials"]);
  assert.deepEqual(await refusal({ login: alice, token: "no token" }), ["unauthorized", "invalid_token"]);
  assert.deepEqual(await refusal({ login: bob, token: forAlice.token }), ["unauthorized", "login_mismatch"]);

  const [atAlice, atBob, atCarol] = [await connect(forAlice), await connect(forBob), await connect(forCarol)];
  if (transport === "upgrade" && atAlice.io.engine.transport.name !== "websocket") await next(atAlice.io.engine, "upgrade");

  const joined = await atAlice.emitWithAck("join_room", { login: alice, companion: bob });
  const { epoch } = joined;
  assert.match(epoch, /^[a-z0-9]{16}$/);
  assert.deepEqual(joined, { room: joined.room, companion: bob, created: true, epoch });
  const room = joined.room;

  // Bob has not joined yet: he hears of the chat only. Alice sees her own copy besides the acknowledgement.
  const [first, [chat], [own]] = await Promise.all([
    atAlice.emitWithAck("message", { login: alice, companion: bob, message: "hello \u{1f600}", clientMessageId: "one" }),
    next(atBob, "chat"),
    next(atAlice, "message"),
  ]);
  assert.deepEqual([first.room, first.seq], [room, 1]);
  assert.deepEqual([own.room, own.seq, own.clientMessageId], [room, 1, "one"]);
  assert.deepEqual([chat.room, chat.companion, chat.unread, chat.lastMessage.message], [room, alice, 1, "hello \u{1f600}"]);

  assert.deepEqual(await atBob.emitWithAck("join_room", { companion: alice }), { room, companion: alice, created: false, epoch });

  // Without an acknowledgement the sender's own copy is the answer.
  const copies = [next(atAlice, "message"), next(atBob, "message")];
  atBob.emit("message", { room, message: "hi" });
  for (const [message] of await Promise.all(copies)) {
    assert.deepEqual(
      { ...message, id: 0, time: "" },
      { room, id: 0, seq: 2, login: bob, message: "hi", time: "", isRead: false },
    );
    assert.match(message.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }

  // A message sent again is the same message.
  const again = await atAlice.emitWithAck("message", { companion: bob, message: "hello \u{1f600}", clientMessageId: "one" });
  assert.deepEqual(again, { ...first, repeated: true });

  const [readAnswer, [read]] = await Promise.all([atBob.emitWithAck("read", { room, seq: 1 }), next(atAlice, "read")]);
  assert.deepEqual(readAnswer, { room, seq: 1, unread: 0 });
  assert.deepEqual(read, { room, login: bob, seq: 1, unread: 0 });

  const [typed, [typing]] = await Promise.all([atBob.emitWithAck("typing", { room, typing: true }), next(atAlice, "typing")]);
  assert.deepEqual(typed, {});
  assert.deepEqual(typing, { room, login: bob, typing: true });

  const history = await atAlice.emitWithAck("have_room", room);
  assert.deepEqual(history.messages.map((m) => [m.seq, m.login, m.message, m.isRead]), [[1, alice, "hello \u{1f600}", true], [2, bob, "hi", false]]);
  assert.deepEqual([history.room, history.companion, history.hasMore, history.read], [room, bob, false, { [alice]: 0, [bob]: 1 }]);
  assert.deepEqual((await atAlice.emitWithAck("have_room", { room, after: 1 })).messages.map((m) => m.seq), [2]);
  assert.deepEqual((await atAlice.emitWithAck("have_room", { room, before: 2 })).messages.map((m) => m.seq), [1]);

  // Refusals, with and without acknowledgement.
  const code = async (socket, event, argument) => (await socket.emitWithAck(event, argument)).error?.code;
  assert.equal(await code(atAlice, "message", { companion: bob, message: "x".repeat(4001) }), "message_too_long");
  assert.equal(await code(atAlice, "message", { companion: bob, message: "  " }), "invalid_request");
  assert.equal(await code(atAlice, "message", { login: bob, companion: bob, message: "x" }), "forbidden");
  assert.equal(await code(atAlice, "join_room", { companion: alice }), "self_dialog");
  assert.equal(await code(atAlice, "join_room", { companion: `nobody-${suffix}` }), "user_not_found");
  assert.equal(await code(atCarol, "have_room", { room }), "room_not_found");
  assert.equal(await code(atCarol, "message", { room, message: "x" }), "room_not_found");
  const [refused] = await Promise.all([next(atAlice, "chat_error"), atAlice.emit("join_room", {})]);
  assert.deepEqual([refused[0].event, refused[0].code], ["join_room", "invalid_request"]);

  // A second session of the same user gets everything too; the end of the last one is presence.
  const second = await connect(forBob);
  await second.emitWithAck("join_room", { companion: alice });
  const both = [next(atBob, "message"), next(second, "message")];
  await atAlice.emitWithAck("message", { companion: bob, message: "to both" });
  for (const [message] of await Promise.all(both)) assert.equal(message.message, "to both");

  assert.deepEqual(await atBob.emitWithAck("leave_room", { room }), { room });
  second.close();
  const [[presence]] = await Promise.all([next(atAlice, "presence"), atBob.close()]);
  assert.deepEqual([presence.login, presence.online, typeof presence.lastSeen], [bob, false, "string"]);

  // Logging out ends the live session at once.
  const [[reason], out] = await Promise.all([next(atAlice, "disconnect"), post("/logout", {}, forAlice.token)]);
  assert.deepEqual([out.status, reason], [204, "io server disconnect"]);
  assert.deepEqual(await refusal(forAlice), ["unauthorized", "invalid_token"]);
  atCarol.close();
  console.log("ok");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
