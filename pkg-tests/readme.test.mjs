// The README's JavaScript, word for word, against the installed package.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { after, test } from "node:test";
import { promisify } from "node:util";
import * as api from "countersign";
import { fixture, optondemand } from "countersign/testing";
import { root } from "./files.mjs";
import { freePort } from "./matrix/process.mjs";

const readme = readFileSync(`${root}README.md`, "utf8");
const RECIPE = /^<!-- recipe: ([\w.-]+) -->\n```[jt]s\n([^]+?)^```$/gm;
const examples = [...readme.replace(RECIPE, "").matchAll(/^```js\n(.+?)^```$/gms)].map(([, code]) => code);
const folder = `${root}pkg-tests/node_modules/.readme`;
mkdirSync(folder, { recursive: true });

/** Writes the one example that holds a text to a file beside the installed package, and returns its path. */
function example(text, edit = (code) => code) {
  const found = examples.filter((code) => code.includes(text));
  assert.equal(found.length, 1, `one example with ${text}`);
  const path = `${folder}/${examples.indexOf(found[0])}.mjs`;
  writeFileSync(path, edit(found[0]));
  return path;
}

const print = async (path) => (await promisify(execFile)(process.execPath, [path])).stdout;

test("every example is run here", () => assert.equal(examples.length, 5));

// The tests of the recipes run the files.
test("every recipe is shown as the file that is run, and every such file is shown", () => {
  const shown = Object.fromEntries([...readme.matchAll(RECIPE)].map(([, name, code]) => [name, code.replace(`// ${name}\n`, "")]));
  const files = readdirSync(`${root}pkg-tests/recipes`).filter((file) => /\.[jt]s$/.test(file));
  assert.deepEqual(Object.keys(shown).sort(), files.sort());
  for (const file of files) assert.equal(shown[file], readFileSync(`${root}pkg-tests/recipes/${file}`, "utf8"), file);
});

const secret = "whsec_test_0123456789abcdef";
const body = fixture("optondemand.ORDER_STATUS_UPDATED");

test("Node: genuine 200, forged 401, and a sender that hangs up ends nothing", async () => {
  const port = await freePort();
  const path = example("createServer", (code) => code.replace("8080", String(port)));
  const child = spawn(process.execPath, [path], { env: { ...process.env, OPTONDEMAND_SECRET: secret } });
  after(() => child.kill());
  const url = `http://127.0.0.1:${port}/`;
  await listening(url);
  const post = async (key) => (await fetch(url, { method: "POST", body, headers: optondemand.sign(body, { secret: key }) })).status;
  assert.deepEqual([await post(secret), await post("forged")], [200, 401]);
  for (let sender = 0; sender < 5; sender += 1) await hangUp(port);
  assert.deepEqual([await post(secret), child.exitCode], [200, null]);
});

test("anywhere else: genuine 200, forged 401", async () => {
  process.env.OPTONDEMAND_SECRET = secret;
  const { take } = await import(example("export function take"));
  const answer = (key) => take(Buffer.from(body), optondemand.sign(body, { secret: key }));
  assert.deepEqual([answer(secret), answer("forged")], [200, 401]);
});

test("what came later: the printed answers", async () => {
  assert.equal(await print(example("isendu.latest(")), "false\n[ 'delivered' ]\n");
});

test("what an event holds: the fields of each kind, and no others", () => {
  const [, table] = /^\| provider \| kind \| fields \|\n.*\n((?:\|.*\n)+)/m.exec(readme);
  const rows = [...table.matchAll(/^\| (\w+) \| (.+?) \| (.+?)(?:;.*)? \|$/gm)];
  const shown = rows.map(([, provider, kind, fields]) => [`${provider} ${kind.replaceAll("`", "")}`, fields.match(/\w+/g)]);

  const COMMON = ["provider", "kind", "dedupeKey", "payload"];
  const found = [];
  for (const [name, provider] of Object.entries(api).filter(([, { parse }]) => parse)) {
    for (const file of readdirSync(`${root}src/providers/${name}/fixtures`).filter((each) => each !== "unrecognized.json")) {
      const event = provider.parse(fixture(`${name}.${file.replace(/\.json$/, "")}`));
      found.push([`${name} ${event.kind}`, Object.keys(event).filter((key) => !COMMON.includes(key))]);
      if (event.kind !== "batch") continue;
      found.push(["isendu an order", Object.keys(event.orders[0])], ["isendu a tracking", Object.keys(event.trackings[0])]);
    }
  }
  assert.ok(found.length >= 8);
  assert.deepEqual(Object.fromEntries(shown), Object.fromEntries(found));
});

test("isendu: the reply", async () => {
  assert.match(await print(example("isendu.confirm(")), /^200 .*\{"response":"api-secret-1"\}\n$/s);
});

test("testing: a signed sample", async () => {
  assert.equal(await print(example("countersign/testing")), "433564\n");
});

/** Sends a part of a request, and is gone. */
async function hangUp(port) {
  const socket = connect(port, "127.0.0.1");
  await new Promise((resolve) => socket.write("POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{", resolve));
  socket.resetAndDestroy();
  await new Promise((resolve) => socket.once("close", resolve));
}

async function listening(url) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      return await fetch(url);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  assert.fail("the server did not start");
}
