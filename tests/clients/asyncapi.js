// Checks an AsyncAPI document with the parser that AsyncAPI's own command line tool runs: node asyncapi.js FILE
const fs = require("node:fs");
const { DiagnosticSeverity, Parser } = require("@asyncapi/parser");

new Parser().validate(fs.readFileSync(process.argv[2], "utf8")).then((found) => {
  const errors = found.filter(({ severity }) => severity === DiagnosticSeverity.Error);
  errors.forEach(({ path, message }) => console.error(`${path.join(".")}: ${message}`));
  process.exitCode = errors.length ? 1 : 0;
});
