import assert from "node:assert/strict";
import { onEachDatabase } from "../support/databases.mjs";
import {
  SECRETS,
  genuine,
  isenduBatch,
  isenduOrder,
  optondemandOrder,
  rewardCredit,
  rewardTrigger,
  xoxodayOrder,
} from "../support/deliveries.mjs";
import { withServer } from "../support/server.mjs";

const onSqlite = (title, run) => onEachDatabase(title, run, ["sqlite"]);
const OK = { status: 200, text: "" };

onEachDatabase("deliveries of each provider are stored, worked on, and shown", (env) =>
  withServer(env, async (server) => {
    assert.deepEqual(await server.post(xoxodayOrder(1, "Delivered")), OK);
    assert.deepEqual(await server.post(optondemandOrder({ orderId: "2", status: "PRINTED" })), OK);
    assert.deepEqual(
      await server.post(
        isenduBatch({ order: [isenduOrder("o-1", "in_transit")], tracking: [{ uuid: "t-1", status: "D" }] }),
      ),
      OK,
    );
    assert.deepEqual(await server.post(rewardCredit("we_1", "u1", "T1", 12.5)), OK);
    assert.deepEqual(await server.post(rewardTrigger("we_2", "u1", 3)), OK);

    const summary = await server.settled();
    assert.deepEqual(summary, {
      stored: 6,
      duplicates: 0,
      pending: 0,
      applied: 6,
      superseded: 0,
      dead: 0,
      quarantined: 0,
      refused: 0,
    });
    const states = Object.fromEntries(Object.entries(await server.ledger()).map(([key, [state]]) => [key, state]));
    assert.deepEqual(states, {
      "xoxoday 1": "delivered",
      "optondemand 2": "PRINTED",
      "isendu order:o-1": "in_transit",
      "isendu tracking:t-1": "delivered",
      "reward tx:T1": "12.5",
      "reward balance:u1": "12.5",
      "reward user:u1": "3",
    });

    const { deliveries } = await server.operator("/deliveries?provider=xoxoday");
    const { id, receivedAt, ...rest } = deliveries[0];
    assert.ok(Math.abs(Date.now() - Date.parse(receivedAt)) < 600_000);
    assert.deepEqual(rest, {
      provider: "xoxoday",
      kind: "order.delivery_status",
      subject: "1",
      dedupeKey: "xoxoday:delivered:1",
      trust: "shared-secret",
      state: "applied",
      attempts: 1,
      duplicates: 0,
      lastError: null,
    });
    const whole = await server.operator(`/deliveries/${id}`);
    assert.equal(whole.body, xoxodayOrder(1, "Delivered").body);
    assert.equal(whole.event.statusText, "Delivered");
  }),
);

onEachDatabase("a repeated delivery is only counted, in sequence and in parallel", (env) =>
  withServer(env, async (server) => {
    const order = xoxodayOrder(1, "delivered");
    for (let times = 0; times < 3; times += 1) assert.deepEqual(await server.post(order), OK);
    const credit = rewardCredit("we_1", "u1", "T1", 10);
    const answers = await Promise.all(Array.from({ length: 20 }, () => server.post(credit)));
    assert.ok(answers.every(({ status }) => status === 200));
    const twice = isenduBatch({ order: [isenduOrder("o-1", "pending"), isenduOrder("o-1", "pending")] });
    assert.deepEqual(await server.post(twice), OK);

    const summary = await server.settled();
    assert.deepEqual(summary, {
      stored: 3,
      duplicates: 2 + 19 + 1,
      pending: 0,
      applied: 3,
      superseded: 0,
      dead: 0,
      quarantined: 0,
      refused: 0,
    });
    const ledger = await server.ledger();
    assert.deepEqual(ledger["reward balance:u1"], ["10", "reward:we_1", 1]);
    assert.deepEqual(ledger["xoxoday 1"], ["delivered", "xoxoday:delivered:1", 1]);
  }),
);

onEachDatabase("a genuine delivery that cannot be parsed is quarantined, and answered 200", (env) =>
  withServer(env, async (server) => {
    const cut = genuine.xoxoday('{"id":1,"data":{');
    assert.deepEqual(await server.post(cut), OK);
    assert.deepEqual(await server.post(cut), OK);
    assert.deepEqual(await server.post(genuine.optondemand(Buffer.from([0x7b, 0xff, 0xfe, 0x00]))), OK);
    assert.deepEqual(await server.post(genuine.reward('{"id":"we_1","type":"x","a\\u0000b":1,"a\\u0000b":2}')), OK);
    assert.deepEqual(
      await server.post(isenduBatch({ order: [{ status: "pending" }, isenduOrder("o-1", "pending"), 7] })),
      OK,
    );
    assert.deepEqual(await server.post(isenduBatch({ order: [{}] })), OK);

    const summary = await server.settled();
    assert.equal(summary.quarantined, 6);
    assert.equal(summary.stored, 2); // the order, and the empty batch
    const { quarantined, next } = await server.operator("/quarantine");
    assert.equal(next, null);
    const shown = quarantined
      .toReversed()
      .map(({ provider, code, path, bodyEncoding }) => [provider, code, path, bodyEncoding]);
    assert.deepEqual(shown, [
      ["xoxoday", "invalid_json", "", "utf8"],
      ["optondemand", "invalid_utf8", "", "base64"],
      ["reward", "duplicate_key", "a␀b", "utf8"],
      ["isendu", "missing_field", "order[0].uuid", "utf8"],
      ["isendu", "wrong_type", "order[2]", "utf8"],
      ["isendu", "missing_field", "order[0].uuid", "utf8"],
    ]);
    assert.equal(quarantined.at(-1).body, cut.body);
    assert.deepEqual(Buffer.from(quarantined.at(-2).body, "base64"), Buffer.from([0x7b, 0xff, 0xfe, 0x00]));
  }),
);

onEachDatabase("a refused delivery is not stored", (env) =>
  withServer({ ...env, MAX_BODY_BYTES: "1000" }, async (server) => {
    const order = xoxodayOrder(1, "delivered");
    const signed = optondemandOrder({ orderId: "2" });
    const refused = [
      [401, { ...order, headers: {} }],
      [401, { ...order, headers: { "x-api-key": "wrong" } }],
      [401, { ...order, path: "/hooks/xoxoday/tok_test_wrong_00000000" }],
      [401, { ...signed, body: signed.body.replace('"2"', '"3"') }],
      [401, { ...isenduBatch({ order: [] }), path: "/hooks/isendu/tok_test_wrong_00000000" }],
      [413, genuine.reward(`{"id":"${"x".repeat(1000)}"}`)],
      [404, { ...order, path: "/hooks/xoxoday/" }],
      [404, { ...order, path: "/hooks/stranger/tok_test_xoxoday_5f2c9d7e" }],
      [404, { ...order, path: "/hooks/constructor/tok_test_xoxoday_5f2c9d7e" }],
      [404, isenduBatch({ keyId: "0123456789abcdef0123456789abcdef" })],
    ];
    for (const [status, delivery] of refused) {
      const answer = await server.post(delivery);
      assert.equal(answer.status, status, delivery.path);
    }
    const { pending, stored, quarantined } = await server.summary();
    assert.deepEqual({ pending, stored, quarantined }, { pending: 0, stored: 0, quarantined: 0 });
  }),
);

onEachDatabase("ids and texts that a database would refuse are still stored", (env) =>
  withServer(env, async (server) => {
    const uuids = ["a\0b", "x".repeat(100_000), "\u{10FFFF}", "'; drop table deliveries; --", "%00", " "];
    assert.deepEqual(await server.post(isenduBatch({ order: uuids.map((uuid) => isenduOrder(uuid, "pending")) })), OK);
    assert.deepEqual(await server.post(xoxodayOrder("\0".repeat(128), "on\0hold")), OK);
    assert.deepEqual(await server.post(optondemandOrder({ orderId: "1", status: `${"\0".repeat(1000)}` })), OK);
    assert.deepEqual(
      await server.post(
        genuine.optondemand(
          '{"event":"ORDER_STATUS_UPDATED","data":{"orderId":2,"__proto__":{"poison":true},"\\u0000":"\\u0000"}}',
        ),
      ),
      OK,
    );
    const summary = await server.settled();
    assert.equal(summary.applied, uuids.length + 3);
    assert.equal((await server.ledger())["optondemand 1"][0], "␀".repeat(200));
  }),
);

onEachDatabase("a batch of thousands is stored completely or not at all", (env) =>
  withServer({ ...env, MAX_BODY_BYTES: "1048576" }, async (server) => {
    const order = Array.from({ length: 5_000 }, (_, number) => ({
      uuid: `o-${number}`,
      updated: "2024-03-22T12:00:00Z",
    }));
    assert.deepEqual(await server.post(isenduBatch({ order })), OK);
    const summary = await server.settled();
    assert.equal(summary.applied, 5_000);
    assert.equal(Object.keys(await server.ledger()).length, 5_000);
  }),
);

onEachDatabase("isendu's confirmation is answered while the credentials are set", (env) =>
  withServer(
    { ...env, ISENDU_KEY_ID: "0123456789abcdef0123456789abcdef", ISENDU_SECRET: "api-secret-1" },
    async (server) => {
      const confirm = (keyId) => server.post(isenduBatch({ keyId }));
      assert.deepEqual(await confirm("0123456789abcdef0123456789abcdef"), {
        status: 200,
        text: '{"response":"api-secret-1"}',
      });
      assert.equal((await confirm("ffffffffffffffffffffffffffffffff")).status, 404);
      assert.equal((await server.summary()).stored, 0);
    },
  ),
);

onEachDatabase("keys and tokens can be rotated without refusing a delivery", (env) =>
  withServer({ ...env, XOXODAY_API_KEY_NEXT: "next-key-0123456789" }, async (server) => {
    const order = xoxodayOrder(1, "delivered");
    assert.deepEqual(await server.post(order), OK);
    assert.deepEqual(await server.post({ ...order, headers: { "x-api-key": "next-key-0123456789" } }), OK);
    assert.equal((await server.post({ ...order, headers: { "x-api-key": "" } })).status, 401);
  }),
);

onSqlite("a body of isendu or reward above 128 KiB is refused unless the config allows it", (env) =>
  withServer(env, async (server) => {
    const long = (provider) => genuine[provider]("x".repeat(131_073));
    for (const provider of ["isendu", "reward"]) assert.equal((await server.post(long(provider))).status, 413);
    assert.equal(
      (await server.post(isenduBatch({ order: [isenduOrder("x".repeat(130_000), "pending")] }))).status,
      200,
    );
    assert.equal((await server.post(genuine.optondemand(`{"x":"${"x".repeat(131_073)}"`))).status, 200);
  }),
);

onSqlite("only configured providers are received, and the log lists them", (env) => {
  const none = Object.fromEntries(Object.keys(SECRETS).map((name) => [name, ""]));
  const { REWARD_URL_TOKEN, OPERATOR_TOKEN } = SECRETS;
  return withServer({ ...env, ...none, REWARD_URL_TOKEN, OPERATOR_TOKEN }, async (server) => {
    assert.deepEqual(server.line("listening").providers, ["reward"]);
    assert.deepEqual(await server.post(rewardCredit("we_1", "u1", "T1", 1)), OK);
    assert.equal((await server.post(xoxodayOrder(1, "delivered"))).status, 404);
    assert.equal((await server.post(isenduBatch({ order: [] }))).status, 404);
  });
});

onSqlite("the operator sees how long isendu's confirmation is answered, and extends the time", (env) =>
  withServer({ ...env, ISENDU_KEY_ID: "0123456789abcdef0123456789abcdef", ISENDU_SECRET: "s" }, async (server) => {
    const openUntil = async () => Date.parse((await server.summary()).confirmation.openUntil);
    const first = await openUntil();
    assert.ok(first > Date.now());
    assert.equal(await server.operator("/confirmation", { method: "POST", token: "wrong" }), 401);
    assert.equal(await server.operator("/confirmation"), 405);
    assert.equal(await openUntil(), first);
    assert.equal(await server.operator("/confirmation", { method: "POST" }), 202);
    assert.ok((await openUntil()) > first);
  }),
);

onSqlite("without isendu's key the confirmation cannot be opened", (env) =>
  withServer(env, async (server) => {
    assert.equal((await server.summary()).confirmation, undefined);
    assert.equal(await server.operator("/confirmation", { method: "POST" }), 404);
  }),
);
