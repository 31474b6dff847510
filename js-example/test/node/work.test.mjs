import assert from "node:assert/strict";
import { onEachDatabase } from "../support/databases.mjs";
import {
  isenduBatch,
  isenduOrder,
  optondemandOrder,
  rewardCredit,
  tooFine,
  xoxodayOrder,
} from "../support/deliveries.mjs";
import { until, withServer } from "../support/server.mjs";

const failing = tooFine("1");

onEachDatabase("the newest status of each order wins, in any order of receipt", (env) =>
  withServer(env, async (server) => {
    const news = [
      [3, "SHIPPED"],
      [1, "ORDERED"],
      [4, "DELIVERED"],
      [2, "PRINTED"],
    ];
    for (const [second, status] of news) await server.post(optondemandOrder({ orderId: "7", status }, second));
    const batch = { order: [isenduOrder("o-1", "delivered", 5), isenduOrder("o-1", "pending", 1)] };
    await server.post(isenduBatch(batch));

    const summary = await server.settled();
    const ledger = await server.ledger();
    assert.equal(ledger["optondemand 7"][0], "DELIVERED");
    assert.equal(ledger["isendu order:o-1"][0], "delivered");
    assert.equal(summary.applied + summary.superseded, 6);
    assert.equal(summary.applied, ledger["optondemand 7"][2] + ledger["isendu order:o-1"][2]);
  }),
);

onEachDatabase("without a difference in time, the delivery that was received later wins", (env) =>
  withServer(env, async (server) => {
    for (let round = 0; round < 10; round += 1) {
      for (const status of ["canceled", "delivered"]) {
        await server.post(xoxodayOrder(`${round}`, status, 1)); // the same second
      }
    }
    await server.settled();
    const states = Object.values(await server.ledger()).map(([state]) => state);
    assert.deepEqual(states, Array(10).fill("delivered"));
  }),
);

onEachDatabase("credits of one user add up exactly, even in parallel", (env) =>
  withServer({ ...env, WORKERS: "4" }, async (server) => {
    const credits = Array.from({ length: 200 }, (_, number) =>
      rewardCredit(`we_${number}`, `u${number % 2}`, `T${number}`, "0.1"),
    );
    const again = credits.map((_, number) => rewardCredit(`we_again_${number}`, `u${number % 2}`, `T${number}`, "0.1"));
    await Promise.all([...credits, ...again].map((credit) => server.post(credit)));

    const summary = await server.settled();
    assert.deepEqual([summary.applied, summary.superseded], [200, 200]);
    const ledger = await server.ledger();
    assert.deepEqual(
      ["u0", "u1"].map((user) => ledger[`reward balance:${user}`].filter((_, index) => index !== 1)),
      [
        ["10", 100],
        ["10", 100],
      ],
    );
  }),
);

onEachDatabase("failed work is tried again, ends dead, harms no other unit, and can be replayed", (env) =>
  withServer(env, async (server) => {
    const others = Array.from({ length: 20 }, (_, number) =>
      optondemandOrder({ orderId: `${number}`, status: "FINE" }),
    );
    await Promise.all([failing, ...others].map((delivery) => server.post(delivery)));

    const summary = await server.settled();
    assert.deepEqual([summary.applied, summary.dead], [20, 1]);
    const {
      deliveries: [dead],
    } = await server.operator("/deliveries?state=dead");
    assert.equal(dead.attempts, 4);
    assert.match(dead.lastError, /at most 400 digits/);
    assert.deepEqual((await server.ledger())["optondemand 1"][2], 1);

    assert.equal(await server.operator(`/deliveries/${dead.id}/replay`, { method: "POST" }), 202);
    const tried = () => server.lines.filter(({ msg }) => msg === "dead").length === 2;
    await until(tried, "the replayed one to end dead again");
    assert.equal((await server.settled()).dead, 1);
    const waits = server.lines.filter(({ msg }) => msg === "failed; to be tried again");
    assert.deepEqual(
      waits.map(({ attempts }) => attempts),
      [1, 2, 3, 1, 2, 3],
    );
  }),
);

onEachDatabase("a replay never repeats an effect", (env) =>
  withServer(env, async (server) => {
    await server.post(rewardCredit("we_1", "u1", "T1", 10));
    await server.settled();
    await server.post(rewardCredit("we_2", "u1", "T1", 10)); // the same transaction
    await server.post(xoxodayOrder(1, "canceled", 1));
    await server.settled();
    await server.post(xoxodayOrder(1, "delivered", 1));
    const before = [await server.settled(), await server.ledger()];

    const { deliveries } = await server.operator("/deliveries");
    assert.equal(deliveries.length, 4);
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(deliveries.map(({ id }) => server.operator(`/deliveries/${id}/replay`, { method: "POST" })));
      await server.settled();
    }
    assert.deepEqual([await server.settled(), await server.ledger()], before);
  }),
);

onEachDatabase("an unknown delivery cannot be replayed", (env) =>
  withServer(env, async (server) => {
    for (const id of ["1", "0", "99999999999999999999", "x"]) {
      assert.equal(await server.operator(`/deliveries/${id}/replay`, { method: "POST" }), 404, id);
    }
  }),
);
