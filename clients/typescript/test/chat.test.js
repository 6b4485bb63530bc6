import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { Socket } from "socket.io-client";
import { Crowd, numbered, textsOf } from "./crowd.js";
import { Server, until } from "./server.js";

let server, crowd;
before(async () => {
  server = await Server.start("actorchat.sessions.per-user = 3");
  crowd = new Crowd(server);
});
afterEach(() => crowd.leave());
after(() => server.stop());

test("two users chat: what is written is shown once, in order, and counted until it is read", async () => {
  const { alice, bob, atAlice, atBob } = await crowd.pair();
  const texts = numbered(1, 20);
  texts.forEach((text) => atAlice.send(bob.login, text));
  assert.deepEqual(atAlice.getRoom(bob.login).outgoing.map(({ message }) => message), texts);
  await until(() => atBob.getRoom(alice.login).messages.length === 20);
  await until(() => atAlice.getRoom(bob.login).outgoing.length === 0);
  for (const room of [atBob.getRoom(alice.login), atAlice.getRoom(bob.login)]) assert.deepEqual(textsOf(room), texts);

  assert.equal(atBob.getRoom(alice.login).unread, 20);
  atBob.read(alice.login, 15);
  assert.equal(atBob.getRoom(alice.login).unread, 5);
  atBob.read(alice.login);
  assert.equal(atBob.getRoom(alice.login).unread, 0);
  await until(() => atAlice.getRoom(bob.login).read[bob.login] === 20);
});

test("who writes is shown to be writing, until the message is there; who is connected is shown", async () => {
  const { alice, bob, atAlice, atBob } = await crowd.pair();
  assert.equal(atAlice.getRoom(bob.login).typing, false);
  atBob.typing(alice.login);
  await until(() => atAlice.getRoom(bob.login).typing);
  atBob.send(alice.login, "done");
  await until(() => atAlice.getRoom(bob.login).messages.length === 1 && !atAlice.getRoom(bob.login).typing);
  await until(() => atAlice.getRoom(bob.login).online === true);
  atBob.close();
  await until(() => atAlice.getRoom(bob.login).online === false && atAlice.getRoom(bob.login).lastSeen);
});

test("a refused message is shown with its code, holds up no other, and may be sent again or discarded", async () => {
  const { alice, bob, atAlice, atBob } = await crowd.pair();
  atAlice.send(bob.login, "x".repeat(4001));
  atAlice.send(bob.login, "after it");
  await until(() => textsOf(atBob.getRoom(alice.login)).includes("after it"));
  const [failed] = await until(() => atAlice.getRoom(bob.login).outgoing.length === 1 && atAlice.getRoom(bob.login).outgoing);
  assert.equal(failed.error, "message_too_long");
  void atAlice.resend(failed);
  assert.equal(atAlice.getRoom(bob.login).outgoing[0].error, undefined);
  await until(() => atAlice.getRoom(bob.login).outgoing[0].error);
  await atAlice.discard(failed);
  assert.deepEqual(atAlice.getRoom(bob.login).outgoing, []);
  assert.deepEqual(textsOf(atBob.getRoom(alice.login)), ["after it"]);
});

test("to a companion who does not exist nothing is sent", async () => {
  const atAlice = await crowd.online(await crowd.user("alice"));
  atAlice.send("nobody-at-all", "hello?");
  await until(() => atAlice.getRoom("nobody-at-all").outgoing[0]?.error === "user_not_found");
  assert.equal(atAlice.getRoom("nobody-at-all").error, "user_not_found");
});

test("a message to a room that is not open is sent, and the room is left again", async () => {
  const [alice, bob] = [await crowd.user("alice"), await crowd.user("bob")];
  const [atAlice, atBob] = [await crowd.online(alice), await crowd.online(bob)];
  atAlice.send(bob.login, "one");
  const chat = await until(() => atBob.getSnapshot().rooms.find(({ companion, lastMessage }) => companion === alice.login && lastMessage));
  assert.deepEqual([chat.unread, chat.lastMessage.message, chat.messages], [1, "one", []]);
  await until(() => atAlice.getRoom(bob.login).outgoing.length === 0);
  assert.equal(atAlice.getRoom(bob.login).lastMessage.message, "one");
  assert.deepEqual(atAlice.getRoom(bob.login).messages, []);
  // Not joined any more: the list hears of the answer all the same.
  atBob.send(alice.login, "two");
  await until(() => atAlice.getRoom(bob.login).lastMessage.message === "two");
  assert.equal(atAlice.getRoom(bob.login).unread, 1);
});

test("the list of rooms has the latest active first, and follows what another client of the user reads", async () => {
  const alice = await crowd.user("alice");
  const others = [await crowd.user("bob"), await crowd.user("carol"), await crowd.user("dave")];
  for (const other of others) {
    const client = await crowd.online(other);
    client.send(alice.login, `from ${other.login}`);
    await until(() => client.getRoom(alice.login).lastMessage);
  }
  const [first, second] = [await crowd.online(alice), await crowd.online(alice)];
  await until(() => first.getSnapshot().listed && second.getSnapshot().listed);
  const companions = () => first.getSnapshot().rooms.map(({ companion }) => companion);
  assert.deepEqual(companions(), others.map(({ login }) => login).reverse());
  assert.deepEqual(first.getSnapshot().rooms.map(({ unread }) => unread), [1, 1, 1]);
  second.open(others[0].login);
  await until(() => second.getRoom(others[0].login).current);
  second.read(others[0].login);
  await until(() => first.getRoom(others[0].login).unread === 0);
  first.send(others[0].login, "an answer");
  await until(() => companions()[0] === others[0].login);
});

test("snapshots never change, and stay the same object while nothing changes", async () => {
  const { alice, bob, atAlice, atBob } = await crowd.pair();
  const carol = await crowd.user("carol");
  atAlice.open(carol.login);
  await until(() => atAlice.getRoom(carol.login).current);
  await until(() => atAlice.getSnapshot().listed);
  const [whole, room, other] = [atAlice.getSnapshot(), atAlice.getRoom(bob.login), atAlice.getRoom(carol.login)];
  const before = JSON.stringify(whole);
  assert.equal(atAlice.getSnapshot(), whole);
  let told = 0;
  const unsubscribe = atAlice.subscribe(() => told++);
  atBob.send(alice.login, "new");
  await until(() => atAlice.getRoom(bob.login).messages.length === 1);
  assert.ok(told > 0);
  assert.equal(JSON.stringify(whole), before);
  assert.notEqual(atAlice.getRoom(bob.login), room);
  assert.equal(atAlice.getRoom(carol.login), other);
  unsubscribe();
  const heard = told;
  atAlice.send(bob.login, "unheard");
  await until(() => atAlice.getRoom(bob.login).messages.length === 2);
  assert.equal(told, heard);
});

test("a wrong token is given up, with the code, and another one is taken", async () => {
  const alice = await crowd.user("alice");
  const wrong = crowd.client({ ...alice, token: "no token" });
  await until(() => wrong.getSnapshot().status === "ended");
  assert.equal(wrong.getSnapshot().reason, "invalid_token");
  wrong.connect(alice.token);
  await until(() => wrong.getSnapshot().status === "online");
  const mismatch = crowd.client({ ...(await crowd.user("bob")), token: alice.token });
  await until(() => mismatch.getSnapshot().reason === "login_mismatch");
});

test("a session that a logout ends is not begun again, and what is unsent waits for the next token", async () => {
  const { alice, bob, atAlice, atBob } = await crowd.pair();
  await server.post("/logout", {}, alice.token);
  await until(() => atAlice.getSnapshot().status === "ended");
  assert.equal(atAlice.getSnapshot().reason, "invalid_token");
  atAlice.send(bob.login, "later");
  const { token } = await server.post("/login", { login: alice.login, password: "correct horse" });
  atAlice.connect(token);
  await until(() => textsOf(atBob.getRoom(alice.login)).includes("later"));
});

test("a session too many is waited for", async () => {
  const alice = await crowd.user("alice");
  const clients = [await crowd.online(alice), await crowd.online(alice), await crowd.online(alice)];
  const fourth = crowd.client(alice);
  await until(() => fourth.getSnapshot().reason === "rate_limited");
  assert.equal(fourth.getSnapshot().status, "connecting");
  clients[0].close();
  await until(() => fourth.getSnapshot().status === "online");
});

test("a room that is closed is left, and one that is opened again is brought up to date", async () => {
  const { alice, bob, atAlice, atBob } = await crowd.pair();
  const carol = await crowd.user("carol");
  const leave = atAlice.open(carol.login);
  const atCarol = await crowd.online(carol);
  atCarol.send(alice.login, "one");
  await until(() => atAlice.getRoom(carol.login).messages.length === 1);
  leave();
  leave();
  await until(() => !atAlice.getRoom(carol.login).current);
  atCarol.send(alice.login, "two");
  await until(() => atAlice.getRoom(carol.login).lastMessage.message === "two");
  assert.deepEqual(textsOf(atAlice.getRoom(carol.login)), ["one"]);
  assert.equal(atAlice.getRoom(carol.login).unread, 2);
  atAlice.open(carol.login);
  await until(() => atAlice.getRoom(carol.login).messages.length === 2);
  // The other room, with its own holder, was open all the time.
  atBob.send(alice.login, "here");
  await until(() => textsOf(atAlice.getRoom(bob.login)).includes("here"));
});

test("older pages are put before the loaded messages until there are none", async () => {
  const { alice, bob, atAlice, atBob } = await crowd.pair();
  const texts = numbered(1, 120);
  texts.forEach((text) => atAlice.send(bob.login, text));
  await until(() => atBob.getRoom(alice.login).messages.length === 120);
  const again = await crowd.online(bob);
  again.open(alice.login);
  const room = () => again.getRoom(alice.login);
  await until(() => room().current && again.getSnapshot().listed);
  assert.deepEqual([textsOf(room()), room().hasOlder, room().unread], [texts.slice(70), true, 120]);
  atAlice.send(bob.login, "one more");
  await until(() => room().unread === 121);
  texts.push("one more");
  await Promise.all([again.older(alice.login), again.older(alice.login)]);
  assert.deepEqual(textsOf(room()), texts.slice(20));
  await again.older(alice.login);
  assert.deepEqual([textsOf(room()), room().hasOlder], [texts, false]);
  await again.older(alice.login);
  assert.equal(room().messages.length, 121);
});

test("a message that is refused for its rate is sent again after the time that the server tells, and arrives once", async (context) => {
  const strict = await Server.start('actorchat.rate-limits.events.message = "1 per 3s, burst 1"');
  const pair = new Crowd(strict);
  context.after(() => (pair.leave(), strict.stop()));
  const { alice, bob, atAlice, atBob } = await pair.pair();
  const seen = [];
  let told;
  const [ask, later] = [Socket.prototype.emitWithAck, setTimeout];
  context.mock.method(Socket.prototype, "emitWithAck", async function (event, payload) {
    if (event === "message") seen.push(`sent ${payload.message}`);
    const answer = await ask.call(this, event, payload);
    if (event === "message") seen.push(answer.error?.code ?? "accepted");
    told = answer.error?.retryAfter ?? told;
    return answer;
  });
  context.mock.method(globalThis, "setTimeout", (then, delay, ...rest) => {
    const isTold = delay === told;
    return later(() => (isTold && seen.push("waited"), then(...rest)), delay);
  });
  numbered(1, 2).forEach((text) => atAlice.send(bob.login, text));
  await until(() => atAlice.getRoom(bob.login).messages.length === 2 && atAlice.getRoom(bob.login).outgoing.length === 0);
  // If anything were still under way, it would be there before this.
  await atAlice.react(bob.login, 2, "👍");
  await until(() => atBob.getRoom(alice.login).messages[1]?.reactions);
  // The server rounds up and the timer down: that may take a second round.
  assert.match(seen.join(), /^sent m1,accepted,sent m2,(rate_limited,waited,sent m2,)+accepted$/);
  for (const room of [atAlice.getRoom(bob.login), atBob.getRoom(alice.login)]) assert.deepEqual(textsOf(room), ["m1", "m2"]);
});
