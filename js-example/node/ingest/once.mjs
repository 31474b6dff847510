import { randomUUID } from "node:crypto";
import { sql } from "kysely";

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Stores a batch once, however often it is tried. A connection that breaks during a commit leaves open whether the batch is
 * stored. Tried again, its deliveries would be duplicates of themselves. So each transaction also writes the batch's number,
 * and one that finds it there has nothing to do. An attempt that has not ended yet is waited for, because it holds the row.
 *
 * One writer stores one batch after the other. It is one row, which a batch that was given up may hold for a while: then take
 * a new one.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 */
export function createWriter({ engine, transaction }) {
  const writer = randomUUID();
  let number = 0;
  return {
    /**
     * Returns a function that runs `work` in a transaction and returns its result. Call it again after an error.
     *
     * @template T
     * @param {(transaction: any) => Promise<T>} work
     * @returns {() => Promise<T>}
     */
    batch(work) {
      number += 1;
      const mine = { writer, number };
      let result;
      return () =>
        transaction(async (tx) => {
          if (await isStored(tx, engine, mine)) return result;
          result = await work(tx);
          return result;
        });
    },
  };
}

/** Notes the batch in its writer's row, and tells whether it was there. */
async function isStored(tx, engine, { writer, number }) {
  if (!engine.losesCommits) return false;
  const noted = await tx
    .insertInto("batches")
    .values({ writer, number, stored_at: engine.now })
    .onConflict((conflict) =>
      conflict.column("writer").doUpdateSet({ number, stored_at: engine.now }).where("batches.number", "<", number),
    )
    .returning("number")
    .execute();
  return noted.length === 0;
}

/** Removes the rows of writers that are gone. */
export async function removeWriters({ db, engine }) {
  await db.deleteFrom("batches").where("stored_at", "<", sql`${engine.now} - cast(${DAY_MS} as bigint)`).execute();
}
