// Answers run.py for npm's basic-auth, which NODE_PATH has to lead to.

const { createInterface } = require("node:readline");

const hex = (text) => Buffer.from(text).toString("hex");
const octets = (digits) => Buffer.from(digits, "hex");

async function main() {
  // A module of the new kind, for which NODE_PATH holds only by way of `require`.
  const { format, parse } = await import(require.resolve("basic-auth"));
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(answer(JSON.parse(line), format, parse) ?? null));
  }
}

function answer(question, format, parse) {
  if ("encode" in question) {
    const [name, pass] = question.encode.map((text) => octets(text).toString());
    try {
      return hex(format({ name, pass }));
    } catch {
      return null;
    }
  }
  // Node's server hands on a header's bytes as Latin-1.
  const found = parse(octets(question.parse).toString("latin1"));
  return found && [hex(found.name), hex(found.pass)];
}

main();
