import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { tickOf } from "../dist/index.js";
import { Crowd, numbered, textsOf } from "./crowd.js";
import { Server, until } from "./server.js";

let server, crowd;
before(async () => {
  server = await Server.start();
  crowd = new Crowd(server);
});
afterEach(() => crowd.leave());
after(() => server.stop());

/** Alice's and Bob's clients, and a room of so many messages of Alice's that both see. */
async function roomOf(count) {
  const pair = await crowd.pair();
  numbered(1, count).forEach((text) => pair.atAlice.send(pair.bob.login, text));
  pair.inAlice = () => pair.atAlice.getRoom(pair.bob.login);
  pair.inBob = () => pair.atBob.getRoom(pair.alice.login);
  await until(() => pair.inAlice().messages.length === count && pair.inBob().messages.length === count);
  return pair;
}

test("both see an edit, a deletion, an answer and reactions as they come", async () => {
  const { alice, bob, atAlice, atBob, inAlice, inBob } = await roomOf(3);
  await atAlice.edit(bob.login, 1, "edited");
  await atAlice.delete(bob.login, 2);
  await atBob.react(alice.login, 3, "👍");
  atBob.send(alice.login, "an answer", { replyTo: 1 });
  for (const room of [inAlice, inBob]) {
    await until(() => room().messages.length === 4 && room().messages[2].reactions);
    const [first, second, third, fourth] = room().messages;
    assert.deepEqual([first.message, typeof first.editedAt], ["edited", "string"]);
    assert.deepEqual([second.message, second.deleted], ["", true]);
    assert.deepEqual(third.reactions, { "👍": [bob.login] });
    assert.equal(fourth.replyTo, 1);
  }
  await atBob.react(alice.login, 3, "👍", false);
  await until(() => !inAlice().messages[2].reactions?.["👍"]);
  // What is refused is told to whoever asked.
  await assert.rejects(atBob.edit(alice.login, 1, "not mine"), { code: "forbidden" });
  await assert.rejects(atAlice.edit(bob.login, 2, "deleted"), { code: "message_not_found" });
  atAlice.send(bob.login, "to nothing", { replyTo: 99 });
  await until(() => inAlice().outgoing[0]?.error === "message_not_found");
});

test("what was changed, written and read while a client was away is there when it is back", async () => {
  const { alice, bob, atAlice, atBob, inAlice, inBob } = await roomOf(70);
  const carol = await crowd.user("carol");
  atBob.close();
  for (const seq of numbered(1, 60, "").map(Number)) await atAlice.edit(bob.login, seq, `edited ${seq}`);
  await atAlice.delete(bob.login, 65);
  numbered(71, 140).forEach((text) => atAlice.send(bob.login, text));
  await until(() => inAlice().messages.length === 140);
  const elsewhere = await crowd.online(carol);
  elsewhere.send(bob.login, "from carol");
  await until(() => elsewhere.getRoom(bob.login).lastMessage);
  await atAlice.edit(bob.login, 139, "edited 139");
  atBob.connect();
  await until(() => inBob().current && atBob.getSnapshot().listed);
  assert.deepEqual(inBob().messages, inAlice().messages);
  assert.equal(textsOf(inBob())[0], "edited 1");
  assert.deepEqual(atBob.getSnapshot().rooms.map(({ companion, unread }) => [companion, unread]), [[carol.login, 1], [alice.login, 140]]);
  // Changes that come from now on follow those.
  await atAlice.edit(bob.login, 140, "the last");
  await until(() => inBob().lastMessage.message === "the last");
});

test("changes, messages and kills at the same time leave both with the same history", async () => {
  const { alice, bob, atAlice, atBob, inAlice, inBob } = await roomOf(10);
  let [sent, going] = [0, true];
  const again = async (change) => {
    while (going) await change().catch(({ code }) => assert.equal(code, "offline")).then(() => new Promise((resolve) => setTimeout(resolve, 20)));
  };
  const changing = [
    again(() => atAlice.edit(bob.login, 1 + (sent % 10), `edited ${sent}`)),
    again(() => atBob.react(alice.login, 1 + (sent % 10), "👍", sent % 2 === 0)),
  ];
  const writing = setInterval(() => atAlice.send(bob.login, `more ${sent++}`), 25);
  for (const enough of [20, 40]) {
    await until(() => inBob().messages.length >= enough);
    await server.kill();
    await server.restart();
  }
  await until(() => inBob().messages.length >= 60);
  clearInterval(writing);
  going = false;
  await Promise.all(changing);
  await until(() => inAlice().current && inBob().current && inAlice().outgoing.length === 0 && inBob().messages.length === sent + 10);
  const fresh = await crowd.online(bob);
  fresh.open(alice.login);
  await until(() => fresh.getRoom(alice.login).current);
  while (fresh.getRoom(alice.login).hasOlder) await fresh.older(alice.login);
  for (const room of [inAlice, inBob]) {
    await until(() => JSON.stringify(room().messages.map(({ seq, message, reactions }) => [seq, message, reactions]))
      === JSON.stringify(fresh.getRoom(alice.login).messages.map(({ seq, message, reactions }) => [seq, message, reactions])));
  }
});

test("messages are delivered without being asked for, open or not, and read after that", async () => {
  const { alice, bob, atAlice, atBob, inAlice } = await roomOf(2);
  await until(() => tickOf(inAlice(), inAlice().messages[1]) === "delivered");
  atBob.read(alice.login);
  await until(() => tickOf(inAlice(), inAlice().messages[1]) === "read");

  const carol = await crowd.user("carol");
  atAlice.open(carol.login);
  atAlice.send(carol.login, "to somebody who is away");
  await until(() => atAlice.getRoom(carol.login).messages.length === 1);
  const ticked = () => tickOf(atAlice.getRoom(carol.login), atAlice.getRoom(carol.login).messages[0]);
  assert.equal(ticked(), "sent");
  const atCarol = await crowd.online(carol);
  await until(() => ticked() === "delivered");
  atCarol.read(alice.login);
  await until(() => ticked() === "read");
  assert.equal(bob.login, inAlice().companion);
});

test("what a blocked user writes is refused, and shown as such", async () => {
  const { alice, bob, atAlice, atBob, inAlice } = await roomOf(1);
  await atBob.block(alice.login);
  assert.deepEqual(atBob.getSnapshot().blocked, [alice.login]);
  atAlice.send(bob.login, "refused");
  await until(() => inAlice().outgoing[0]?.error === "blocked");
  // Another client of the user knows it from the start.
  const other = await crowd.online(bob);
  await until(() => other.getSnapshot().blocked[0] === alice.login);
  await other.block(alice.login, false);
  assert.deepEqual(other.getSnapshot().blocked, []);
  void atAlice.resend(inAlice().outgoing[0]);
  await until(() => inAlice().messages.length === 2 && inAlice().outgoing.length === 0);
});

test("without a connection a change is rejected, and the room stays as it is", async () => {
  const { bob, atAlice, inAlice } = await roomOf(1);
  server.network.cut();
  await until(() => atAlice.getSnapshot().status === "connecting");
  await assert.rejects(atAlice.edit(bob.login, 1, "never"), { code: "offline" });
  await assert.rejects(atAlice.block(bob.login), { code: "offline" });
  server.network.mend();
  await until(() => inAlice().current);
  assert.deepEqual(textsOf(inAlice()), ["m1"]);
});

test("after a restore changes are counted anew", async () => {
  const { alice, bob, atAlice, atBob, inAlice, inBob } = await roomOf(3);
  await atAlice.edit(bob.login, 1, "in the backup");
  await until(() => textsOf(inBob())[0] === "in the backup");
  await server.stopGently();
  server.backUp();
  await server.restart();
  await until(() => inAlice().current && inBob().current);
  for (const text of numbered(1, 5, "lost ")) await atAlice.edit(bob.login, 2, text);
  await until(() => textsOf(inBob())[1] === "lost 5");
  await server.kill();
  server.restore();
  await server.restart();
  await until(() => textsOf(inAlice())[1] === "m2" && textsOf(inBob())[1] === "m2" && inAlice().current && inBob().current);
  await atBob.react(alice.login, 2, "👍");
  await until(() => inAlice().messages[1].reactions && inBob().messages[1].reactions);
  assert.deepEqual(inAlice().messages, inBob().messages);
});
