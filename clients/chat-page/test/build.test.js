import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const kept = pathOf("../../../src/ActorChat.Host/ChatPage/Built/");
const contentOf = (folder) => readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]);

/** Builds the page into a folder of its own; returns what vite says of it. */
async function built(folder) {
  return build({ root: pathOf(".."), configFile: pathOf("../vite.config.ts"), logLevel: "error", build: { outDir: folder } });
}

test("the files in git are what the source is built to, and every package in them is in the notices", async () => {
  const folder = await mkdtemp(join(tmpdir(), "actorchat-page-"));
  try {
    const { output } = await built(folder);
    for (const [at, [name, content]] of contentOf(folder).entries()) {
      assert.ok(content === contentOf(kept)[at]?.[1], `${name} is not what the source is built to: run npm run build in clients/chat-page`);
    }
    assert.deepEqual(readdirSync(kept).sort(), ["chat-page.css", "chat-page.js", "index.html"]);

    const modules = output.flatMap((part) => Object.entries(part.modules ?? {}));
    const inside = modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([path]) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
    const packages = [...new Set(inside.filter(Boolean))].sort();
    assert.ok(packages.includes("preact") && packages.includes("socket.io-client"), packages.join());
    const notices = readFileSync(pathOf("../../../THIRD-PARTY-NOTICES.txt"), "utf8");
    const part = /\nchat-page\.js[^]*?\n\n/.exec(notices)[0];
    assert.deepEqual(packages.filter((name) => !part.includes(name)), []);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("the page is at most 48 KiB, compressed", () => {
  const size = contentOf(kept).reduce((sum, [, content]) => sum + gzipSync(content, { level: 9 }).length, 0);
  console.log(`${size} bytes`);
  assert.ok(size <= 48 * 1024, `${size} bytes`);
});
