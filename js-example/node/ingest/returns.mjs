import { basisOf } from "../../shared/ledger/basis.mjs";
import { canReturn, judge, returnKey } from "../../shared/ledger/returns.mjs";

/**
 * Tells news from duplicates among arrivals whose keys are known, and stores the news under a key of its own.
 *
 * @param {import("kysely").Transaction<any>} transaction
 * @param {import("../database.mjs").Engine} engine
 * @param {import("./write.mjs").Arrival[]} repeated in the order in which they came; their keys are stored
 * @returns {Promise<{ news: Set<import("./write.mjs").Arrival>, duplicates: string[] }>} and the keys of the rows that the
 *   others are duplicates of, one for each of them
 */
export async function sortOut(transaction, engine, repeated) {
  const news = new Set();
  if (!repeated.some(mayReturn)) return { news, duplicates: repeated.map(({ row }) => row.dedupe_key) };

  const rows = await readSubjects(transaction, engine, repeated.filter(mayReturn));
  const moved = new Set();
  const duplicates = [];
  for (const arrival of repeated) {
    const { unit, row } = arrival;
    // Of a removed delivery only the key is left, and that tells no news.
    const stored = mayReturn(arrival) ? rows.get(row.subject) : [];
    const { is, of = { key: row.dedupe_key } } = stored.length > 0 ? judge(unit, stored) : { is: "duplicate" };
    if (is === "news") {
      const key = returnKey(unit);
      await transaction
        .insertInto("deliveries")
        .values({ ...row, dedupe_key: key })
        .execute();
      rows.get(row.subject).push({ key, subject: row.subject, event: unit.event });
      news.add(arrival);
    } else {
      duplicates.push(of.key);
    }
    if (is === "later") moved.add(Object.assign(of, { event: unit.event }));
  }
  await moveOn(transaction, engine, [...moved]);
  return { news, duplicates };
}

/** What waited was left its event only where it can return. */
const mayReturn = ({ unit }) => unit.event !== null && canReturn(unit);

/**
 * Reads the rows of the subjects, in the order of receipt. First it locks those whose keys have come again, by their numbers,
 * as the workers do: another process with the same news waits, and then finds it stored.
 */
async function readSubjects(transaction, engine, returning) {
  const keys = new Set(returning.map(({ row }) => row.dedupe_key));
  const known = transaction
    .selectFrom("deliveries")
    .select("id")
    .where("dedupe_key", "in", [...keys]);
  await engine.forUpdate(known.orderBy("id")).execute();

  const subjects = new Map(returning.map(({ row }) => [row.subject, []]));
  const rows = await transaction
    .selectFrom("deliveries")
    .select(["dedupe_key", "subject", "event", "sent_again"])
    .where("subject", "in", [...subjects.keys()])
    .where("provider", "=", returning[0].row.provider)
    .where("kind", "=", returning[0].row.kind)
    .orderBy("id")
    .execute();
  for (const { dedupe_key: key, subject, event, sent_again } of rows) {
    subjects.get(subject).push({ key, subject, event: JSON.parse(sent_again ?? event) });
  }
  return subjects;
}

/** Writes down that news was sent once more: for the work on it, and for the ledger where that shows it. */
async function moveOn(transaction, engine, rows) {
  if (rows.length === 0) return;
  const subjects = [...new Set(rows.map(({ subject }) => subject))].map((subject) => ({
    provider: "xoxoday",
    subject,
  }));
  await engine.lockSubjects(transaction, subjects);
  for (const { key, subject, event } of rows) {
    const text = JSON.stringify(event);
    await transaction.updateTable("deliveries").set({ sent_again: text }).where("dedupe_key", "=", key).execute();
    const basis = JSON.stringify(basisOf(event));
    const entry = transaction.updateTable("ledger").set({ event: basis }).where("subject", "=", subject);
    await entry.where("provider", "=", "xoxoday").where("version", "=", key).execute();
  }
  await engine.unlockSubjects(transaction, subjects);
}
