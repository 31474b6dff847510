/** What a delivery is without its personal data. Its key stays, so that the same news is still a duplicate. */
const EMPTY = { event: "null", event_length: 4, subject: "", sent_again: null, last_error: null, body_sha256: "" };

/**
 * Takes the personal data from deliveries: events, bodies, subjects, and what the ledger shows of them. Pending
 * work has no data left, so it counts as superseded.
 *
 * @param {import("kysely").Transaction<any>} tx
 * @param {{ id: number, provider: string, subject: string, body_sha256: string }[]} rows at most 500
 * @returns {Promise<{ bodies: number, entries: number }>} what is gone beside them
 */
export async function empty(tx, rows) {
  if (rows.length === 0) return { bodies: 0, entries: 0 };
  const ids = rows.map(({ id }) => id);
  const update = tx.updateTable("deliveries").where("id", "in", ids);
  await update.where("state", "=", "pending").set({ state: "superseded", lease: null }).execute();
  await update.set(EMPTY).execute();
  const bodies = await deleteBodies(tx, rows);
  const shown = tx
    .deleteFrom("ledger")
    .where("subject", "in", [...new Set(rows.map(({ subject }) => subject))])
    .where("received", "in", ids);
  const { numDeletedRows } = await shown.executeTakeFirst();
  return { bodies, entries: Number(numDeletedRows) };
}

/** Removes the bodies of rows. What else came with one of them came at the same time, and is shown without it. */
export async function deleteBodies(tx, rows) {
  const hashes = [...new Set(rows.map(({ body_sha256 }) => body_sha256))];
  const { numDeletedRows } = await tx.deleteFrom("bodies").where("sha256", "in", hashes).executeTakeFirst();
  return Number(numDeletedRows);
}
