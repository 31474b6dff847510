// Mistakes in code that uses a handler: each gets a message with the next step, and an answer.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { isendu, optondemand, xoxoday } from "countersign";
import { createHandler as createFetchHandler } from "countersign/fetch";
import { createHandler as createNodeHandler } from "countersign/node";
import { stripe } from "countersign/presets";
import { recorded } from "./check.mjs";
import { API_KEY, CONFIRMATION, CREDENTIALS, SECRET, TOKEN } from "./deliveries.mjs";

const good = { provider: optondemand, config: { secret: SECRET }, onEvent: () => undefined };
const inFetchAndNode = [createFetchHandler, createNodeHandler];

/** Returns the message of the error that `act` throws. It must be an error of the config. */
function refusal(act) {
  let message;
  assert.throws(act, (error) => {
    message = error.message;
    return error.name === "WebhookError" && error.code === "invalid_config";
  });
  return message;
}

/** Returns what the listeners of a handler got for one request. */
async function told(given) {
  const { options, calls } = recorded(given);
  const request = new Request(`https://shop.example/hooks/${TOKEN}`, { method: "POST", body: CONFIRMATION });
  const { status } = await createFetchHandler(options)(request);
  return [status, ...calls.map(([name, { message }]) => `${name}: ${message}`)];
}

test("a misspelt option and an option in the wrong place get a suggestion, any other gets none", () => {
  for (const createHandler of inFetchAndNode) {
    const message = (name) => refusal(() => createHandler({ ...good, [name]: "x" }));
    const unknown = (name) => `handler option \`${name}\` is not an option of a handler`;
    for (const [name, suggestion] of [
      ["onevent", ": did you mean `onEvent`?"],
      ["OnRejected", ": did you mean `onRejected`?"],
      ["secret", ": put it into `config`"],
      ["maxBodyBytes", ": put it into `config`"],
      ["url", ": put it into `config`"],
      ["event", ""],
      ["onEvents", ""],
      ["__proto", ""],
      ["constructor", ""],
    ])
      assert.equal(message(name), `${unknown(name)}${suggestion}`);
  }
});

test("a scheme in place of a provider: the message names custom", () => {
  for (const createHandler of inFetchAndNode)
    for (const provider of [stripe, "stripe", {}, null])
      assert.match(
        refusal(() => createHandler({ ...good, provider })),
        /^handler option `provider` must be one of this package's providers, or `custom\(scheme\)`/,
      );
});

test("credentials of isendu that are not set: the message names the option of the handler", async () => {
  const { provider, config, onEvent } = { ...good, provider: isendu, config: { urlToken: TOKEN } };
  for (const [confirm, message] of [
    [{ keyId: undefined, secret: undefined }, "`confirm.keyId` is undefined: is its environment variable set?"],
    [{ ...CREDENTIALS, secret: undefined }, "`confirm.secret` is undefined: is its environment variable set?"],
    [[CREDENTIALS, { ...CREDENTIALS, secret: "" }], "`confirm.secret` at position 1 must not be empty"],
    [{ ...CREDENTIALS, other: 1 }, "config option `other` is not"],
    [[], "`confirm` must"],
    ["x", "`confirm` must be an object"],
  ]) {
    const shown = refusal(() => createFetchHandler({ provider, config, onEvent, confirm }));
    assert.ok(shown.includes(message), shown);
    const [status, shownLater, ...more] = await told({ provider, config, confirm: () => confirm });
    assert.deepEqual([status, more], [500, []]);
    assert.equal(shownLater, `onError: ${shown}`);
  }
});

test("an error of confirm itself is passed on unchanged", async () => {
  const fault = Object.assign(new Error("config option `secret` of the vault"), { code: "invalid_config" });
  const confirm = () => {
    throw fault;
  };
  const given = { provider: isendu, config: { urlToken: TOKEN }, confirm };
  assert.deepEqual(await told(given), [500, "onError: config option `secret` of the vault"]);
  const wrapped = { ...isendu, confirm };
  assert.deepEqual(await told({ ...given, provider: wrapped, confirm: () => CREDENTIALS }), [
    500,
    "onError: config option `secret` of the vault",
  ]);
});

test("a config function that returns nothing: the message says that it is a function", async () => {
  for (const config of [() => undefined, async () => undefined, () => null])
    assert.deepEqual(await told({ provider: optondemand, config }), [
      500,
      "onError: handler option `config` is a function that returned nothing",
    ]);
  assert.deepEqual(await told({ provider: optondemand, config: () => "x" }), [
    500,
    "onError: config option `config` must be an object",
  ]);
});

test("a handler of countersign/fetch that gets Node's request answers 500, and does not leave the client waiting", async (t) => {
  const { options, names, calls } = recorded({ provider: xoxoday, config: { apiKey: API_KEY } });
  const handler = createFetchHandler(options);
  let isAnswered = false;
  const server = createServer((req, res) => {
    if (isAnswered) res.writeHead(202).end();
    return handler(req, res);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const ask = async (method) =>
    (await fetch(`http://127.0.0.1:${server.address().port}/`, { method, ...(method === "POST" && { body: "{}" }) }))
      .status;
  assert.deepEqual([await ask("POST"), await ask("GET")], [500, 500]);
  assert.deepEqual(names(), ["onError invalid_argument", "onError invalid_argument"]);
  assert.match(calls[0][1].message, /^`request` must be a Request: .* for Node's own requests use countersign\/node$/);
  isAnswered = true;
  assert.equal(await ask("POST"), 202);
});

test("a handler of countersign/fetch without a Request answers with a Response, whatever the second argument is", async () => {
  const { options, names } = recorded({ provider: xoxoday, config: { apiKey: API_KEY } });
  const handler = createFetchHandler(options);
  const throwing = {
    writeHead() {
      throw new Error("written");
    },
    end() {},
  };
  const contexts = [undefined, null, {}, { writeHead: 1 }, { writeHead() {} }, throwing];
  for (const context of contexts) {
    const answer = await handler({}, context);
    assert.ok(answer instanceof Response);
    assert.equal(answer.status, 500);
  }
  // The answer that throws is reported as well.
  assert.equal(names().length, contexts.length + 1);
  assert.ok(names().every((name) => name.startsWith("onError")));
});
