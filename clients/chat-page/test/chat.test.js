import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { Stage, until } from "./browser.js";

let stage;
before(async () => (stage = await Stage.open()));
afterEach(() => stage.clear());
after(() => stage.close());

test("two users find each other and write, from the registration to the read tick", async () => {
  const alice = await stage.user("alice");
  await alice.page.getByText("Nobody else is here yet.").waitFor();
  const bob = await stage.user("bob");
  // Alice sees without doing anything that somebody has come.
  await alice.item(bob.login).click();
  await alice.page.locator(".presence", { hasText: "online" }).waitFor();
  await alice.write("hello");
  // Bob has it, but has not looked at it.
  await alice.tick("hello", "delivered").waitFor();
  await bob.item(alice.login).locator(".badge", { hasText: "1" }).waitFor();
  await until(async () => (await bob.page.title()) === "(1) ActorChat");
  await bob.item(alice.login).click();
  await bob.row("hello").waitFor();
  await alice.tick("hello", "read").waitFor();
  await bob.item(alice.login).locator(".badge").waitFor({ state: "detached" });

  await bob.field.pressSequentially("hi");
  await alice.page.locator(".presence.typing").waitFor();
  await bob.field.press("Enter");
  await alice.reads(["hello", "hi"]);
  await bob.tick("hi", "read").waitFor();
  await alice.page.locator(".presence.typing").waitFor({ state: "detached" });
  await bob.page.close();
  await alice.page.locator(".presence", { hasText: /^last seen \d\d:\d\d$/ }).waitFor();
});

test("from nothing to the first message it takes three files, the login and one connection", async () => {
  const alice = await stage.server.register("alice-in-a-hurry");
  const bob = await stage.user("bob");
  const device = await stage.device();
  await device.logIn(alice.login);
  await device.page.goto(`${stage.server.url}/#${bob.login}`);
  await device.write("first");
  await device.tick("first", "delivered").waitFor();
  const lists = "POST /get-all-users";
  assert.deepEqual(device.asked.filter((request) => request !== lists), ["GET /", "GET /chat-page.js", "GET /chat-page.css", "POST /login", "WebSocket /socket.io/"]);
});

test("a second device has what the first one wrote, and what is read on one is read on the other", async () => {
  const { alice, bob } = await stage.pair();
  await bob.write("one", "two");
  await alice.reads(["one", "two"]);
  const second = await stage.device();
  await second.logIn(alice.login);
  await second.item(bob.login).click();
  await second.reads(["one", "two"]);
  await second.write("three");
  await alice.reads(["one", "two", "three"]);
  assert.equal(await alice.page.locator(".own .text").count(), 1);
  await alice.tick("three", "read").waitFor();

  // Both look elsewhere; one comes back.
  await alice.page.goto(stage.server.url);
  await second.page.goto(stage.server.url);
  await bob.write("four");
  for (const device of [alice, second]) await device.item(bob.login).locator(".badge", { hasText: "1" }).waitFor();
  await second.item(bob.login).click();
  await alice.item(bob.login).locator(".badge").waitFor({ state: "detached" });
});

test("a message can be answered, edited, reacted to and deleted", async () => {
  const { alice, bob } = await stage.pair();
  await alice.write("first", "secnd");
  await bob.reads(["first", "secnd"]);
  await bob.act("first", "Reply");
  await bob.write("an answer");
  await alice.row("an answer").locator(".quote", { hasText: "first" }).waitFor();

  await alice.act("secnd", "Edit");
  assert.equal(await alice.field.inputValue(), "secnd");
  await alice.write("second");
  await bob.reads(["first", "second", "an answer"]);
  await bob.row("second").getByText("edited").waitFor();

  await bob.act("second", /👍/);
  await alice.row("second").getByRole("button", { name: `👍 by ${bob.login}` }).click();
  await bob.row("second").getByRole("button", { name: "👍" }).getByText("2").waitFor();

  await alice.act("first", "Delete");
  await alice.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await bob.reads(["This message was deleted.", "second", "an answer"]);
  await bob.row("an answer").locator(".quote", { hasText: "deleted" }).waitFor();
});

test("a text is shown as it was written: nothing of it is markup, and only web addresses are links", async () => {
  const { alice, bob } = await stage.pair();
  const texts = ["<img src=x onerror=alert(1)> &amp;", "javascript:alert(1) data:text/html,x", "see https://example.org/?a=b&c=d."];
  await alice.write(...texts);
  await bob.reads(texts);
  const links = await bob.page.locator(".text a").evaluateAll((found) => found.map(({ href, rel }) => [href, rel]));
  assert.deepEqual(links, [["https://example.org/?a=b&c=d", "noopener noreferrer nofollow"]]);
  assert.equal(await bob.page.locator(".text img").count(), 0);
});

test("a message that the server refuses stays, with the reason, until it is discarded or sent again", async () => {
  const { alice, bob } = await stage.pair();
  await alice.write("x".repeat(4001), "after it");
  await bob.reads(["after it"]);
  const failed = alice.page.locator(".row.failed");
  await failed.getByText("The message is too long.").waitFor();
  await alice.item(bob.login).locator(".tick.failed").waitFor();
  await failed.getByRole("button", { name: "Discard" }).click();
  await alice.reads(["after it"]);

  await bob.page.getByRole("button", { name: "Block" }).click();
  await bob.page.getByText("You have blocked this user.").waitFor();
  await alice.write("let me in");
  await failed.getByText("does not take messages from you").waitFor();
  await bob.page.getByRole("button", { name: "Unblock" }).click();
  await bob.page.getByText("You have blocked this user.").waitFor({ state: "detached" });
  await failed.getByRole("button", { name: "Send again" }).click();
  await bob.reads(["after it", "let me in"]);
});

test("wrong passwords, taken logins and an ended session are told in words, in English or in Russian", async () => {
  const alice = await stage.user("alice");
  const other = await stage.device({ locale: "ru-RU" });
  await other.page.getByLabel("Логин").fill(alice.login);
  await other.page.getByLabel("Пароль").fill("wrong horse");
  await other.page.getByRole("button", { name: "Войти" }).click();
  await other.page.getByText("Неверный логин или пароль.").waitFor();
  assert.equal(await other.page.locator("html").getAttribute("lang"), "ru");
  await other.page.getByLabel("Язык").selectOption("en");
  await other.page.getByRole("button", { name: "I am new here" }).click();
  await other.page.getByLabel("Login").fill(alice.login);
  await other.page.getByRole("button", { name: "Register" }).click();
  await other.page.getByText("This login is taken").waitFor();
  await other.page.reload();
  await other.page.getByRole("button", { name: "Log in" }).waitFor();
  await other.logIn(alice.login);

  const { token } = await alice.page.evaluate(() => JSON.parse(sessionStorage.getItem("actorchat.session")));
  await stage.server.post("/logout", {}, token);
  await alice.page.getByText("Your session has ended.").waitFor();
  assert.equal(await alice.page.getByLabel("Login").inputValue(), alice.login);
  assert.equal(await alice.page.evaluate(() => sessionStorage.length), 0);
  await alice.logIn(alice.login);
  await alice.page.getByRole("button", { name: "Log out" }).click();
  await alice.page.getByRole("button", { name: "Log in" }).waitFor();
});
