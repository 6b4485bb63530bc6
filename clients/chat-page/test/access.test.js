import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, test } from "node:test";
import { checkPicture, Stage, until } from "./browser.js";

const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

let stage;
before(async () => (stage = await Stage.open()));
afterEach(() => (stage.server.network.mend(), stage.clear()));
after(() => stage.close());

async function check(device, screen) {
  // Evaluated by the browser itself: the page's policy lets no script of others in.
  await device.page.evaluate(axe);
  const { violations } = await device.page.evaluate(() => window.axe.run());
  const told = violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${screen}: ${id}: ${html} ${failureSummary}`));
  assert.deepEqual(told, []);
  await checkPicture(device.page, screen);
}

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

for (const [name, options] of [["light", {}], ["dark", { colorScheme: "dark" }], ["on a phone", { ...phone, colorScheme: "dark" }]]) {
  test(`no screen has anything that axe knows to be wrong: ${name}`, async () => {
    const alice = await stage.device(options);
    await check(alice, "log in");
    await alice.page.getByRole("button", { name: "I am new here" }).click();
    await alice.page.getByLabel("Login").fill("..");
    await alice.page.getByLabel("Password").fill("correct horse");
    await alice.page.getByRole("button", { name: "Register" }).click();
    await alice.page.getByRole("alert").getByText("not possible").waitFor();
    await check(alice, "register, refused");
    await alice.page.reload();
    await alice.register(`alice-${Math.random().toString(36).slice(2, 8)}`);
    await alice.page.locator(".items .quiet, .items .item").first().waitFor();
    await check(alice, "nobody yet");

    const bob = await stage.user("bob");
    await bob.find(alice.login);
    await bob.write("hello", "see https://example.org");
    await alice.item(bob.login).locator(".badge").waitFor();
    await check(alice, "unread");
    await alice.search.fill("b");
    await alice.item(bob.login).first().waitFor();
    await check(alice, "search");
    await alice.search.fill("nobody has this name");
    await alice.page.getByText("Nobody found.").waitFor();
    await check(alice, "nothing found");
    await alice.search.fill("");
    await alice.item(bob.login).click();
    await alice.row("hello").waitFor();
    await alice.write("my own");
    await alice.act("hello", /👍/);
    await alice.row("hello").locator(".given").waitFor();
    await bob.act("my own", "Reply");
    await bob.write("an answer");
    await alice.row("an answer").waitFor();
    await check(alice, "a chat");
    await alice.row("my own").hover();
    await alice.row("my own").getByRole("button", { name: "Actions" }).click();
    await check(alice, "a menu");
    await alice.page.getByRole("menuitem", { name: "Delete" }).click();
    await alice.page.getByRole("dialog").waitFor();
    await check(alice, "a question");
    await alice.page.getByRole("button", { name: "Cancel" }).click();
    await alice.act("hello", "Reply");
    await check(alice, "a reply");
    await alice.write("x".repeat(4001));
    await alice.page.locator(".row.failed").waitFor();
    await check(alice, "a refused message");
    await alice.page.getByRole("button", { name: "Discard" }).click();
    await alice.page.context().setOffline(true);
    stage.server.network.cut();
    await alice.banner.waitFor();
    await alice.write("written offline");
    await check(alice, "offline");
  });
}

test("everything can be done with the keyboard alone", async () => {
  const bob = await stage.user("bob");
  const alice = await stage.device();
  const { keyboard } = alice.page;
  const press = async (...keys) => {
    for (const key of keys) await keyboard.press(key);
  };
  const focused = () => alice.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");

  // The focus is in the first field. Three steps further is the switch to registering, which leads back to it.
  await until(() => alice.page.evaluate(() => document.activeElement.name === "login"));
  await press("Tab", "Tab", "Tab", "Enter");
  await alice.page.getByRole("button", { name: "Register" }).waitFor();
  alice.login = `alice-${Math.random().toString(36).slice(2, 8)}`;
  await keyboard.type(alice.login);
  await press("Tab");
  await keyboard.type("correct horse");
  await press("Enter");
  await alice.search.waitFor();

  await press("Control+k");
  await keyboard.type(bob.login);
  await alice.item(bob.login).waitFor();
  await press("ArrowDown");
  assert.match(await focused(), new RegExp(bob.login));
  await press("Enter");
  await until(async () => (await focused()) === "Write a message");
  await keyboard.type("one");
  await press("Shift+Enter");
  await keyboard.type("two");
  await press("Enter");
  await bob.item(alice.login).click();
  await bob.reads(["one\ntwo"]);
  await alice.tick("one\ntwo", "read").waitFor();

  // Up from the empty field is the newest message; its menu opens with Enter.
  await press("ArrowUp");
  assert.match(await focused(), /^You, /);
  await press("Enter");
  await until(async () => (await focused()) === "React with 👍");
  await press("ArrowUp");
  assert.equal(await focused(), "Delete");
  await press("ArrowUp");
  assert.equal(await focused(), "Edit");
  await press("Enter");
  await until(async () => (await focused()) === "Write a message");
  await press("Control+a");
  await keyboard.type("edited");
  await press("Enter");
  await bob.reads(["edited"]);
  await until(async () => (await focused()) === "Write a message");
  await press("ArrowUp", "Escape");
  assert.equal(await focused(), "Write a message");

  // The focus can be seen wherever it is.
  for (let at = 0; at < 12; at++) {
    await press("Tab");
    const seen = await alice.page.evaluate(() => {
      const { activeElement } = document;
      const of = (element) => getComputedStyle(element);
      return activeElement === document.body || of(activeElement).outlineStyle !== "none" || activeElement.matches("textarea");
    });
    assert.ok(seen, `no focus is seen on ${await focused()}`);
  }
});

test("a phone shows one pane at a time, and goes back to the list by the button and by its own", async () => {
  const bob = await stage.user("bob");
  const alice = await stage.user("alice", phone);
  const list = alice.page.locator(".list");
  const room = alice.page.locator(".room");
  const shows = async (isRoom) => {
    await room.waitFor({ state: isRoom ? "visible" : "hidden" });
    await list.waitFor({ state: isRoom ? "hidden" : "visible" });
    assert.equal(await alice.page.evaluate(() => document.documentElement.scrollWidth), 360);
  };
  await shows(false);
  await alice.find(bob.login);
  await shows(true);
  await alice.write("a word that is much too long for the width of any phone: " + "w".repeat(100));
  await alice.page.locator(".history .tick.delivered").waitFor();
  await shows(true);
  await alice.page.getByRole("button", { name: "Back to the chats" }).click();
  await shows(false);
  await alice.item(bob.login).click();
  await shows(true);
  await alice.page.reload();
  await alice.rows.first().waitFor();
  await shows(true);
  await alice.page.goBack();
  await shows(false);
});

test("the page to try the HTTP interface from has the project's name and asks nobody but this server", async () => {
  const { page } = await stage.device();
  await page.goto(`${stage.server.url}/scalar`);
  await page.getByText("/change-password").first().waitFor();
  assert.match(await page.title(), /^ActorChat \d+\.\d+\.\d+$/);
});
