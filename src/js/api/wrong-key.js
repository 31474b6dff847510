// Makes a wrong key of a right one.

/**
 * Returns a key of the same length that differs in one character or byte. A scheme says how it encodes its keys. What is no key
 * stays as it is, so that the check of the config refuses it.
 */
export function wrongKey(key, scheme) {
  if (key === undefined || key === null || key.length === 0) return key;
  if (typeof key !== "string") return Uint8Array.from(key, (byte, at) => (at === key.length - 1 ? byte ^ 1 : byte));
  if ((scheme?.key ?? "utf8") !== "utf8") return wrongDigit(key, scheme.keyPrefix ?? "");
  const characters = Array.from(key);
  characters.push(other(characters.pop()));
  return characters.join("");
}

/** Changes a digit in the middle: a prefix may be missing, padding may be missing, and the last digit may have unused bits. */
function wrongDigit(key, keyPrefix) {
  const start = key.startsWith(keyPrefix) ? keyPrefix.length : 0;
  const digits = key.slice(start).replace(/=+$/, "").length;
  if (digits === 0) return key;
  const at = start + Math.floor((digits - 1) / 2);
  return key.slice(0, at) + other(key[at]) + key.slice(at + 1);
}

/** Two letters for each length of a character in UTF-8: one of them is another than a given character. */
const LETTERS = ["01", "éö", "語鍵", "𝐀𝐁"].map((pair) => Array.from(pair));

/** Returns another character, of the same length in UTF-8. */
function other(character) {
  const [one, two] = LETTERS[new TextEncoder().encode(character).length - 1];
  return character === one ? two : one;
}
