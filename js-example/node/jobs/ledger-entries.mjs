import { basisOf } from "../../shared/ledger/basis.mjs";

/**
 * Reads ledger entries for one transaction, and locks them until it ends.
 *
 * @param {import("kysely").Transaction<any>} tx
 * @param {import("../database.mjs").Engine} engine
 * @param {{ provider: string, subject: string }[]} wanted
 */
export async function openLedger(tx, engine, wanted) {
  const subjects = new Map(wanted.map((entry) => [keyOf(entry), entry]));
  await engine.lockSubjects(tx, [...subjects.values()]);
  // Two providers may use the same subject. The query then reads a few more entries, which are ignored.
  const rows = await tx
    .selectFrom("ledger")
    .selectAll()
    .where("subject", "in", [...new Set(wanted.map(({ subject }) => subject))])
    .where("events", ">", 0)
    .execute();
  const entries = new Map(
    rows.map((row) => [keyOf(row), { ...row, event: JSON.parse(row.event), effects: JSON.parse(row.effects) }]),
  );
  const changed = new Set();

  return {
    /** @returns {import("../../shared/ledger/settle.mjs").Entry | undefined} */
    get: (provider, subject) => entries.get(keyOf({ provider, subject })),
    /** @param {import("../../shared/ledger/settle.mjs").Entry} entry */
    set(entry) {
      entries.set(keyOf(entry), entry);
      changed.add(keyOf(entry));
    },
    async save() {
      await save(
        tx,
        [...changed].map((key) => entries.get(key)),
      );
      const untouched = [...subjects].filter(([key]) => !entries.has(key)).map(([, entry]) => entry);
      if (untouched.length > 0) await engine.unlockSubjects(tx, untouched);
    },
  };
}

const keyOf = ({ provider, subject }) => `${provider}/${subject}`;

async function save(tx, entries) {
  if (entries.length === 0) return;
  await tx
    .insertInto("ledger")
    .values(
      entries.map((entry) => ({
        ...entry,
        event: JSON.stringify(basisOf(entry.event)),
        effects: JSON.stringify(entry.effects),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(["subject", "provider"]).doUpdateSet(({ ref }) => ({
        state: ref("excluded.state"),
        version: ref("excluded.version"),
        events: ref("excluded.events"),
        received: ref("excluded.received"),
        event: ref("excluded.event"),
        effects: ref("excluded.effects"),
      })),
    )
    .execute();
}
