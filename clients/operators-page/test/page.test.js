import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { after, afterEach, before, test } from "node:test";
import { io } from "socket.io-client";
import { checkPicture, Stage, until } from "../../chat-page/test/browser.js";

const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const TOKEN = "the operators' own token, long enough";
/** Where pictures of all screens go, to be looked at; nowhere if it is not set. */
const shots = process.env.ACTORCHAT_SHOTS;
const screens = ["Now", "Sessions", "Users", "Rooms", "Limits", "Settings", "Security", "Audit"];

/** The operators' page of a server with people on it. */
class OperatorsStage extends Stage {
  operators;

  get home() { return this.operators; }

  /** Somebody who is connected, as a chat client is. */
  async person(login) {
    const { token } = await this.server.register(login);
    const socket = io(this.server.url, { auth: { login, token }, transports: ["websocket"], reconnection: false, forceNew: true });
    await new Promise((resolve, reject) => socket.on("get_name", resolve).on("connect_error", reject));
    return { login, token, socket, ended: new Promise((resolve) => socket.on("disconnect", resolve)) };
  }

  async enter(options) {
    const { page } = await this.device(options);
    await page.getByLabel("Admin token").fill(TOKEN);
    await page.getByRole("button", { name: "Enter" }).click();
    await page.getByRole("navigation").waitFor();
    return page;
  }
}

let stage;
let people;
before(async () => {
  process.env.ACTORCHAT_ADMIN_TOKEN = TOKEN;
  stage = await OperatorsStage.open(`actorchat.metrics.listen = "127.0.0.1:0"\nactorchat.rate-limits.lists-per-user = "7 per 1s, burst 70"\nactorchat.socket-io.max-payload = 500000`);
  stage.operators = await stage.server.operatorsUrl();
  people = Object.fromEntries(await Promise.all(["alice", "bob", "carol", "dave", "Erin.K", "иван"].map(async (login) => [login, await stage.person(login)])));
  await people.alice.socket.emitWithAck("join_room", { companion: "bob" });
  await people.carol.socket.emitWithAck("join_room", { companion: "иван" });
});
afterEach(() => stage.clear());
after(async () => {
  Object.values(people ?? {}).forEach(({ socket }) => socket.close());
  await stage?.close();
});

const open = async (page, screen) => {
  await page.getByRole("navigation").getByRole("link", { name: screen, exact: true }).click();
  await page.getByRole("heading", { name: screen, exact: true, level: 2 }).first().waitFor({ state: "attached" });
};
const row = (page, text) => page.getByRole("row").filter({ hasText: text });
const confirm = async (page, name) => {
  await page.getByRole("dialog").getByRole("button", { name }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
};

/** The picture of a screen is as large as the window and shows something. */
async function shoot(page, name) {
  if (shots) mkdirSync(shots, { recursive: true });
  await checkPicture(page, name, shots && `${shots}/${name}.png`);
}

async function check(page, screen, options) {
  const { violations } = await page.evaluate((run) => window.axe.run(run), options ?? {});
  assert.deepEqual(violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${screen}: ${id}: ${html} ${failureSummary}`)), []);
}

test("a wrong token is refused, and the right one is nowhere in the browser and gone with a reload", async () => {
  const { page } = await stage.device();
  await shoot(page, "enter");
  await page.getByLabel("Admin token").fill("a wrong token");
  await page.getByRole("button", { name: "Enter" }).click();
  await page.getByRole("alert").getByText("The token is missing, unknown or has ended.").waitFor();
  assert.equal(await page.getByRole("navigation").count(), 0);
  await page.getByLabel("Admin token").fill("ein größeres Geheimnis");
  await page.getByLabel("Admin token").press("Enter");
  await page.getByRole("alert").getByText("printable ASCII").waitFor();
  await page.getByLabel("Admin token").fill(TOKEN);
  await page.getByLabel("Admin token").press("Enter");
  await page.getByRole("navigation").waitFor();
  assert.deepEqual(await page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }, document.cookie, location.search]), [{}, {}, "", ""]);
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  await page.getByLabel("Admin token").waitFor();
  assert.equal(await page.getByLabel("Admin token").inputValue(), "");
  await page.getByLabel("Admin token").fill(TOKEN);
  await page.getByLabel("Admin token").press("Enter");
  await page.getByRole("navigation").waitFor();
  await page.reload();
  await page.getByLabel("Admin token").waitFor();
});

test("the plots and figures follow what happens", async () => {
  const page = await stage.enter();
  await page.getByText("Running for").waitFor();
  const plot = (title) => page.getByRole("img", { name: new RegExp(`^${title}, the last 2 minutes: now`) });
  let turn = 0;
  await until(async () => {
    if (turn++ % 20 === 0) await people.alice.socket.emitWithAck("message", { companion: "bob", message: "hello" });
    return /messages [1-9]|messages 0\.\d*[1-9]/.test(await plot("What happens").getAttribute("aria-label"));
  }, "the rate of messages");
  assert.match(await plot("How long it takes").getAttribute("aria-label"), /on disk, half [0-9.,]+ ms/);
  await until(async () => (await plot("What happens").locator("path").first().getAttribute("d")).includes("L"), "a line");
  assert.equal(await page.locator(".tile", { hasText: "Sessions" }).locator("strong").textContent(), "6");
  assert.equal(await page.locator(".tile", { hasText: "Room partitions" }).locator("strong").textContent(), "4 of 4 open");
  await page.getByRole("img", { name: /^Disk: the data takes .* are free$/ }).waitFor();
  await shoot(page, "now");
});

test("sessions are found and ended, rooms lead to their users, and nothing is done before the answer to a question", async () => {
  const page = await stage.enter();
  await open(page, "Sessions");
  await row(page, "alice").waitFor();
  await page.getByRole("searchbox").fill("DA");
  await row(page, "dave").waitFor();
  await row(page, "alice").waitFor({ state: "detached" });
  const end = row(page, "dave").getByRole("button", { name: /^End session/ });
  await end.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await until(() => end.evaluate((button) => button === document.activeElement), "the focus is back");
  assert.ok(people.dave.socket.connected);
  await end.click();
  await confirm(page, "End the session");
  await people.dave.ended;
  await page.getByText("No live session.").waitFor();

  await open(page, "Rooms");
  await row(page, "carol").getByRole("button", { name: "иван" }).click();
  await page.getByRole("heading", { name: /иван/ }).waitFor();
  await row(page, /./).getByRole("button", { name: /^End session .* of иван$/ }).waitFor();
});

test("a user is found, blocked, unblocked, given a password, and erased only after the login is typed", async () => {
  const page = await stage.enter();
  const user = async (login) => {
    await open(page, "Users");
    await page.getByRole("searchbox").fill(login.slice(0, 3));
    await row(page, login).getByRole("button", { name: login }).click();
    await page.getByRole("heading", { name: new RegExp(login) }).waitFor();
  };
  const logsIn = (login, password) => stage.server.post("/login", { login, password }).then(() => true, () => false);

  await user("carol");
  await page.getByRole("button", { name: "Block" }).click();
  await confirm(page, "Block");
  await page.locator("h2", { hasText: "blocked" }).waitFor();
  await people.carol.ended;
  assert.equal(await logsIn("carol", "correct horse"), false);
  await shoot(page, "user-blocked");
  await page.getByRole("button", { name: "Unblock" }).click();
  await confirm(page, "Unblock");
  await page.locator("h2", { hasText: "offline" }).waitFor();

  await page.getByRole("button", { name: "Set a new password" }).click();
  await page.getByRole("textbox", { name: "New password" }).fill("short");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("dialog").getByText("A password has 8 to 256 characters.").waitFor();
  await page.getByRole("textbox", { name: "New password" }).fill("another horse");
  await confirm(page, "Set the password");
  assert.deepEqual([await logsIn("carol", "correct horse"), await logsIn("carol", "another horse")], [false, true]);

  await user("Erin.K");
  await page.getByRole("button", { name: "Erase" }).click();
  const erase = page.getByRole("dialog").getByRole("button", { name: "Erase for ever" });
  await page.getByLabel("The login, to confirm").fill("erin.k");
  assert.equal(await erase.getAttribute("aria-disabled"), "true");
  await page.getByLabel("The login, to confirm").press("Enter");
  await shoot(page, "erase");
  assert.ok(people["Erin.K"].socket.connected);
  await page.getByLabel("The login, to confirm").fill("Erin.K");
  await confirm(page, "Erase for ever");
  await people["Erin.K"].ended;
  await page.getByText("Erased: only the login is kept").waitFor();
  assert.equal(await logsIn("Erin.K", "correct horse"), false);

  await open(page, "Audit");
  await row(page, "/erase").filter({ hasText: "Erin.K" }).waitFor();
  assert.equal(await row(page, "/reset-password").count(), 2);
  assert.doesNotMatch(await page.content(), /another horse/);
});

test("limits are changed with their origin, settings say where they come from, and texts of others stay texts", async () => {
  const page = await stage.enter();
  await open(page, "Limits");
  await row(page, "lists-per-user").filter({ hasText: /test\.conf, line \d/ }).waitFor();
  await row(page, "registrations-per-login").getByRole("button", { name: /^Change/ }).click();
  await page.getByLabel("Limit", { exact: true }).fill("many");
  await page.getByRole("button", { name: "Change the limit" }).click();
  await page.getByRole("dialog").getByRole("alert").getByText("limit").waitFor();
  await page.getByLabel("Limit", { exact: true }).fill("77 per 1s, burst 770");
  await confirm(page, "Change the limit");
  await row(page, "registrations-per-login").filter({ hasText: "77 per 1s, burst 770" }).filter({ hasText: "PUT /admin/limits" }).waitFor();
  await row(page, "registrations-per-login").getByRole("button", { name: /^Unset/ }).click();
  await confirm(page, "Unset the limit");
  await row(page, "registrations-per-login").filter({ hasText: "hocon.conf" }).waitFor();
  await row(page, "lists-per-user").getByRole("button", { name: /^Change/ }).click();
  await page.getByLabel("Limit", { exact: true }).fill("off");
  await page.getByRole("button", { name: "Change the limit" }).click();
  await page.getByRole("dialog").getByRole("alert").getByText("test.conf").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await open(page, "Settings");
  await page.getByRole("checkbox").check();
  await row(page, "socket-io.max-payload").filter({ hasText: "500000" }).waitFor();
  assert.equal(await row(page, "socket-io.ping-timeout").count(), 0);
  await page.getByRole("button", { name: "What would a reload change?" }).click();
  await page.getByText("Nothing: the files say what is in force.").waitFor();

  const markup = "<img src=x onerror=document.title='broken'>";
  await fetch(`${stage.operators}/admin/sessions/${encodeURIComponent(markup)}`, { method: "DELETE", headers: { Authorization: `Bearer ${TOKEN}` } });
  await stage.server.post("/login", { login: "alice", password: "wrong" }).catch(() => {});
  await open(page, "Audit");
  await row(page, markup).waitFor();
  assert.equal(await page.locator("main img:not([role])").count(), 0);
  await open(page, "Security");
  await row(page, "login_failed").filter({ hasText: "alice" }).first().waitFor();
  assert.equal(await page.title(), "Security – ActorChat: operators");
});

test("no screen has anything that axe knows to be wrong, in light and dark, and none is wider than a phone", async () => {
  const page = await stage.enter();
  await page.evaluate(axe);
  const contrast = { runOnly: ["color-contrast"] };
  for (const screen of [...screens, "a user", "a question"]) {
    if (screen === "a user") {
      await open(page, "Users");
      await row(page, "bob").getByRole("button", { name: "bob" }).click();
      await page.getByRole("heading", { name: /bob/ }).waitFor();
    } else if (screen === "a question") {
      await page.getByRole("button", { name: "Erase" }).click();
      await page.getByRole("dialog").waitFor();
    } else {
      await open(page, screen);
      await page.locator("main table").first().waitFor();
    }
    const file = screen.toLowerCase().replaceAll(" ", "-");
    await check(page, screen);
    if (screen !== "Now") await shoot(page, file);
    await page.emulateMedia({ colorScheme: "dark" });
    await check(page, `${screen}, dark`, contrast);
    await page.setViewportSize({ width: 360, height: 740 });
    await until(() => page.evaluate(() => document.documentElement.scrollWidth <= 360), `${screen} fits a phone`);
    await shoot(page, `${file}-phone-dark`);
    assert.deepEqual(await page.locator("td .link .foreign").evaluateAll((logins) =>
      logins.filter((login) => login.textContent.length < 10 && login.getClientRects()[0]?.height > 30).map((login) => login.textContent)), [], `${screen}: a short login is broken`);
    await page.setViewportSize({ width: 1100, height: 720 });
    await page.emulateMedia({ colorScheme: "light" });
  }
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  await page.getByLabel("Admin token").waitFor();
  await check(page, "enter");
});

test("a server that does not answer is said to be so, and what was seen stays", async () => {
  const page = await stage.enter();
  await page.getByText("Running for").waitFor();
  await page.route("**/admin/now", (route) => route.abort());
  await page.getByRole("alert").getByText("The server does not answer. What follows is older.").waitFor();
  assert.ok(await page.getByText("Running for").isVisible());
  await page.unroute("**/admin/now");
  await page.getByText("What follows is older.").waitFor({ state: "detached" });
});
