import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import "fake-indexeddb/auto";
import { IndexedDbOutbox, MemoryOutbox } from "../dist/index.js";
import { Crowd, numbered, textsOf } from "./crowd.js";
import { Server, until } from "./server.js";

let server, crowd;
before(async () => {
  server = await Server.start();
  crowd = new Crowd(server);
});
afterEach(() => crowd.leave());
after(() => server.stop());

const seqsOf = (room) => room.messages.map(({ seq }) => seq);
const numbersTo = (count) => Array.from({ length: count }, (_, at) => at + 1);

test("what two users write while the server is killed again and again arrives once and in order", async () => {
  const { alice, bob, atAlice, atBob } = await crowd.pair();
  const [fromAlice, fromBob] = [numbered(1, 150, "a"), numbered(1, 150, "b")];
  let sent = 0;
  const writing = setInterval(() => {
    if (sent === fromAlice.length) return clearInterval(writing);
    atAlice.send(bob.login, fromAlice[sent]);
    atBob.send(alice.login, fromBob[sent++]);
  }, 5);
  for (const enough of [60, 140, 220]) {
    await until(() => atBob.getRoom(alice.login).messages.length >= enough);
    await server.kill();
    await until(() => atAlice.getSnapshot().status === "connecting");
    await server.restart();
  }
  await until(() => atAlice.getRoom(bob.login).messages.length === 300 && atBob.getRoom(alice.login).messages.length === 300);
  await until(() => atAlice.getRoom(bob.login).outgoing.length + atBob.getRoom(alice.login).outgoing.length === 0);
  const texts = textsOf(atAlice.getRoom(bob.login));
  assert.deepEqual(texts, textsOf(atBob.getRoom(alice.login)));
  assert.deepEqual(texts.filter((text) => text.startsWith("a")), fromAlice);
  assert.deepEqual(texts.filter((text) => text.startsWith("b")), fromBob);
  assert.deepEqual(seqsOf(atAlice.getRoom(bob.login)), numbersTo(300));
});

test("what is written offline is sent when the network is back, and what was missed is fetched", async () => {
  const { alice, bob, atAlice, atBob } = await crowd.pair();
  const carol = await crowd.user("carol");
  server.network.cut();
  await until(() => atAlice.getSnapshot().status === "connecting" && atBob.getSnapshot().status === "connecting");
  await until(() => atAlice.getSnapshot().reason === "transport");
  assert.equal(atAlice.getRoom(bob.login).current, false);
  const texts = numbered(1, 5);
  texts.forEach((text) => atAlice.send(bob.login, text));
  atAlice.send(carol.login, "to a room that never was");
  assert.equal(atAlice.getRoom(bob.login).outgoing.length, 5);
  server.network.mend();
  await until(() => atBob.getRoom(alice.login).messages.length === 5 && atBob.getRoom(alice.login).current);
  assert.deepEqual(textsOf(atBob.getRoom(alice.login)), texts);
  await until(() => atAlice.getRoom(carol.login).lastMessage && atAlice.getSnapshot().reason === undefined);
});

test("a connection on which nothing comes any more is given up for another one", async () => {
  const { alice, bob, atAlice, atBob } = await crowd.pair({ patience: 500 });
  server.network.freeze();
  atAlice.send(bob.login, "into the void");
  await until(() => atAlice.getSnapshot().status === "connecting");
  server.network.cut();
  server.network.mend();
  await until(() => textsOf(atBob.getRoom(alice.login)).includes("into the void"));
  await until(() => atAlice.getRoom(bob.login).outgoing.length === 0);
});

test("a gap of several pages is closed in order, while more comes in", async () => {
  const { alice, bob, atAlice, atBob } = await crowd.pair();
  atBob.send(alice.login, "before");
  await until(() => atAlice.getRoom(bob.login).messages.length === 1);
  // Alice is away without leaving: only her side of the network is cut.
  atAlice.close();
  numbered(1, 130).forEach((text) => atBob.send(alice.login, text));
  await until(() => atBob.getRoom(alice.login).messages.length === 131);
  numbered(131, 200).forEach((text) => atBob.send(alice.login, text));
  atAlice.connect();
  await until(() => atAlice.getRoom(bob.login).messages.length === 201);
  assert.deepEqual(textsOf(atAlice.getRoom(bob.login)), ["before", ...numbered(1, 200)]);
  assert.equal(atAlice.getRoom(bob.login).unread, 201);
});

test("what is in the outbox survives a reload, each message with its id, its order and its error", async () => {
  const { alice, bob, atBob } = await crowd.pair();
  const outbox = () => ({ outbox: new IndexedDbOutbox(`reload ${alice.login}`) });
  const first = await crowd.online(alice, outbox());
  first.open(bob.login);
  await until(() => first.getRoom(bob.login).current);
  first.send(bob.login, "x".repeat(4001));
  await until(() => first.getRoom(bob.login).outgoing[0]?.error);
  server.network.cut();
  const ids = numbered(1, 3).map((text) => first.send(bob.login, text));
  await until(async () => (await outbox().outbox.list()).length === 4);
  first.close();

  const second = crowd.client(alice, outbox());
  const waiting = await until(() => second.getRoom(bob.login).outgoing.length === 4 && second.getRoom(bob.login).outgoing);
  assert.equal(waiting[0].error, "message_too_long");
  assert.deepEqual(waiting.slice(1).map(({ clientMessageId }) => clientMessageId), ids);
  server.network.mend();
  await until(() => atBob.getRoom(alice.login).messages.length === 3);
  assert.deepEqual(atBob.getRoom(alice.login).messages.map(({ message, clientMessageId }) => [message, clientMessageId]), numbered(1, 3).map((text, at) => [text, ids[at]]));
  await until(async () => (await outbox().outbox.list()).length === 1);
});

test("a message whose acknowledgement was lost with the page is one message", async () => {
  const { alice, bob, atBob } = await crowd.pair();
  // An outbox that forgets nothing, as if each page had ended before it could.
  const outbox = new MemoryOutbox();
  outbox.delete = async () => {};
  const first = await crowd.online(alice, { outbox });
  numbered(1, 3).forEach((text) => first.send(bob.login, text));
  await until(() => atBob.getRoom(alice.login).messages.length === 3);
  first.close();
  const second = await crowd.online(alice, { outbox });
  second.send(bob.login, "m4");
  await until(() => atBob.getRoom(alice.login).messages.length === 4);
  assert.deepEqual(textsOf(atBob.getRoom(alice.login)), numbered(1, 4));
});

test("two tabs with one outbox: each message is there once, and whichever tab is left sends the other's", async () => {
  const { alice, bob, atBob } = await crowd.pair();
  const tab = () => crowd.online(alice, { outbox: new IndexedDbOutbox(`tabs ${alice.login}`) });
  const [one, other] = [await tab(), await tab()];
  for (const client of [one, other]) client.open(bob.login);
  await until(() => one.getRoom(bob.login).current && other.getRoom(bob.login).current);
  server.network.cut();
  await until(() => one.getSnapshot().status === "connecting" && other.getSnapshot().status === "connecting");
  const fromOne = numbered(1, 5, "one");
  const fromOther = numbered(1, 5, "other");
  fromOne.forEach((text, at) => [one.send(bob.login, text), other.send(bob.login, fromOther[at])]);
  await until(async () => (await new IndexedDbOutbox(`tabs ${alice.login}`).list()).length === 10);
  const discarded = one.getRoom(bob.login).outgoing.at(-1);
  one.close();
  server.network.mend();
  await until(() => atBob.getRoom(alice.login).messages.length === 10);
  await until(async () => (await new IndexedDbOutbox(`tabs ${alice.login}`).list()).length === 0);
  const texts = textsOf(atBob.getRoom(alice.login));
  assert.deepEqual(texts.filter((text) => text.startsWith("one")), fromOne);
  assert.deepEqual(texts.filter((text) => text.startsWith("other")), fromOther);
  // The tab that comes back has nothing left to send.
  one.connect();
  await until(() => one.getRoom(bob.login).messages.length === 10 && one.getRoom(bob.login).outgoing.length === 0);
  assert.equal(discarded.companion, bob.login);
});

test("after a restore what is remembered is dropped, and what was not acknowledged is sent again", async () => {
  const { alice, bob, atAlice, atBob } = await crowd.pair();
  atAlice.send(bob.login, "in the backup");
  await until(() => atBob.getRoom(alice.login).messages.length === 1);
  await server.stopGently();
  server.backUp();
  await server.restart();
  numbered(1, 3, "lost").forEach((text) => atAlice.send(bob.login, text));
  await until(() => atBob.getRoom(alice.login).messages.length === 4);
  atBob.read(alice.login);
  await until(() => atAlice.getRoom(bob.login).read[bob.login] === 4 && atAlice.getRoom(bob.login).outgoing.length === 0);
  await server.kill();
  atAlice.send(bob.login, "unsent", { replyTo: 4 });
  server.restore();
  await server.restart();
  await until(() => textsOf(atBob.getRoom(alice.login)).at(-1) === "unsent");
  await until(() => textsOf(atAlice.getRoom(bob.login)).at(-1) === "unsent");
  for (const room of [atBob.getRoom(alice.login), atAlice.getRoom(bob.login)]) {
    assert.deepEqual(textsOf(room), ["in the backup", "unsent"]);
    assert.equal(room.lastMessage.seq, 2);
    // It quoted a message that is another one now.
    assert.equal(room.messages[1].replyTo, undefined);
  }
  assert.equal(atAlice.getRoom(bob.login).read[bob.login] ?? 0, 0);
  assert.equal(atBob.getRoom(alice.login).unread, 2);
});

test("an outbox that cannot be written is told, and its messages are sent all the same", async () => {
  const { alice, bob, atBob } = await crowd.pair();
  const broken = () => Promise.reject(new Error("no space"));
  const atAlice = await crowd.online(alice, { outbox: { list: broken, put: broken, delete: broken } });
  atAlice.send(bob.login, "all the same");
  await until(() => atBob.getRoom(alice.login).messages.length === 1);
  assert.equal(atAlice.getSnapshot().unsaved, true);
});
