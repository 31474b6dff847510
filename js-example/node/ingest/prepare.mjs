import { canReturn } from "../../shared/ledger/returns.mjs";

/**
 * Returns a receipt in the form in which it waits to be stored. Each event becomes its JSON text. The object stays only if it
 * may still be compared with others, because it needs several times as much memory.
 *
 * @param {import("./write.mjs").Receipt} receipt
 * @returns {import("./write.mjs").Receipt & { size: number }} with what it takes, in bytes
 */
export function prepare(receipt) {
  const units = receipt.units.map((unit) => {
    const text = JSON.stringify(unit.event);
    return { ...unit, text, event: canReturn(unit) ? unit.event : null };
  });
  const events = units.reduce(
    (sum, { text, dedupeKey, subject }) => sum + text.length + dedupeKey.length + subject.length,
    0,
  );
  const unreadable = receipt.unreadable.reduce((sum, { path }) => sum + path.length, 0);
  // Beside its event a unit takes a row.
  const size = receipt.body.length + events + unreadable + ROW_BYTES * (units.length + receipt.unreadable.length);
  return { ...receipt, units, size };
}

const ROW_BYTES = 500;
