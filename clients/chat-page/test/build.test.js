import { test } from "node:test";
import { build } from "vite";
import { Built } from "./built.js";

const built = new Built("chat-page", "ChatPage");

test("the files in git are what the source is built to, and every package in them is in the notices", () => built.isWhatIsBuilt(build, ["preact", "socket.io-client"]));

test("the page is at most 48 KiB, compressed", () => built.isAtMost(48));
