// The README's JavaScript, word for word, against the installed package.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { fixture, optondemand, xoxoday } from "countersign/testing";
import { root } from "./files.mjs";

const examples = [...readFileSync(`${root}README.md`, "utf8").matchAll(/^```js\n(.+?)^```$/gms)].map(([, code]) => code);
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

test("every example is run here", () => assert.equal(examples.length, 4));

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

test("Workers: genuine 200, forged 401", async () => {
  const { default: worker } = await import(pathToFileURL(example("export default")));
  const body = fixture("xoxoday.order.delivery_status");
  const env = { XOXODAY_API_KEY: "a1p2z5b7v68b9112234" };
  const post = async (apiKey) => {
    const headers = xoxoday.sign(body, { apiKey });
    return (await worker.fetch(new Request("https://shop.example/", { method: "POST", body, headers }), env)).status;
  };
  assert.deepEqual([await post(env.XOXODAY_API_KEY), await post("forged")], [200, 401]);
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
