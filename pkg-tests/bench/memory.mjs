// Measures the memory of the package: the module's own, a receiver's, and the allocations of one call. run.mjs runs it in Node. It
// prints one line of JSON.

import { alive, collect, linearMemory } from "../support/instances.mjs";
import { receiveByHand, verifyByHand } from "./candidates/by-hand.mjs";
import { SECRET } from "./candidates/keys.mjs";
import { ours } from "./candidates/ours.mjs";
import { batchOf, bodyOf } from "./bodies.mjs";
import { senderOf } from "./deliveries.mjs";
import { median } from "./measure.mjs";
import { PLATFORMS } from "./platforms.mjs";

const RECEIVERS = 2000;
/** Few enough that no garbage is collected meanwhile. */
const CALLS = 200;
const ROUNDS = 15;
const MANY = 20_000;
const KB = 1024;
/** The number of trackings: near the largest body that a receiver accepts. */
const LARGE_BATCH = 1200;

const { packages } = JSON.parse(process.argv[2]);

function used() {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Returns the bytes that are still used after a call whose result is kept. */
async function kept(act) {
  await collect();
  const before = used();
  const held = act();
  await collect();
  const after = used();
  return held === undefined ? 0 : after - before;
}

const repeat = (call, deliveries, calls) => {
  let accepted = 0;
  for (let at = 0; at < calls; at += 1) if (call(deliveries[at % deliveries.length])) accepted += 1;
  if (accepted !== calls) throw new Error("a genuine delivery was refused");
  return accepted;
};

/** Returns the bytes that a call allocates in JavaScript until they are collected. */
async function allocated(call, deliveries) {
  repeat(call, deliveries, 10 * CALLS);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await collect();
    const before = used();
    repeat(call, deliveries, CALLS);
    rounds.push((used() - before) / CALLS);
  }
  return Math.round(median(rounds));
}

async function measurePackage({ label, entry }) {
  const [before, known] = [linearMemory(), alive().length];
  const api = await import(entry);
  const fresh = linearMemory() - before;
  const { optondemand, isendu } = api;
  const receivers = () => Array.from({ length: RECEIVERS }, () => optondemand.receiver({ secret: SECRET }));
  receivers();
  const perReceiver = (await kept(receivers)) / RECEIVERS;

  const row = { body: (kind, seed) => bodyOf(kind, KB, seed), size: KB };
  const deliveries = senderOf(row, "optondemand", PLATFORMS.node).deliveries(Infinity);
  const calls = {};
  for (const method of ["verify", "receive"]) {
    for (const { name, call } of ours([{ label, api }], "optondemand", method))
      calls[`${name}: ${method}`] = await allocated(call, deliveries);
  }
  const [{ call: receive }] = ours([{ label, api }], "optondemand", "receive");
  const perMany = await kept(() => repeat(receive, deliveries, MANY));

  const linear = { fresh, afterSmall: linearMemory() - before };
  isendu.receive({ body: batchOf(LARGE_BATCH, 0) }, { acceptUnauthenticated: true });
  linear.afterLarge = linearMemory() - before;
  return {
    label,
    instances: alive().length - known,
    receiver: Math.round(perReceiver),
    calls,
    kept: Math.round(perMany / MANY),
    linear,
  };
}

async function measureByHand() {
  const row = { body: (kind, seed) => bodyOf(kind, KB, seed), size: KB };
  const deliveries = senderOf(row, "optondemand", PLATFORMS.node).deliveries(Infinity);
  const calls = {};
  const verify = verifyByHand("optondemand", PLATFORMS.node);
  const receive = receiveByHand("optondemand", PLATFORMS.node);
  for (const { name, call } of [...verify, ...receive]) calls[name] = await allocated(call, deliveries);
  return calls;
}

const measured = [];
for (const one of packages) measured.push(await measurePackage(one));
console.log(JSON.stringify({ packages: measured, byHand: await measureByHand() }));
