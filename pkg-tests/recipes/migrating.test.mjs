// Hand-written code and its replacement, as on the page on migrating, in Express.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { sample } from "../documents/documents.mjs";
import { BODY, SECRET, folder, post, signature } from "./harness.mjs";

const path = folder("migrating");
const load = async (name) => {
  const source = sample("src/docs/migrating.md", `// ${name}.mts`);
  writeFileSync(`${path}/${name}.mjs`, transformSync(source, { loader: "ts" }).code);
  return (await import(pathToFileURL(`${path}/${name}.mjs`))).app;
};
const [before, after] = [await load("before"), await load("after")];

/** Returns the URL of an application, and the events that it has stored. */
async function serve(t, app, { secret } = { secret: SECRET }) {
  const stored = [];
  const server = app(secret, (message) => stored.push(message)).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}/hooks/optondemand`, stored };
}

const status = async (...args) => (await post(...args))[0];
const mac = (body, secret = SECRET) => createHmac("sha256", secret).update(body).digest("hex");

for (const [name, app, messageOf] of [
  ["before", before, (stored) => stored],
  ["after", after, ({ payload }) => payload],
]) {
  test(`${name}: a genuine delivery is 200 and stored, a forged one is 401 and not stored`, async (t) => {
    const { url, stored } = await serve(t, app);
    assert.deepEqual([await status(url, signature("forged")), await status(url, {}), stored], [401, 401, []]);
    assert.equal(await status(url), 200);
    assert.deepEqual(stored.map(messageOf), [JSON.parse(BODY)]);
  });
}

test("changed behaviour: an empty secret", async (t) => {
  const { url } = await serve(t, before, { secret: "" });
  assert.equal(await status(url, { "x-signature": `sha256=${mac(BODY, "")}` }), 200);
  assert.throws(() => after("", () => {}), { code: "invalid_config" });
});

test("changed behaviour: a secret that is unset, or has a line break", async (t) => {
  assert.equal(await status((await serve(t, before, { secret: undefined })).url), 500);
  assert.equal(await status((await serve(t, before, { secret: `${SECRET}\n` })).url), 401);
  for (const secret of [undefined, `${SECRET}\n`])
    assert.throws(() => after(secret, () => {}), { code: "invalid_config" });
});

for (const [what, headers, body, answers, problem] of [
  ["a signature in upper-case hex", { "x-signature": `sha256=${mac(BODY).toUpperCase()}` }, BODY, [401, 200]],
  ["a genuine body that isn't JSON", signature(SECRET, "{"), "{", [500, 200], "invalid_json"],
  [
    "a duplicate key",
    signature(SECRET, '{"event":"a","event":"b"}'),
    '{"event":"a","event":"b"}',
    [200, 200],
    "duplicate_key",
  ],
]) {
  test(`changed behaviour: ${what}`, async (t) => {
    const found = [];
    for (const app of [before, after]) {
      const { url, stored } = await serve(t, app);
      found.push(await status(url, headers, body));
      if (app === after) assert.equal(stored[0].problem, problem);
    }
    assert.deepEqual(found, answers);
  });
}

test("changed behaviour: a store that fails", async (t) => {
  const failing = () => Promise.reject(new Error("the database is down"));
  const server = after(SECRET, failing).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  t.mock.method(console, "error", () => {});
  assert.equal(await status(`http://127.0.0.1:${server.address().port}/hooks/optondemand`), 503);
});
