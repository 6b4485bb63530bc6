import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    // It is in git, so that the server can be built without Node: docs/decisions says why.
    outDir: pathOf("../../src/ActorChat.Host/OperatorsPage/Built"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    // The names stay: the server names the content by its ETag, and git shows what changed.
    rolldownOptions: { output: { entryFileNames: "operators-page.js", assetFileNames: "operators-page[extname]", codeSplitting: false } },
  },
  // For work on the page: `npx vite` beside a running server.
  server: { proxy: { "/admin": { target: process.env.ACTORCHAT_OPERATORS_URL ?? "http://localhost:9464" } } },
});
