// Writes src/contract.ts from the descriptions of the interface in ../contract. With --check it only says whether the file is up to date.
import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";
import { load } from "js-yaml";

const pathOf = (relative) => new URL(relative, import.meta.url);
const { components, operations } = load(readFileSync(pathOf("../contract/asyncapi.yaml"), "utf8"));
const http = JSON.parse(readFileSync(pathOf("../contract/openapi.json"), "utf8"));

const payloadOf = ({ $ref }) => components.messages[$ref.split("/").at(-1)].payload;
const object = (description, members) => ({
  type: "object", description, properties: members, required: Object.keys(members), additionalProperties: false,
});
const requests = Object.entries(operations).filter(([name, { action }]) => action === "receive" && name !== "connect");
const events = Object.entries(operations).filter(([, { action }]) => action === "send");

// Lists are described twice, as GET and as POST; POST has the parameters in one place.
const jsonOf = (described) => described?.content?.["application/json"]?.schema ?? { tsType: "undefined" };
const posts = Object.entries(http.paths).filter(([, { post }]) => post).map(([path, { post: { summary, requestBody, responses } }]) => {
  const [, done] = Object.entries(responses).find(([status]) => status.startsWith("2"));
  return [path, object(summary, { takes: jsonOf(requestBody), answers: jsonOf(done) })];
});

const schema = object("The events of the Socket.IO interface, and the requests of the HTTP interface.", {
  requests: object("What a client may ask, and what is answered unless it is refused.", Object.fromEntries(
    requests.map(([name, { messages, reply, summary }]) => [name, object(summary, { takes: payloadOf(messages[0]), answers: payloadOf(reply.messages[0]) })]),
  )),
  events: object("What clients get.", Object.fromEntries(events.map(([name, { messages }]) => [name.replace("send_", ""), payloadOf(messages[0])]))),
  http: object("What a client may post by HTTP, and what is answered unless it is refused.", Object.fromEntries(posts)),
});
const inOne = JSON.stringify({ ...schema, definitions: { ...components.schemas, ...http.components.schemas } }).replaceAll("#/components/schemas/", "#/definitions/");
const made = await compile(JSON.parse(inOne), "Contract", {
  additionalProperties: false,
  bannerComment: "// Written by `npm run types` from clients/contract. Change the server's catalogue of events, or its endpoints, instead.",
  unreachableDefinitions: true,
  style: { printWidth: 150 },
});

// The generator says of each type where it found it, which nobody asks.
const text = made.replace(/\n \*\n \* This interface was referenced by[^]*?\n \*\//g, "\n */").replace(/\/\*\*\n \* This interface was referenced by[^]*?\*\/\n/g, "");
const file = pathOf("src/contract.ts");
if (!process.argv.includes("--check")) writeFileSync(file, text);
else if (readFileSync(file, "utf8") !== text) {
  console.error("src/contract.ts differs from clients/contract: run npm run types");
  process.exitCode = 1;
}
