import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isenduBatch, isenduOrder, rewardCredit } from "../support/deliveries.mjs";
import { post } from "../support/server.mjs";
import { startWorker } from "../support/workerd.mjs";

/** Lost messages are noticed soon. The local queue is in memory, so it loses all of them. */
const SOON = { SEND_SECONDS: "1", RESEND_SECONDS: "1", CRON_SECONDS: "1" };

const COUNT = 600;
const USERS = 5;
const KILL_AT = [100, 250, 450];

/** Credits, each with its own transaction. Every twentieth message is a batch about ten orders. */
const messages = Array.from({ length: COUNT }, (_, number) =>
  number % 20 === 0
    ? isenduBatch({ order: Array.from({ length: 10 }, (_, part) => isenduOrder(`o-${number}-${part}`, "delivered")) })
    : rewardCredit(`we_${number}`, `u${number % USERS}`, `T${number}`, "1.5"),
);
const batches = COUNT / 20;
const credits = COUNT - batches;
const creditsOf = (user) => messages.filter((_, number) => number % 20 !== 0 && number % USERS === user).length;

/** Sends each message until the Worker answers 200, like a provider does. */
async function sendAll(urlOf, onAnswer) {
  const queue = [...messages];
  let answered = 0;
  const send = async () => {
    for (let message = queue.shift(); message; message = queue.shift()) {
      while ((await post(urlOf(), message).catch(() => null))?.status !== 200) await sleep(20);
      onAnswer((answered += 1));
    }
  };
  await Promise.all(Array.from({ length: 16 }, send));
}

test("a Worker that is killed several times stores and books each delivery once", async () => {
  let worker = await startWorker(SOON);
  const { state } = worker;
  let restarted = Promise.resolve();
  const restart = async () => {
    await worker.kill();
    worker = await startWorker(SOON, state);
  };
  try {
    await sendAll(
      () => worker.url,
      (answered) => {
        if (KILL_AT.includes(answered)) restarted = restarted.then(restart);
      },
    );
    await restarted;
    const stored = credits + batches * 10;
    const summary = await worker.settled(stored);
    assert.deepEqual(
      { ...summary, duplicates: 0 },
      { stored, duplicates: 0, pending: 0, applied: stored, superseded: 0, dead: 0, quarantined: 0 },
    );

    const ledger = await worker.ledger();
    for (let user = 0; user < USERS; user += 1) {
      const [state, , events] = ledger[`reward balance:u${user}`] ?? [];
      assert.deepEqual(
        [state, events],
        creditsOf(user) ? [String(creditsOf(user) * 1.5), creditsOf(user)] : [undefined, undefined],
      );
    }
    assert.equal(Object.values(ledger).filter(([, , events]) => events === 1).length, stored);
  } catch (error) {
    error.message += `\n${worker.output().slice(-4_000)}`;
    throw error;
  } finally {
    await worker.kill();
  }
});
