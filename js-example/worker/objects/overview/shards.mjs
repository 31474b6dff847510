import { within } from "../../ingest/parallel.mjs";
import { log } from "../../log.mjs";
import { overviewObject } from "../index.mjs";

/**
 * How many objects the overview has. All rows of a subject are in the same object, so never change this number once rows are
 * stored.
 */
const SHARDS = 8;

/** How long a report waits for the overview. */
const PATIENCE_MS = 10_000;

/**
 * The Worker's access to the overview. The overview has only copies, so no necessary step waits for it.
 *
 * @typedef {object} Told a report to the overview
 * @property {import("../subject/deliveries.mjs").Row[]} rows
 * @property {import("./tables.mjs").LedgerRow[]} entries
 */

/**
 * Sends reports to the overview. Never rejects. Returns for each report whether the overview has all of it.
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
 * Deletes deliveries from the overview that no longer exist. Never rejects: if it fails for a pending one, `stuck` lists that
 * one again.
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
    if (reason) log.error("the overview did not accept a report", { error: reason });
  }
}

/**
 * Deletes deliveries of one subject, and its ledger entry, from the overview.
 *
 * @param {object} env
 * @param {{ provider: string, subject: string }} about
 * @param {string[]} ids
 */
export async function forgetSubject(env, about, ids) {
  const { provider, subject } = about;
  await overviewObject(env, shardOf(about)).forgetThese(ids, [{ provider, subject }]);
}

/** Asks each object of the overview, and returns all answers. @throws if one of them fails */
export function askAll(env, ask) {
  return Promise.all(Array.from({ length: SHARDS }, (_, shard) => ask(overviewObject(env, shard))));
}

/** Asks each object of the overview, and returns the answers of those that do not fail. */
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
    log.error("the overview did not accept a report", { error, rows: rows.length });
    return false;
  }
}

/** FNV-1a, 32 bits, of the code points. Any hash with a good spread works, but it must never change. */
function shardOf({ provider, subject }) {
  let hash = 0x811c9dc5;
  for (const sign of `${provider}/${subject}`) hash = Math.imul(hash ^ sign.codePointAt(0), 0x01000193) >>> 0;
  return hash % SHARDS;
}
