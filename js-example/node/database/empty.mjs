/** A delivery without its personal data. Its key stays, so the same news is still a duplicate. */
const EMPTY = { event: "null", event_length: 4, subject: "", sent_again: null, last_error: null, body_sha256: "" };

/**
 * Deletes the personal data of deliveries: events, bodies, subjects, and the ledger entries that show them. A pending
 * delivery has no data left to work on, so it becomes superseded.
 *
 * @param {import("kysely").Transaction<any>} tx
 * @param {{ id: number, provider: string, subject: string, body_sha256: string }[]} rows at most 500
 * @returns {Promise<{ bodies: number, entries: number }>} the number of other deleted rows
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

/** Deletes the bodies of rows. Other units of the same body arrived at the same time, and are then shown without it. */
export async function deleteBodies(tx, rows) {
  const hashes = [...new Set(rows.map(({ body_sha256 }) => body_sha256))];
  const { numDeletedRows } = await tx.deleteFrom("bodies").where("sha256", "in", hashes).executeTakeFirst();
  return Number(numDeletedRows);
}
