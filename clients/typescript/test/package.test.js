import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { Server } from "./server.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);

test("the client is at most 8 KiB, minified and compressed, with the hooks and without its peers", async () => {
  const contents = 'export * from "./dist/index.js"; export * from "./dist/react.js";';
  const stdin = { contents, resolveDir: root };
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: "esm", write: false, external: ["socket.io-client", "react"] });
  const size = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  console.log(`${size} bytes`);
  assert.ok(size <= 8 * 1024, `${size} bytes`);
});

test("the source is at most 500 lines, without generated types, comments, empty lines, and lines that only close something", () => {
  const lines = readdirSync(join(root, "src")).filter((name) => name !== "contract.ts").flatMap((name) => readFileSync(join(root, "src", name), "utf8").split("\n"));
  const code = lines.filter((line) => !/^\s*($|\/\/|\/?\*|[\])},;]+$)/.test(line));
  console.log(`${code.length} lines`);
  assert.ok(code.length <= 500, `${code.length} lines`);
});

test("every exported thing and every public member is documented", () => {
  const undocumented = [];
  for (const name of ["client", "outbox", "react", "types"]) {
    const lines = readFileSync(join(root, "dist", `${name}.d.ts`), "utf8").split("\n");
    lines.forEach((line, at) => {
      // What others implement is documented where it is declared.
      const isMember = /^(export (declare )?(class|interface|const|function)|    (readonly )?[a-z]\w*[?(:])/.test(line);
      const inherits = name === "outbox" && /^    (list|put|delete|readonly name)/.test(line) || /^    name =|readonly code/.test(line) || /constructor/.test(line);
      if (isMember && !inherits && !lines[at - 1].trim().endsWith("*/")) undocumented.push(`${name}: ${line.trim()}`);
    });
  }
  assert.deepEqual(undocumented, []);
});

test("the published form has no more than it needs, and the README's recipe runs with it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "actorchat-recipe-"));
  const server = await Server.start();
  try {
    const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], { cwd: root });
    const [{ filename, files }] = Object.values(JSON.parse(stdout));
    assert.deepEqual(files.map(({ path }) => path).filter((path) => !/^(package\.json|README\.md|dist\/\w+\.(js|d\.ts))$/.test(path)), []);
    mkdirSync(join(folder, "node_modules", "@actorchat"), { recursive: true });
    await run("tar", ["-xzf", join(folder, filename), "-C", join(folder, "node_modules", "@actorchat"), "--transform", "s/^package/client/"]);
    for (const peer of readdirSync(join(root, "node_modules")).filter((name) => !name.startsWith("."))) {
      symlinkSync(join(root, "node_modules", peer), join(folder, "node_modules", peer));
    }
    const recipe = /```js\n([^]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8"))[1];
    writeFileSync(join(folder, "recipe.mjs"), recipe);
    const told = await run("node", ["recipe.mjs"], { cwd: folder, env: { ...process.env, ACTORCHAT_URL: server.url }, timeout: 60_000 });
    assert.match(told.stdout, /^1 alice-\d+: hello\n2 bob-\d+: you said "hello"\n$/);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
});
