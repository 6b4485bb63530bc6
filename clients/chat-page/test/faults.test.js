import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { numbered, Stage, until } from "./browser.js";

let stage;
before(async () => (stage = await Stage.open()));
afterEach(() => stage.clear());
after(() => stage.close());

test("the server is killed, both write on, and when it is back everything is there once, in order", async () => {
  const { alice, bob } = await stage.pair();
  await alice.write("before");
  await bob.reads(["before"]);
  await stage.server.kill();
  for (const device of [alice, bob]) await device.banner.getByText("No connection").waitFor();
  const [fromAlice, fromBob] = [numbered(1, 5, "a"), numbered(1, 5, "b")];
  await alice.write(...fromAlice);
  await bob.write(...fromBob);
  await alice.reads(["before", ...fromAlice]);
  await alice.tick("a1", "waiting").waitFor();
  await stage.server.restart();
  await until(async () => (await alice.rows.count()) === 11 && (await bob.rows.count()) === 11);
  for (const device of [alice, bob]) {
    await device.banner.waitFor({ state: "detached" });
    await until(async () => (await device.page.locator(".tick.waiting").count()) === 0);
  }
  const texts = await alice.texts();
  await bob.reads(texts);
  for (const [letter, written] of [["a", fromAlice], ["b", fromBob]]) {
    assert.deepEqual(texts.filter((text) => text.startsWith(letter) && text !== "before"), written);
  }
  await alice.tick("a5", "read").waitFor();
});

test("what was not sent survives a reload, and is sent once", async () => {
  const { alice, bob } = await stage.pair();
  await alice.write("sent");
  await bob.reads(["sent"]);
  // The page's files are still at hand, as from a cache; nothing else is.
  const context = alice.page.context();
  for (const path of ["/", "/chat-page.js", "/chat-page.css"]) {
    const response = await context.request.get(stage.server.url + path);
    await context.route(stage.server.url + path, (route) => route.fulfill({ response }));
  }
  stage.server.network.cut();
  await alice.page.reload();
  await alice.banner.waitFor();
  await alice.write("unsent 1", "unsent 2");
  await alice.reads(["unsent 1", "unsent 2"]);
  await alice.page.reload();
  await alice.tick("unsent 2", "waiting").waitFor();
  await alice.reads(["unsent 1", "unsent 2"]);

  // Nobody leaves such messages behind without being told.
  await alice.page.getByRole("button", { name: "Log out" }).click();
  await alice.page.getByRole("dialog").getByText("They stay in this browser").waitFor();
  await alice.page.getByRole("button", { name: "Cancel" }).click();

  stage.server.network.mend();
  await bob.reads(["sent", "unsent 1", "unsent 2"]);
  await alice.tick("unsent 2", "read").waitFor();
  for (const device of [alice, bob]) await device.reads(["sent", "unsent 1", "unsent 2"]);
});
