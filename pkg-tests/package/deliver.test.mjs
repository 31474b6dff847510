// countersign/testing as users call it in their tests: changed fixtures, and genuine and faulty deliveries to both handlers.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import * as api from "countersign";
import * as fetchEntry from "countersign/fetch";
import * as nodeEntry from "countersign/node";
import * as presets from "countersign/presets";
import * as esm from "countersign/testing";

const cjs = createRequire(import.meta.url)("countersign/testing");
const TOKEN = "tok_5f2c9d7e41b84a06";
const KEYS = {
  xoxoday: { apiKey: "a1p2z5b7v68b9112234" },
  isendu: { urlToken: TOKEN },
  optondemand: { secret: "whsec_test_0123456789abcdef" },
  reward: { urlToken: TOKEN },
};
const NAMES = {
  xoxoday: "xoxoday.order.delivery_status",
  isendu: "isendu.batch",
  optondemand: "optondemand.ORDER_STATUS_UPDATED",
  reward: "reward.trigger_event.created",
};

const URL_SIGNED = {
  name: "square",
  proof: "hmac-sha256",
  header: "x-square",
  encoding: "base64",
  key: "utf8",
  signed: "{url}{body}",
};
const WITH_ID = { ...URL_SIGNED, name: "ids", signed: "{id}.{body}", id: { header: "x-id" } };
const TIME_INSIDE = {
  ...URL_SIGNED,
  name: "inside",
  signed: "{body}",
  timestamp: { field: "at.time", unit: "rfc3339" },
  id: { field: "type" },
  maxAgeSeconds: 300,
};
const BEARER = { name: "bearer", proof: "static", header: "authorization", prefix: "Bearer " };

/** Returns a handler of each kind, with the keys of the events that it received. */
const receiving = (createHandler, provider, ...more) => receivingAs(createHandler, api[provider], ...more);

function receivingAs(createHandler, provider, config, more = {}) {
  const taken = [];
  const handler = createHandler({
    provider,
    config,
    onEvent: (event) => taken.push(event.dedupeKey),
    onError: () => {},
    ...more,
  });
  return { handler, taken };
}

for (const [format, { deliver }] of Object.entries({ "ES module": esm, CommonJS: cjs })) {
  for (const [kind, { createHandler }] of Object.entries({ fetch: fetchEntry, node: nodeEntry })) {
    for (const [provider, keys] of Object.entries(KEYS)) {
      test(`${provider}, ${kind}, ${format}: a genuine delivery is accepted, a wrong key is refused, a repetition has the same key`, async () => {
        const { handler, taken } = receiving(createHandler, provider, keys);
        const name = NAMES[provider];
        assert.equal((await deliver(handler, name, { ...keys, fault: "wrong-key" })).status, 401);
        const unsigned = deliver(handler, name);
        if (provider === "optondemand")
          await assert.rejects(unsigned, { name: "TypeError", message: /`secret` is required/ });
        else assert.equal((await unsigned).status, 401);
        assert.deepEqual(taken, []);
        assert.deepEqual(await deliver(handler, name, keys), { status: 200, body: "" });
        assert.equal((await deliver(handler, name, { ...keys, fault: "repeated" })).status, 200);
        const { dedupeKey } = api[provider].parse(esm.fixture(name));
        assert.deepEqual(taken, [dedupeKey, dedupeKey, dedupeKey]);
      });
    }

    test(`${kind}, ${format}: a signature detects a changed body, a shared key doesn't`, async () => {
      const signed = receiving(createHandler, "optondemand", KEYS.optondemand);
      assert.equal(
        (await deliver(signed.handler, NAMES.optondemand, { ...KEYS.optondemand, fault: "changed-body" })).status,
        401,
      );
      assert.deepEqual(signed.taken, []);
      const keyed = receiving(createHandler, "xoxoday", KEYS.xoxoday);
      assert.equal(
        (await deliver(keyed.handler, NAMES.xoxoday, { ...KEYS.xoxoday, fault: "changed-body" })).status,
        200,
      );
    });

    test(`${kind}, ${format}: overrides are signed, and so is your own body`, async () => {
      const { handler, taken } = receiving(createHandler, "optondemand", KEYS.optondemand, {
        onUnreadable: (_, { code }) => taken.push(code),
      });
      const overrides = { data: { orderId: 7 } };
      assert.equal((await deliver(handler, NAMES.optondemand, { ...KEYS.optondemand, overrides })).status, 200);
      assert.equal((await deliver(handler, NAMES.optondemand, { ...KEYS.optondemand, body: "{" })).status, 200);
      assert.deepEqual(taken, [
        api.optondemand.parse(esm.fixture(NAMES.optondemand, overrides)).dedupeKey,
        "invalid_json",
      ]);
    });

    test(`${kind}, ${format}: a token in a parameter, the first of a list, and isendu's confirmation`, async () => {
      const urlToken = [TOKEN, `${TOKEN}_old`];
      const { handler } = receiving(createHandler, "reward", { urlToken: TOKEN, urlTokenParam: "token" });
      assert.equal(
        (await deliver(handler, NAMES.reward, { urlToken, urlTokenParam: "token", url: "/hooks?shop=1" })).status,
        200,
      );
      assert.equal((await deliver(handler, NAMES.reward, { urlToken, url: "/hooks" })).status, 401);
      const credentials = { keyId: "0123456789abcdef0123456789abcdef", secret: "api-secret-1" };
      const confirming = receiving(createHandler, "isendu", KEYS.isendu, { confirm: credentials });
      const answer = await deliver(confirming.handler, "isendu.confirmation", KEYS.isendu);
      assert.deepEqual(answer, { status: 200, body: '{"response":"api-secret-1"}' });
    });

    test(`${kind}, ${format}: the answer is 503 if the store fails`, async () => {
      const onEvent = () => Promise.reject(new Error("no database"));
      const { handler } = receiving(createHandler, "reward", KEYS.reward, { onEvent });
      assert.equal((await deliver(handler, NAMES.reward, KEYS.reward)).status, 503);
    });
  }

  test(`${format}: a scheme, with a sample, with overrides and with a body of your own`, async () => {
    const secret = "0123456789abcdef0123456789abcdef";
    for (const scheme of [...Object.values(presets), URL_SIGNED, WITH_ID, TIME_INSIDE, BEARER]) {
      const url = "https://shop.example/hooks/a";
      const config = { secret, ...(scheme.signed?.includes("{url}") && { url }) };
      for (const { createHandler } of [fetchEntry, nodeEntry]) {
        const { handler, taken } = receivingAs(createHandler, api.custom(scheme), config);
        const options = { secret, url };
        assert.deepEqual(await deliver(handler, scheme, options), { status: 200, body: "" }, scheme.name);
        assert.equal((await deliver(handler, scheme, { ...options, overrides: { a: 1 } })).status, 200);
        assert.equal((await deliver(handler, scheme, { ...options, fault: "wrong-key" })).status, 401);
        const changed = await deliver(handler, scheme, { ...options, fault: "changed-body" });
        assert.equal(changed.status, scheme === BEARER ? 200 : 401);
        assert.equal((await deliver(handler, scheme, { ...options, fault: "repeated" })).status, 200);
        assert.ok(taken.length >= 4 && taken.every((key) => key.startsWith(`${scheme.name}:`)), String(taken));
      }
    }
    const { handler, taken } = receivingAs(fetchEntry.createHandler, api.custom(WITH_ID), { secret });
    assert.equal((await deliver(handler, WITH_ID, { secret, id: "evt-9", body: "[" })).status, 422);
    assert.equal((await deliver(handler, WITH_ID, { secret, id: "evt-9" })).status, 200);
    assert.deepEqual(taken, ["ids:evt-9"]);
    const old = receivingAs(fetchEntry.createHandler, api.custom(presets.stripe), { secret });
    assert.equal((await deliver(old.handler, presets.stripe, { secret, now: 1_700_000_000_000 })).status, 401);
  });

  test(`${format}: a scheme that signs the URL, with a token in it`, async () => {
    const secret = "k";
    const url = `https://shop.example/hooks/a/${TOKEN}`;
    const provider = api.custom(URL_SIGNED);
    const { handler } = receivingAs(fetchEntry.createHandler, provider, { secret, url, urlToken: TOKEN });
    const answer = await deliver(handler, URL_SIGNED, { secret, url: "/hooks/a", urlToken: TOKEN });
    assert.equal(answer.status, 200);
  });

  test(`${format}: mistakes with a scheme have clear messages`, async () => {
    const secret = "0123456789abcdef0123456789abcdef";
    const { handler } = receivingAs(fetchEntry.createHandler, api.custom(presets.stripe), { secret });
    for (const [from, options, message] of [
      [presets.stripe, {}, /`secret` is required/],
      [presets.stripe, { secret: undefined }, /`secret` is required/],
      [presets.stripe, { secret: "" }, /`secret`/],
      [presets.stripe, { secret, apiKey: "k" }, /`apiKey` is not an option for a scheme/],
      [presets.stripe, { secret, now: Number.NaN }, /`now` must be/],
      [presets.stripe, { secret, now: 0 }, /`now` is not a time/],
      [TIME_INSIDE, { secret, now: "x" }, /`now` must be/],
      [WITH_ID, { secret, id: "a.b" }, /`id` must be/],
      [URL_SIGNED, { secret }, /`url`/],
      [{ ...presets.stripe, signed: "{timestamp}" }, { secret }, /`scheme.signed`/],
      [{}, { secret }, /`scheme\./],
      [TIME_INSIDE, { secret, now: -5000 }, /`now` must be a time from 1970 on/],
      [TIME_INSIDE, { secret, now: 1e300 }, /`now` must be a time from 1970 on/],
      [presets.stripe, { secret: "", fault: "wrong-key" }, /`secret` must not be empty/],
      [presets.stripe, { secret: [], fault: "wrong-key" }, /secret/],
      [presets.stripe, { secret: [undefined, "k"], fault: "wrong-key" }, /secret/],
      [presets.svix, { secret: "===", fault: "wrong-key" }, /`secret`/],
      [api.custom(presets.stripe), { secret }, /pass the scheme itself/],
      ["stripe", { secret }, /no fixture "stripe".*pass its scheme/],
      [undefined, { secret }, /name of a fixture, or a scheme/],
      [NAMES.optondemand, { secret, id: "a" }, /`id` and `now` are options for a scheme only/],
      [NAMES.optondemand, { secret, now: 1 }, /`id` and `now`/],
      [NAMES.optondemand, { secret: undefined }, /`secret` is required/],
    ])
      await assert.rejects(deliver(handler, from, options), { message });
  });

  test(`${format}: apps, Workers, and your own functions`, async () => {
    const { handler } = receiving(fetchEntry.createHandler, "reward", ({ TOKEN: urlToken }) => ({ urlToken }));
    assert.equal((await deliver({ fetch: handler }, NAMES.reward, { ...KEYS.reward, context: { TOKEN } })).status, 200);
    const own = (req, res) => res.end(`${req.method} ${req.url}`);
    assert.equal(
      (await deliver(own, NAMES.reward, { ...KEYS.reward, as: "node" })).body,
      `POST /hooks/reward/${TOKEN}`,
    );
    await assert.rejects(deliver(own, NAMES.reward), { name: "TypeError", message: /`as`/ });
    await assert.rejects(
      deliver(
        () => {
          throw new Error("broken");
        },
        NAMES.reward,
        { as: "node" },
      ),
      { message: "broken" },
    );
  });

  test(`${format}: mistakes have clear messages`, async () => {
    const { handler } = receiving(fetchEntry.createHandler, "reward", KEYS.reward);
    for (const [name, options, message] of [
      ["reward.trigger", {}, /no fixture "reward\.trigger"; there are: /],
      [NAMES.reward, { urltoken: TOKEN }, /`urltoken` is not an option/],
      [NAMES.reward, { fault: "late" }, /`fault` must be one of/],
      [NAMES.reward, { as: "koa" }, /`as` must be/],
      [NAMES.reward, { fault: "wrong-key" }, /needs `secret`, `apiKey` or `urlToken`/],
      [NAMES.reward, { body: "{}", overrides: {} }, /leave out `body`/],
      [NAMES.optondemand, { secret: "" }, /`secret`/],
    ]) {
      await assert.rejects(deliver(handler, name, options), { message });
    }
    await assert.rejects(deliver({}, NAMES.reward), TypeError);
    await assert.rejects(deliver(undefined, NAMES.reward), TypeError);
  });
}

test("overrides merge objects, replace other values, remove undefined members, and don't change the fixture", () => {
  const before = esm.fixture(NAMES.reward);
  const plain = JSON.parse(before);
  const read = (overrides) => JSON.parse(esm.fixture(NAMES.reward, overrides));
  assert.deepEqual(read({}), plain);
  assert.deepEqual(read({ data: { value: 5 } }), { ...plain, data: { ...plain.data, value: 5 } });
  assert.deepEqual(read({ data: [1] }).data, [1]);
  assert.deepEqual(read({ data: null }).data, null);
  assert.ok(!("type" in read({ type: undefined })));
  const odd = read(JSON.parse('{"__proto__":{"a":1}}'));
  assert.ok(Object.hasOwn(odd, "__proto__") && odd.a === undefined);
  assert.equal({}.a, undefined);
  assert.equal(esm.fixture(NAMES.reward), before);
});

test("fixtures lists the names by provider, in a new object", () => {
  assert.deepEqual(Object.keys(esm.fixtures()).sort(), Object.keys(KEYS).sort());
  for (const [provider, names] of Object.entries(esm.fixtures())) {
    for (const name of names) assert.equal(`${provider}.${api[provider].parse(esm.fixture(name)).kind}`, name);
  }
  esm.fixtures().reward.length = 0;
  assert.ok(esm.fixtures().reward.length > 0);
});

test("isWebhookError recognises the errors of each copy and realm, and nothing else", async () => {
  const inline = await import("countersign/inline");
  const required = createRequire(import.meta.url)("countersign");
  for (const [from, other] of [
    [api, required],
    [required, api],
    [inline, required],
    [required, inline],
  ]) {
    try {
      from.reward.parse("{");
      assert.fail("nothing was thrown");
    } catch (error) {
      assert.ok(other.isWebhookError(error) && from.isWebhookError(error));
      const shape = ["name", "message", "code", "status", "retryUseful"].map((key) => [key, error[key]]);
      assert.ok(
        api.isWebhookError(runInNewContext("Object.assign(new Error(), Object.fromEntries(shape))", { shape })),
      );
    }
  }
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const others = [
    undefined,
    null,
    1,
    "WebhookError",
    {},
    new Error("x"),
    { name: "WebhookError" },
    { name: "WebhookError", code: "mismatch" },
    proxy,
  ];
  for (const value of others) assert.equal(api.isWebhookError(value), false);
});

test("defineWebhook returns its argument", () => {
  const options = Object.freeze({ provider: api.reward });
  assert.equal(fetchEntry.defineWebhook(options), options);
  assert.equal(nodeEntry.defineWebhook(options), options);
});
