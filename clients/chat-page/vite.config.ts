import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const server = { target: process.env.ACTORCHAT_URL ?? "http://localhost:8080", ws: true };

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: {
    alias: {
      "@actorchat/client/react": pathOf("../typescript/src/react.ts"),
      "@actorchat/client": pathOf("../typescript/src/index.ts"),
      // The client's hooks are React's; Preact has the same ones.
      react: "preact/compat",
    },
    // The client's source is outside this folder. What it imports comes from here.
    dedupe: ["preact", "socket.io-client"],
  },
  build: {
    // It is in git, so that the server can be built without Node: docs/decisions says why.
    outDir: pathOf("../../src/ActorChat.Host/ChatPage/Built"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    // The names stay: the server names the content by its ETag, and git shows what changed.
    rolldownOptions: { output: { entryFileNames: "chat-page.js", assetFileNames: "chat-page[extname]", codeSplitting: false } },
  },
  // For work on the page: `npx vite` beside a running server.
  server: { proxy: Object.fromEntries(["/registr", "/login", "/logout", "/get-all-users", "/socket.io"].map((path) => [path, server])) },
});
