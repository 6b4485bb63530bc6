"use strict";

// Drives one version of the npm client and prints one line of JSON for each thing seen:
//   node scenario.js <version 2|3|4> <url> <polling|websocket|upgrade> [behaviours|reconnection|recovery]

const { behaviours, next, echoed } = require("./behaviours");

const [version, url, transport, scenario = "behaviours"] = process.argv.slice(2);
const client = require(`socket.io-client-${version}`);
const connect = client.io ?? client;

const report = (line) => console.log(JSON.stringify(line));
const open = (namespace, options) =>
  connect(url + namespace, {
    transports: transport === "upgrade" ? ["polling", "websocket"] : [transport],
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 200,
    ...options,
  });

async function attempt(behaviour, action) {
  try {
    await action();
    report({ behaviour, passed: true });
  } catch (error) {
    report({ behaviour, passed: false, detail: error.message });
  }
}

async function connected(options) {
  const socket = open("/", options);
  await next(socket, "connect");
  return socket;
}

const scenarios = {
  async behaviours() {
    const disconnects = [];
    const socket = await connected({});
    socket.on("disconnect", (reason) => disconnects.push(reason));
    const context = { socket, open, transport, version: Number(version), disconnects };
    for (const [name, behaviour] of Object.entries(behaviours)) {
      await attempt(name, () => behaviour(context));
    }
    socket.close();
  },

  // The test restarts the server between the two lines.
  async reconnection() {
    const socket = await connected({});
    const lost = next(socket, "disconnect", 20_000);
    report({ ready: true });
    await attempt("reconnection", async () => {
      await lost;
      await next(socket, "connect", 20_000);
      const [answer] = await echoed(socket, "again");
      if (answer !== "again") throw new Error(`got ${answer}`);
    });
    socket.close();
  },

  // An event whose answer is on its way when the connection breaks: it must come once, after the recovery.
  async recovery() {
    const socket = await connected({});
    const seen = [];
    socket.on("message-back", (text) => seen.push(text));
    await echoed(socket, "before");
    const { id } = socket;
    await attempt("recovery", async () => {
      socket.emit("message", "meanwhile");
      socket.io.engine.close();
      await next(socket, "connect", 10_000);
      if (!socket.recovered) throw new Error("not recovered");
      if (socket.id !== id) throw new Error("another id");
      await echoed(socket, "after");
      if (seen.join() !== "before,meanwhile,after") throw new Error(`got ${seen.join()}`);
    });
    socket.close();
  },
};

setTimeout(() => {
  report({ behaviour: scenario, passed: false, detail: "the scenario did not end within 50 s" });
  process.exit(2);
}, 50_000);

scenarios[scenario]()
  .catch((error) => report({ behaviour: scenario, passed: false, detail: error.message }))
  // A client that cannot connect would go on trying.
  .finally(() => process.exit());
