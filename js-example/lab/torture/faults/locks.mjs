import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** PostgreSQL's own code (SQLSTATE) for no room in memory that its processes share, such as its table of locks. */
const OUT_OF_MEMORY = "53200";
/** More than any table of locks has room for here. */
const MANY = 10_000_000;
/** Makes the numbers one by one, so that the first lock does not wait for all of them. */
const TAKE = "select count(pg_advisory_lock(n)) from (select generate_series(1, $1::bigint) as n) as numbers";

/**
 * Another client in the same cluster fills PostgreSQL's lock table, and holds the locks for a while.
 *
 * @param {{ url: string }} cluster
 * @returns {import("../faults.mjs").Fault}
 */
export function locksTaken(cluster, ms) {
  const strike = async () => {
    const client = new pg.Client({ connectionString: cluster.url });
    client.on("error", () => {});
    await client.connect();
    try {
      // Those that were taken before there was no room are kept: they belong to the session.
      const error = await client.query(TAKE, [MANY]).then(
        () => new Error(`${MANY} locks found room`),
        (error) => error,
      );
      if (error.code !== OUT_OF_MEMORY) throw error;
      await sleep(ms);
    } finally {
      await client.end();
    }
  };
  return { name: "a full table of locks", strike };
}
