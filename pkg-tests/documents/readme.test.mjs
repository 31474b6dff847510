// Runs the samples of the README and the pages, word for word, with the installed package. The guides and the samples that need
// a database have their own tests.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { promisify } from "node:util";
import * as api from "countersign";
import { fixture, optondemand } from "countersign/testing";
import { RECIPE, sample, samples, sources } from "./documents.mjs";
import { providers, root } from "../support/files.mjs";
import { codes } from "../support/installed.mjs";

const { transformSync } = createRequire(import.meta.url)("esbuild");

const folder = `${root}pkg-tests/node_modules/.readme`;
mkdirSync(folder, { recursive: true });

/** Writes the only sample of a page that contains a text to a file next to the installed package. Returns its path. */
function written(page, text) {
  const path = `${folder}/${page}-${text.replace(/\W/g, "")}.mjs`;
  writeFileSync(path, transformSync(sample(`src/docs/${page}.md`, text), { loader: "ts" }).code);
  return path;
}

// One sample is a test itself: it must not know that it runs in a test.
const { NODE_TEST_CONTEXT, ...env } = process.env;
const print = async (path, ...options) =>
  (await promisify(execFile)(process.execPath, [...options, path], { env })).stdout;

/** The number of samples in each document, and the test that runs them. */
const RUN = {
  "README.md": 3, // samples.test.mjs
  "src/docs/diagnose.md": 1,
  "src/docs/handlers.md": 1, // types.test.mjs
  "src/docs/migrating.md": 2, // recipes/migrating.test.mjs
  "src/docs/schemes.md": 4, // schemes.test.mjs
  "src/docs/storage.md": 5, // here one, samples.test.mjs
  "src/docs/testing.md": 3,
  "src/docs/verify.md": 2,
};
for (const name of providers) RUN[`src/providers/${name}/README.md`] = 2; // samples.test.mjs

test("every sample is run by a test", () => {
  const counts = Object.keys(sources).map((path) => [path, samples(path).length]);
  assert.deepEqual(Object.fromEntries(counts.filter(([, count]) => count > 0)), RUN);
});

// The tests of the recipes run the files.
test("every recipe in the documents is a tested file, and every such file is in the documents", () => {
  const shown = Object.fromEntries(
    [...sources["src/docs/frameworks.md"].matchAll(RECIPE)].map(([, name, code]) => [
      name,
      code.replace(`// ${name}\n`, ""),
    ]),
  );
  const files = readdirSync(`${root}pkg-tests/recipes`).filter((file) => /\.[jt]s$/.test(file));
  assert.deepEqual(Object.keys(shown).sort(), files.sort());
  for (const file of files) assert.equal(shown[file], readFileSync(`${root}pkg-tests/recipes/${file}`, "utf8"), file);
});

const secret = "whsec_test_0123456789abcdef";
const body = fixture("optondemand.ORDER_STATUS_UPDATED");

test("without a handler: a genuine delivery is 200 and stored, a forged one is 401 and not stored", async () => {
  process.env.OPTONDEMAND_SECRET = secret;
  const { take } = await import(written("verify", "export function take"));
  const stored = [];
  const answer = (key) =>
    take(Buffer.from(body), optondemand.sign(body, { secret: key }), (...row) => stored.push(row));
  assert.equal(answer("forged"), 401);
  assert.deepEqual(stored, []);
  assert.equal(answer(secret), 200);
  assert.deepEqual(stored, [[api.optondemand.parse(body).dedupeKey, Buffer.from(body)]]);
});

test("out-of-order deliveries: the printed answers", async () => {
  assert.equal(await print(written("storage", "isendu.latest(")), "false\n[ 'delivered' ]\n");
});

test("isendu: the reply to a confirmation", async () => {
  assert.match(await print(written("verify", "isendu.confirm(")), /^200 .*\{"response":"api-secret-1"\}\n$/s);
});

test("testing: a signed sample, and a tested handler", async () => {
  assert.equal(await print(written("testing", "signer.sign")), "433564\n");
  const [summary, ...found] = (await print(written("diagnose", "replay(body"))).split("\n");
  assert.equal(summary, "Refused (mismatch). Proven: white space at the start or end of the body.");
  assert.match(found.join("\n"), /^Uint8Array\(32\)/);
  assert.equal(await print(written("testing", "custom(stripe)")), "stripe:evt_1\n200\n401\n[ 'stripe-signature' ]\n");
  const output = await print(written("testing", "node:test"), "--test", "--test-reporter=tap");
  assert.match(output, /^# pass 2$/m);
  assert.match(output, /^# fail 0$/m);
});

test("testing: the table lists every fixture", () => {
  const [, table] = /^\| provider \| fixtures .*\n.*\n((?:\|.*\n)+)/m.exec(sources["src/docs/testing.md"]);
  const names = providers.flatMap((name) =>
    readdirSync(`${root}src/providers/${name}/fixtures`).map((file) => `${name}.${file.replace(/\.json$/, "")}`),
  );
  assert.deepEqual(
    table
      .match(/`\w+\.[\w.]+`/g)
      .map((name) => name.slice(1, -1))
      .filter((name) => !name.endsWith(".sign"))
      .sort(),
    names.sort(),
  );
});

test("events: the fields of each kind, and no others", () => {
  const [, table] = /^\| provider \| kind \| fields \|\n.*\n((?:\|.*\n)+)/m.exec(sources["src/docs/events.md"]);
  const rows = [...table.matchAll(/^\| (\w+) \| (.+?) \| (.+?)(?:;.*)? \|$/gm)];
  const shown = rows.map(([, provider, kind, fields]) => [
    `${provider} ${kind.replaceAll("`", "")}`,
    fields.match(/\w+/g),
  ]);

  const COMMON = ["provider", "kind", "dedupeKey", "payload"];
  const found = [];
  for (const [name, provider] of Object.entries(api).filter(([, { parse }]) => parse)) {
    for (const file of readdirSync(`${root}src/providers/${name}/fixtures`).filter(
      (each) => each !== "unrecognized.json",
    )) {
      const event = provider.parse(fixture(`${name}.${file.replace(/\.json$/, "")}`));
      found.push([`${name} ${event.kind}`, Object.keys(event).filter((key) => !COMMON.includes(key))]);
      if (event.kind !== "batch") continue;
      found.push(
        ["isendu an order", Object.keys(event.orders[0])],
        ["isendu a tracking", Object.keys(event.trackings[0])],
      );
    }
  }
  assert.ok(found.length >= 8);
  assert.deepEqual(Object.fromEntries(shown), Object.fromEntries(found));
});

test("errors: every code, with its status", () => {
  const rows = [...sources["src/docs/errors.md"].matchAll(/^\| (`.+?`) \| ([\d, ]+) \|/gm)];
  const listed = rows.flatMap(([, names]) => names.match(/\w+/g));
  assert.deepEqual(listed.sort(), codes.toSorted());
  const status = (code) => rows.find(([, names]) => names.includes(`\`${code}\``))[2];
  for (const [code, call] of [
    ["invalid_config", () => api.optondemand.receiver({ secret: "" })],
    ["body_not_raw", () => api.xoxoday.parse({})],
    ["body_too_large", () => api.xoxoday.parse("{}", { maxBodyBytes: 1 })],
    ["missing_header", () => api.optondemand.verify({ body, headers: {} }, { secret })],
    [
      "mismatch",
      () => api.optondemand.verify({ body, headers: optondemand.sign(body, { secret: "forged" }) }, { secret }),
    ],
    [
      "ip_not_allowed",
      () =>
        api.xoxoday.verify(
          { headers: { "x-api-key": secret }, ip: "192.0.2.1" },
          { apiKey: secret, allowedIps: "documented" },
        ),
    ],
    ["unknown_key_id", () => api.isendu.confirm('{"keyId":"x"}', { keyId: "y", secret: "z" })],
    ["invalid_json", () => api.xoxoday.parse("{")],
  ]) {
    assert.throws(call, (error) => error.code === code && String(error.status) === status(code), code);
  }
});

test("handlers: every option of a handler and of a provider is in a table", () => {
  const page = sources["src/docs/handlers.md"];
  const named = [...page.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell]) =>
    [...cell.matchAll(/`(\w+)/g)].map(([, name]) => name),
  );
  const types = (file, pattern) =>
    [...readFileSync(`${root}${file}`, "utf8").matchAll(pattern)].map(([, name]) => name);
  const handler = types("src/js/handlers/handlers.d.ts", /^ {2}(\w+)\??: /gm);
  assert.ok(handler.includes("onEvent") && handler.includes("eventTimeoutSeconds"));
  const options = [
    "src/js/boundary/types.d.ts",
    ...providers.map((name) => `src/providers/${name}/types.d.ts`),
  ].flatMap((file) =>
    [
      ...readFileSync(`${root}${file}`, "utf8").matchAll(
        /^export interface \w+(?:Config|Options)\b[^{]*\{\n(.*?)^\}/gms,
      ),
    ].flatMap(([, members]) => [...members.matchAll(/^ {2}(\w+)\??: /gm)].map(([, name]) => name)),
  );
  assert.ok(options.includes("urlToken") && options.includes("maxAgeSeconds"));
  for (const name of [...handler, ...options]) assert.ok(named.includes(name), name);
});
