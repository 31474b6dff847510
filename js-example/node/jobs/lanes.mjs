import { setImmediate as yieldToOthers } from "node:timers/promises";
import { claim } from "./claim.mjs";
import { giveBack, putOff } from "./retry.mjs";
import { LeaseLost, work } from "./apply.mjs";

/** How long a lane rests after the database failed it, unless told otherwise. */
const AFTER_OUTAGE_MS = 1_000;

/**
 * Starts the worker: a few lanes that claim units, do their work, and rest when there is none.
 *
 * This process wakes a lane when it stores something. The lane finds the units of other processes, and those due again, by looking
 * every `pollMs`, which is one read of an index. LISTEN and NOTIFY would be quicker by that much, but hold a connection, pass no
 * pooler of transactions, and would have to be backed by looking all the same.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {import("../config.mjs").Config["work"] & { afterOutageMs?: number }} config
 * @param {{ log: import("pino").Logger, metrics: ReturnType<typeof import("../metrics.mjs").createMetrics> }} around
 */
export function startWorker(database, config, { log, metrics }) {
  const { afterOutageMs = AFTER_OUTAGE_MS } = config;
  const sleepers = new Set();
  let stopping = false;
  let missed = false;
  const lanes = Array.from({ length: database.engine.workLanes(config.lanes) }, lane);

  async function lane() {
    while (!stopping) {
      const units = await round().catch(async (err) => {
        log.error({ err }, "the worker cannot reach its work");
        await rest(afterOutageMs);
        return 0;
      });
      // Requests have to come in between.
      await yieldToOthers();
      // Where there was some, there may be more than one lane can do.
      if (units > 0) wake();
      else await rest(config.pollMs * (0.75 + Math.random() / 2));
    }
  }

  async function round() {
    const fresh = await take(false);
    return fresh + (await take(true));
  }

  async function take(retried) {
    const { lease, units } = await claim(database, { retried, leaseMs: config.leaseMs });
    // One alone: that the last attempt was begun and never failed says that the worker was killed at it.
    if (units[0]?.attempts > config.attempts) {
      await fail(lease, { unit: units[0], error: new Error("each time the worker ended before the work did") });
    } else if (units.length > 0) {
      await workOn({ lease, units });
    }
    return units.length;
  }

  async function workOn(claimed) {
    const end = metrics.working.startTimer();
    try {
      const outcomes = await work(database, claimed);
      end();
      for (const outcome of outcomes) {
        if (outcome.error) await fail(claimed.lease, outcome);
        else metrics.worked.inc({ provider: outcome.unit.provider, outcome: outcome.state });
      }
      log.debug({ units: outcomes.length }, "worked");
      tellLost(claimed.units.length - outcomes.length);
    } catch (error) {
      end();
      await recover(claimed, error);
    }
  }

  async function fail(lease, { unit, error }) {
    const isLast = unit.attempts >= config.attempts;
    await putOff(database, { lease, unit, error, isLast }, config);
    const { id, provider, kind, attempts } = unit;
    metrics.worked.inc({ provider, outcome: isLast ? "dead" : "failed" });
    log[isLast ? "error" : "warn"](
      { delivery: id, provider, kind, attempts, err: error },
      isLast ? "dead" : "failed; to be tried again",
    );
  }

  function tellLost(units) {
    if (units > 0) log.warn({ units }, "a lease ran out, or a unit was replayed, before the work was done");
  }

  /**
   * After a transaction that failed as a whole. Where not even this can be written, the leases run out by themselves. A unit
   * that spoils it is found by halves, under the same lease: the others are done in this round.
   */
  async function recover({ lease, units }, error) {
    if (error instanceof LeaseLost) return tellLost(units.length);
    if (database.engine.isOutage(error)) {
      await giveBack(database, { lease, delayMs: afterOutageMs });
      throw error; // the lane rests
    }
    if (units.length === 1) {
      await fail(lease, { unit: units[0], error });
      return;
    }
    log.warn({ err: error, units: units.length }, "a transaction failed; each half of it is tried alone");
    const middle = Math.ceil(units.length / 2);
    for (const half of [units.slice(0, middle), units.slice(middle)]) await workOn({ lease, units: half });
  }

  function rest(ms) {
    if (stopping || missed) {
      missed = false;
      return;
    }
    return new Promise((resolve) => {
      const wakeUp = () => {
        clearTimeout(timer);
        sleepers.delete(wakeUp);
        resolve();
      };
      const timer = setTimeout(wakeUp, ms);
      sleepers.add(wakeUp);
    });
  }

  function wake() {
    const [first] = sleepers;
    if (first) first();
    else missed = true; // a lane that has just found nothing looks once more
  }

  return {
    /** Tells that there is work. */
    wake,
    /** Resolves once the lanes have finished what they were at. */
    async stop() {
      stopping = true;
      for (const wakeUp of sleepers) wakeUp();
      await Promise.all(lanes);
    },
  };
}
