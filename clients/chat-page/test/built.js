import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const contentOf = (folder) => readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]);

/** A page's built files, which are in git. */
export class Built {
  #page;
  #kept;

  /**
   * @param page The name of the page: of its folder, its script and its style.
   * @param folder The folder of the host that has the files.
   */
  constructor(page, folder) {
    this.#page = page;
    this.#kept = pathOf(`../../../src/ActorChat.Host/${folder}/Built/`);
  }

  /** Builds the page into a folder of its own, with its own vite: the files are the same, and every package in them is in the notices. */
  async isWhatIsBuilt(build, packagesInside) {
    const page = this.#page;
    const folder = await mkdtemp(join(tmpdir(), "actorchat-page-"));
    try {
      const root = pathOf(`../../${page}`);
      const { output } = await build({ root, configFile: join(root, "vite.config.ts"), logLevel: "error", build: { outDir: folder } });
      const kept = contentOf(this.#kept);
      for (const [at, [name, content]] of contentOf(folder).entries()) {
        assert.ok(content === kept[at]?.[1], `${name} is not what the source is built to: run npm run build in clients/${page}`);
      }
      assert.deepEqual(readdirSync(this.#kept).sort(), [`${page}.css`, `${page}.js`, "index.html"].sort());

      const modules = output.flatMap((part) => Object.entries(part.modules ?? {}));
      const inside = modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([path]) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
      const packages = [...new Set(inside.filter(Boolean))].sort();
      for (const expected of packagesInside) assert.ok(packages.includes(expected), packages.join());
      const notices = readFileSync(pathOf("../../../THIRD-PARTY-NOTICES.txt"), "utf8");
      const part = new RegExp(`\\n${page}\\.js[^]*?\\n\\n`).exec(notices)[0];
      assert.deepEqual(packages.filter((name) => !part.includes(name)), []);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  isAtMost(kibibytes) {
    const size = contentOf(this.#kept).reduce((sum, [, content]) => sum + gzipSync(content, { level: 9 }).length, 0);
    console.log(`${size} bytes`);
    assert.ok(size <= kibibytes * 1024, `${size} bytes`);
  }
}
