"use strict";

// One function per behaviour. Each returns when it was seen, and throws with what was seen instead.

const assert = require("node:assert/strict");
const events = require("./events");

const EVENTS_IN_ORDER = 200;
const HEARTBEATS = 4;
const LARGE_BYTES = 200_000;

/** As `events.next`, with less patience: a behaviour is quick, or it is not there. */
const next = (emitter, name, milliseconds = 5_000) => events.next(emitter, name, milliseconds);

async function echoed(socket, ...args) {
  const answer = next(socket, "message-back");
  socket.emit("message", ...args);
  return answer;
}

function acknowledged(socket, ...args) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no acknowledgement within 5000 ms")), 5_000);
    socket.emit("message-with-ack", ...args, (...answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

function patternOf(length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = (at * 31 + (at >> 8)) & 0xff;
  return bytes;
}

const behaviours = {
  async text({ socket }) {
    assert.deepEqual(await echoed(socket, "hello", 1, -2.5, true, null, { a: [1, { b: "c" }], 3: [true] }), [
      "hello", 1, -2.5, true, null, { a: [1, { b: "c" }], 3: [true] },
    ]);
    assert.deepEqual(await echoed(socket), []);
  },

  async unicode({ socket }) {
    const text = "a\u001eb\u0000c \u00e9 \u20ac \u{1f600} \u2028 \"\\/ \u0416";
    assert.deepEqual(await echoed(socket, text, { [text]: text }), [text, { [text]: text }]);
  },

  async nestedBinary({ socket }) {
    const sent = { list: [Buffer.from([1, 2, 3]), { deep: Buffer.from([0, 255, 4, 30]) }], none: Buffer.alloc(0), text: "x" };
    const [seen] = await echoed(socket, sent);
    assert.deepEqual(plain(seen), plain(sent));
  },

  async largeBinary({ socket }) {
    const sent = patternOf(LARGE_BYTES);
    const [seen] = await echoed(socket, sent);
    assert.ok(sent.equals(Buffer.from(seen)), `got ${seen.length} bytes`);
  },

  async acks({ socket }) {
    const answers = await Promise.all([1, 2, 3].map((n) => acknowledged(socket, n, { n })));
    assert.deepEqual(answers, [1, 2, 3].map((n) => [n, { n }]));
    assert.deepEqual(await acknowledged(socket), []);
    const [binary] = await acknowledged(socket, { data: Buffer.from([9, 8, 7]) });
    assert.deepEqual(plain(binary), { data: [9, 8, 7] });
  },

  async order({ socket }) {
    const seen = [];
    const all = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`only ${seen.length} came back`)), 10_000);
      socket.on("message-back", function collect(n) {
        if (seen.push(n) < EVENTS_IN_ORDER) return;
        clearTimeout(timer);
        socket.off("message-back", collect);
        resolve();
      });
    });
    // Every tenth carries an attachment, which must not come between another event and its own.
    for (let n = 0; n < EVENTS_IN_ORDER; n++) {
      socket.emit("message", n, n % 10 === 0 ? Buffer.from([n]) : "text");
    }
    await all;
    assert.deepEqual(seen, [...Array(EVENTS_IN_ORDER).keys()]);
  },

  async secondNamespace({ open, version }) {
    const other = open(version === 2 ? "/custom?token=abc" : "/custom", { auth: { token: "abc" } });
    const [auth] = await next(other, "auth");
    assert.equal(auth.token, "abc");
    other.close();
  },

  async unknownNamespace({ open, version }) {
    const other = open("/random", {});
    const [refusal] = await next(other, version === 2 ? "error" : "connect_error");
    assert.equal(refusal.message ?? refusal, "Invalid namespace");
    other.close();
  },

  async heartbeats({ socket, version }) {
    // In revision 3 of Engine.IO the client pings, and the server answers.
    const heartbeat = version === 2 ? "pong" : "ping";
    for (let beats = 0; beats < HEARTBEATS; ) {
      const [packet] = await next(socket.io.engine, "packet", 2_000);
      if (packet.type === heartbeat) beats++;
    }
    assert.deepEqual(await echoed(socket, "alive"), ["alive"]);
  },

  async oneConnection({ disconnects }) {
    assert.deepEqual(disconnects, []);
  },

  async transport({ socket, transport }) {
    assert.equal(socket.io.engine.transport.name, transport === "polling" ? "polling" : "websocket");
  },
};

/** The value with its binary parts as arrays of numbers: browsers and Node use different types for them. */
function plain(value) {
  if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
  if (ArrayBuffer.isView(value)) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

module.exports = { behaviours, next, echoed };
