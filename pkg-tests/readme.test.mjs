// The README's JavaScript, word for word, against the installed package.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { fixture, optondemand } from "countersign/testing";
import { root } from "./files.mjs";

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

test("every example is run here", () => assert.equal(examples.length, 3));

// The tests of the recipes run the files.
test("every recipe is shown as the file that is run, and every such file is shown", () => {
  const shown = Object.fromEntries([...readme.matchAll(RECIPE)].map(([, name, code]) => [name, code.replace(`// ${name}\n`, "")]));
  const files = readdirSync(`${root}pkg-tests/recipes`).filter((file) => /\.[jt]s$/.test(file));
  assert.deepEqual(Object.keys(shown).sort(), files.sort());
  for (const file of files) assert.equal(shown[file], readFileSync(`${root}pkg-tests/recipes/${file}`, "utf8"), file);
});

test("Node: genuine 200, forged 401", async () => {
  const port = await freePort();
  const path = example("createServer", (code) => code.replace("8080", String(port)));
  const secret = "whsec_test_0123456789abcdef";
  const child = spawn(process.execPath, [path], { env: { ...process.env, OPTONDEMAND_SECRET: secret } });
  after(() => child.kill());
  const url = `http://127.0.0.1:${port}/`;
  await listening(url);
  const body = fixture("optondemand.ORDER_STATUS_UPDATED");
  const post = async (key) => (await fetch(url, { method: "POST", body, headers: optondemand.sign(body, { secret: key }) })).status;
  assert.deepEqual([await post(secret), await post("forged")], [200, 401]);
});

test("isendu: the reply", async () => {
  assert.match(await print(example("isendu.confirm(")), /^200 .*\{"response":"api-secret-1"\}\n$/s);
});

test("testing: a signed sample", async () => {
  assert.equal(await print(example("countersign/testing")), "433564\n");
});

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
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
