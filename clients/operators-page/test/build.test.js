import { test } from "node:test";
import { build } from "vite";
import { Built } from "../../chat-page/test/built.js";

const built = new Built("operators-page", "OperatorsPage");

test("the files in git are what the source is built to, and every package in them is in the notices", () => built.isWhatIsBuilt(build, ["preact"]));

test("the page is at most 24 KiB, compressed", () => built.isAtMost(24));
