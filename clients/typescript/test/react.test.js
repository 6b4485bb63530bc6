import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Window } from "happy-dom";
import { Crowd } from "./crowd.js";
import { Server, until } from "./server.js";

// React looks for the page when it is loaded.
const page = new Window({ url: "http://localhost" });
for (const name of ["document", "HTMLElement", "HTMLIFrameElement", "Node"]) globalThis[name] = page[name];
globalThis.window = page;
Object.defineProperty(globalThis, "navigator", { value: page.navigator, configurable: true });
const { createElement: h, memo, StrictMode, useState } = await import("react");
const { createRoot } = await import("react-dom/client");
const { useChat, useRoom } = await import("../dist/react.js");

let server, crowd;
before(async () => {
  server = await Server.start();
  crowd = new Crowd(server);
});
after(async () => {
  crowd.leave();
  await server.stop();
  await page.happyDOM.close();
});

test("a component shows the client's state and a room, which is open as long as it is shown", async () => {
  const [alice, bob] = [await crowd.user("alice"), await crowd.user("bob")];
  const [atAlice, atBob] = [await crowd.online(alice), await crowd.online(bob)];
  let show;
  let drawn = 0;
  const Room = memo(() => {
    drawn++;
    return h("p", null, useRoom(atAlice, bob.login).messages.map(({ message }) => message).join(" "));
  });
  function App() {
    const [shown, setShown] = useState(true);
    show = setShown;
    return h("div", null, h("b", null, useChat(atAlice).status), shown && h(Room));
  }
  const place = page.document.createElement("div");
  const root = createRoot(place);
  // It mounts everything twice, as a page that is drawn anew does.
  root.render(h(StrictMode, null, h(App)));
  await until(() => place.innerHTML === "<div><b>online</b><p></p></div>");
  await until(() => atAlice.getRoom(bob.login).current);
  atBob.send(alice.login, "one");
  atBob.send(alice.login, "two");
  await until(() => place.innerHTML.includes("<p>one two</p>"));

  // Another room's changes do not draw this one, once it has had its own.
  const quiet = async (seen) => (await new Promise((resolve) => setTimeout(resolve, 500)), seen === drawn);
  await until(() => quiet(drawn), "nothing is drawn any more");
  const before = drawn;
  const atCarol = await crowd.online(await crowd.user("carol"));
  atCarol.send(alice.login, "elsewhere");
  await until(() => atAlice.getSnapshot().rooms.length === 2 && atAlice.getSnapshot().rooms[0].lastMessage?.message === "elsewhere");
  assert.equal(drawn, before);

  show(false);
  await until(() => place.innerHTML === "<div><b>online</b></div>" && !atAlice.getRoom(bob.login).current);
  atBob.send(alice.login, "three");
  await until(() => atAlice.getRoom(bob.login).lastMessage.message === "three");
  assert.equal(atAlice.getRoom(bob.login).messages.length, 2);
  show(true);
  await until(() => place.innerHTML.includes("<p>one two three</p>"));
  atAlice.close();
  await until(() => place.innerHTML.includes("<b>closed</b>"));
  root.unmount();
});
