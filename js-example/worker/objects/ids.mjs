/**
 * Returns a UUID of version 7. Nobody can guess it, and as text it is greater than the ids of all earlier milliseconds. So a
 * list ordered by id is ordered by time.
 *
 * @param {number} ms since 1970
 */
export function timeOrderedId(ms) {
  const random = crypto.getRandomValues(new Uint8Array(10));
  random[0] = 0x70 | (random[0] & 0x0f);
  random[2] = 0x80 | (random[2] & 0x3f);
  const digits = timeDigits(ms) + [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Greater than every id. */
export const AFTER_ALL_IDS = "g";

/** Returns a text that is less than each id of this millisecond, and greater than all earlier ids. */
export function firstIdAt(ms) {
  return timeDigits(ms).replace(/^(.{8})(.{4})$/, "$1-$2");
}

const timeDigits = (ms) => Math.max(0, ms).toString(16).padStart(12, "0");
