import { within } from "../../ingest/parallel.mjs";
import { log } from "../../log.mjs";
import { overviewObject } from "../index.mjs";

/**
 * How many objects the overview has. A subject's rows are always in the same one, so that this number stays as it is once
 * something is stored.
 */
const SHARDS = 8;

/** How long a report waits for the overview. */
const PATIENCE_MS = 10_000;

/**
 * The overview as the rest of the Worker sees it. What is told to it is a copy: nothing waits for it that must be done.
 *
 * @typedef {object} Told what the overview is told
 * @property {import("../subject/deliveries.mjs").Row[]} rows
 * @property {import("./tables.mjs").LedgerRow[]} entries
 */

/**
 * Tells the overview. Never rejects: returns for each report whether all of it has been taken.
 *
 * @param {object} env
 * @param {Told[]} reports
 * @returns {Promise<boolean[]>}
 */
export async function tell(env, reports) {
  const shards = new Map();
  const partOf = (about) => {
    const shard = shardOf(about);
    if (!shards.has(shard)) shards.set(shard, { rows: [], entries: [] });
    return shards.get(shard);
  };
  for (const { rows, entries } of reports) {
    for (const row of rows) partOf(row).rows.push(row);
    for (const entry of entries) partOf(entry).entries.push(entry);
  }
  const taking = [...shards].map(async ([shard, part]) => [shard, await isTaken(env, shard, part)]);
  const taken = new Map(await Promise.all(taking));
  return reports.map(({ rows, entries }) => [...rows, ...entries].every((about) => taken.get(shardOf(about))));
}

/**
 * Has the overview forget deliveries that are not there any more. Never rejects: those that it goes on to list as pending come
 * up again.
 *
 * @param {object} env
 * @param {{ id: string, provider: string, subject: string }[]} gone
 */
export async function forgetGone(env, gone) {
  const forgetting = [...Map.groupBy(gone, shardOf)].map(([shard, rows]) =>
    within(
      PATIENCE_MS,
      overviewObject(env, shard).forgetThese(
        rows.map(({ id }) => id),
        [],
      ),
      "it does not answer",
    ),
  );
  for (const { reason } of await Promise.allSettled(forgetting)) {
    if (reason) log.error("the overview was not told", { error: reason });
  }
}

/**
 * Has the overview forget some deliveries of one subject, and its entry in the ledger.
 *
 * @param {object} env
 * @param {{ provider: string, subject: string }} about
 * @param {string[]} ids
 */
export async function forgetSubject(env, about, ids) {
  const { provider, subject } = about;
  await overviewObject(env, shardOf(about)).forgetThese(ids, [{ provider, subject }]);
}

/** Asks each object of the overview, and returns what they say. @throws when one of them fails */
export function askAll(env, ask) {
  return Promise.all(Array.from({ length: SHARDS }, (_, shard) => ask(overviewObject(env, shard))));
}

/** Asks each object of the overview, and returns what those say that do not fail. */
export async function askEach(env, ask) {
  const results = await Promise.allSettled(
    Array.from({ length: SHARDS }, async (_, shard) => ask(overviewObject(env, shard))),
  );
  for (const { reason } of results) if (reason) log.error("a part of the overview did not answer", { error: reason });
  return results.filter(({ status }) => status === "fulfilled").map(({ value }) => value);
}

async function isTaken(env, shard, { rows, entries }) {
  try {
    await within(PATIENCE_MS, overviewObject(env, shard).record(rows, entries), "it does not answer");
    return true;
  } catch (error) {
    log.error("the overview was not told", { error, rows: rows.length });
    return false;
  }
}

/** FNV-1a, 32 bits, of the code points: any spread would do, as long as it stays the same. */
function shardOf({ provider, subject }) {
  let hash = 0x811c9dc5;
  for (const sign of `${provider}/${subject}`) hash = Math.imul(hash ^ sign.codePointAt(0), 0x01000193) >>> 0;
  return hash % SHARDS;
}
