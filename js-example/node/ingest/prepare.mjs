import { setImmediate as yieldToOthers } from "node:timers/promises";
import { canReturn } from "../../shared/ledger/returns.mjs";

/** Units of which texts are made before others get their turn. */
const TOGETHER = 500;
/** Beside its event a unit takes a row. */
const ROW_BYTES = 500;

/**
 * Returns a receipt in the form in which it waits to be stored. Each event becomes its JSON text. The object stays only if it
 * may still be compared with others, because it needs several times as much memory.
 *
 * @param {import("./write.mjs").Receipt} receipt
 * @param {(bytes: number) => void} onMade gets what a part of it takes; it may throw to end the work
 * @returns {Promise<import("./write.mjs").Receipt>} each unit with its `size`
 */
export async function prepare(receipt, onMade) {
  onMade(receipt.unreadable.reduce((sum, { path }) => sum + path.length + ROW_BYTES, 0));
  const units = [];
  for (let start = 0; start < receipt.units.length; start += TOGETHER) {
    if (start > 0) await yieldToOthers();
    const made = receipt.units.slice(start, start + TOGETHER).map(withText);
    units.push(...made);
    onMade(made.reduce((sum, { size }) => sum + size, 0));
  }
  return { ...receipt, units };
}

function withText(unit) {
  const text = JSON.stringify(unit.event);
  const size = text.length + unit.dedupeKey.length + unit.subject.length + ROW_BYTES;
  return { ...unit, text, size, event: canReturn(unit) ? unit.event : null };
}
