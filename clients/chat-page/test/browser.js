import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { numbered, Server, until } from "../../typescript/test/server.js";

export { numbered, until };

/** As long as that of the client's tests: the machine may be busy with others. */
const PATIENCE = 90_000;
const PASSWORD = "correct horse";
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** The real server, a real browser, and what each page of it asked for and complained about. */
export class Stage {
  server;
  #browser;
  #contexts = [];
  #wrong = [];

  static async open(settings) {
    const stage = new this();
    stage.server = await Server.start(settings);
    stage.#browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: quiet });
    return stage;
  }

  /** The address of the page. */
  get home() {
    return this.server.url;
  }

  /** A device: a window with a storage of its own. */
  async device(options = {}) {
    const context = await this.#browser.newContext({ viewport: { width: 1100, height: 720 }, locale: "en-GB", ...options });
    this.#contexts.push(context);
    context.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== this.home && protocol !== "data:") this.#wrong.push(`a request to ${request.url()}`);
      if (/token|correct/.test(request.url())) this.#wrong.push(`a secret in ${request.url()}`);
    });
    const page = await context.newPage();
    const asked = [];
    page.on("request", (request) => request.url().startsWith("data:") || asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    page.setDefaultTimeout(PATIENCE);
    page.on("websocket", (socket) => {
      asked.push(`WebSocket ${new URL(socket.url()).pathname}`);
      if (new URL(socket.url()).host !== new URL(this.home).host) this.#wrong.push(`a WebSocket to ${socket.url()}`);
    });
    page.on("pageerror", (error) => this.#wrong.push(`an error: ${error.stack}`));
    page.on("console", (message) => {
      if (/Content Security Policy|TrustedScript/i.test(message.text())) this.#wrong.push(message.text());
    });
    await page.goto(this.home);
    return Object.assign(new Device(page), { asked });
  }

  /** A new user, whose login no other test has, on a device of its own. */
  async user(name, options) {
    const device = await this.device(options);
    await device.register(`${name}-${Math.random().toString(36).slice(2, 8)}`);
    return device;
  }

  /** Two new users who have the chat with each other open. */
  async pair(options) {
    const [alice, bob] = [await this.user("alice", options), await this.user("bob", options)];
    await alice.find(bob.login);
    await bob.find(alice.login);
    return { alice, bob };
  }

  /** Closes the windows. No page has asked anybody else, broken its policy, or failed. */
  async clear() {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
    assert.deepEqual(this.#wrong.splice(0), []);
  }

  async close() {
    await this.#browser.close();
    await this.server.stop();
  }
}

/**
 * Looks at the picture of what the window shows: it has the window's size, is not of one colour alone, and no page is wider than the window.
 * There are no pictures to compare with: fonts differ between machines.
 */
export async function checkPicture(page, screen, path) {
  const { width, height } = page.viewportSize();
  const png = await page.screenshot({ path: path || undefined, scale: "css" });
  // The browser decodes it, in a window of its own that no page's policy holds for. A quarter of the pixels is enough.
  const blank = await page.context().newPage();
  try {
    const seen = await blank.evaluate(async (data) => {
      const image = await createImageBitmap(new Blob([Uint8Array.from(atob(data), (byte) => byte.charCodeAt(0))]));
      const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
      context.drawImage(image, 0, 0);
      const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
      const counts = new Map();
      for (let at = 0; at < pixels.length; at += 4) counts.set(pixels[at], (counts.get(pixels[at]) ?? 0) + 1);
      return { width: image.width, height: image.height, colours: counts.size, drawn: 1 - Math.max(...counts.values()) / Math.ceil(pixels.length / 4) };
    }, png.toString("base64"));
    assert.deepEqual([seen.width, seen.height], [width, height], `${screen}: the size of the picture`);
    assert.ok(seen.colours >= 16 && seen.drawn >= 0.01, `${screen}: hardly anything is seen: ${seen.colours} colours, ${seen.drawn} of the pixels`);
  } finally {
    await blank.close();
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${screen}: ${wide} pixels wider than the window`);
}

/** What somebody does with the page. */
export class Device {
  login;

  constructor(page) {
    this.page = page;
  }

  async register(login) {
    this.login = login;
    await this.page.getByRole("button", { name: "I am new here" }).click();
    await this.page.getByLabel("Login").fill(login);
    await this.page.getByLabel("Password").fill(PASSWORD);
    await this.page.getByRole("button", { name: "Register" }).click();
    await this.search.waitFor();
  }

  async logIn(login) {
    this.login = login;
    await this.page.getByLabel("Login").fill(login);
    await this.page.getByLabel("Password").fill(PASSWORD);
    await this.page.getByRole("button", { name: "Log in" }).click();
    await this.search.waitFor();
  }

  get search() { return this.page.getByRole("searchbox"); }
  get field() { return this.page.getByRole("textbox", { name: "Write a message" }); }
  get banner() { return this.page.locator(".banner"); }
  get rows() { return this.page.locator(".history article"); }
  item(login) { return this.page.locator(".item", { hasText: login }); }
  row(text) {
    const whole = new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
    return this.page.locator(".history article", { has: this.page.locator(".text", { hasText: whole }) });
  }
  tick(text, state) { return this.row(text).locator(`.tick.${state}`); }

  /** Opens the chat with somebody through the search. */
  async find(login) {
    await this.search.fill(login);
    await this.item(login).first().click();
    await this.page.locator(".pane header .name", { hasText: login }).waitFor();
  }

  async write(...texts) {
    for (const text of texts) {
      await this.field.fill(text);
      await this.field.press("Enter");
    }
  }

  /** The texts that are drawn, in their order. */
  texts() { return this.page.locator(".history .text").allTextContents(); }

  /** Waits until exactly these texts are drawn. */
  async reads(texts) {
    let seen;
    await until(async () => (seen = await this.texts()).join("\n") === texts.join("\n"), "the texts").catch((error) => {
      error.message += `: ${JSON.stringify(seen)}, not ${JSON.stringify(texts)}`;
      throw error;
    });
  }

  /** Does something from the menu of a message; a pattern names a reaction. */
  async act(text, name) {
    await this.row(text).hover();
    await this.row(text).getByRole("button", { name: "Actions" }).click();
    await this.page.getByRole("menu").getByRole(typeof name === "string" ? "menuitem" : "menuitemcheckbox", { name }).click();
  }
}
