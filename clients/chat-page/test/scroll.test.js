import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { io } from "socket.io-client";
import { Stage, until } from "./browser.js";

const COUNT = 10_000;

let stage;
const unlimited = ["messages-per-user", "events.message", "events.have-room", "events-per-user.have-room"].map((limit) => `${limit} = off`);
before(async () => (stage = await Stage.open(`actorchat.rate-limits { ${unlimited.join(", ")} }`)));
afterEach(() => stage.clear());
after(() => stage.close());

/** Writes a long history without a page. */
async function fill(author, companion) {
  const socket = io(stage.server.url, { auth: author, transports: ["websocket"] });
  await socket.emitWithAck("join_room", { companion });
  const texts = Array.from({ length: COUNT }, (_, at) => `number ${at + 1}${" and some more".repeat(at % 7)}`);
  const answers = await Promise.all(texts.map((message) => socket.emitWithAck("message", { companion, message })));
  assert.deepEqual(answers.map(({ seq }) => seq), texts.map((_, at) => at + 1));
  socket.close();
}

test("a history of 10,000 messages is scrolled to its beginning, while few of them are in the page and none moves under the reader's eyes", async () => {
  const bob = await stage.server.register("bob-with-much-to-say");
  const { login } = await stage.server.register("alice-who-listens");
  await fill(bob, login);
  const alice = await stage.device();
  await alice.logIn(login);
  await alice.item(bob.login).locator(".badge", { hasText: "999+" }).waitFor();
  await alice.item(bob.login).click();
  await alice.page.locator(`[data-seq="${COUNT}"]`).waitFor();

  const seqs = () => alice.page.locator(".history article").evaluateAll((rows) => rows.map((row) => Number(row.dataset.seq)));
  const isAscending = (numbers) => numbers.every((number, at) => at === 0 || number > numbers[at - 1]);
  const first = async () => (await seqs())[0];
  const frame = alice.page.locator(".frame");

  // A page before comes in above what is read: that stays where it is.
  await frame.hover();
  await alice.page.mouse.wheel(0, -1_200);
  await until(async () => (await first()) < COUNT - 50);
  const before = await seqs();
  await frame.evaluate((view) => {
    const shown = [...view.querySelectorAll("article")].find((row) => row.getBoundingClientRect().top >= view.getBoundingClientRect().top);
    window.watched = { row: shown, top: shown.getBoundingClientRect().top };
  });
  let scrolled = 0;
  await until(async () => {
    if ((await first()) < before[0]) return true;
    await frame.evaluate((view) => view.scrollBy(0, -200));
    scrolled += 200;
  });
  const moved = await alice.page.evaluate(() => window.watched.row.isConnected && window.watched.row.getBoundingClientRect().top - window.watched.top);
  assert.ok(Math.abs(moved - scrolled) <= 1, `it moved by ${moved}, and was scrolled by ${scrolled}`);

  let most = 0;
  for (let at = await first(); at > 1; at = await first()) {
    await frame.evaluate((view) => (view.scrollTop = 0));
    await until(async () => (await first()) < at, `what is before ${at}`);
    const drawn = await seqs();
    assert.ok(isAscending(drawn));
    most = Math.max(most, drawn.length);
  }
  console.log(`at most ${most} messages in the page`);
  assert.ok(most <= 500, `${most} messages in the page`);
  await alice.page.locator('[data-seq="1"]').waitFor();

  // What comes in meanwhile does not move it, and is a click away.
  const place = await frame.evaluate((view) => view.scrollTop);
  const socket = io(stage.server.url, { auth: bob, transports: ["websocket"] });
  await socket.emitWithAck("message", { companion: alice.login, message: "the newest" });
  socket.close();
  await alice.item(bob.login).getByText("the newest").waitFor();
  assert.equal(await frame.evaluate((view) => view.scrollTop), place);
  await alice.page.getByRole("button", { name: "To the newest message" }).click();
  await alice.row("the newest").waitFor();
  assert.ok((await seqs()).length <= 500);
  await alice.item(bob.login).locator(".badge").waitFor({ state: "detached" });
});
