// Makes a wrong key of a right one.

/** Returns a key of the same length that differs in one character or byte. A scheme says how it encodes its keys. */
export function wrongKey(key, scheme) {
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
  const at = start + Math.floor((digits - 1) / 2);
  return key.slice(0, at) + other(key[at]) + key.slice(at + 1);
}

/** Returns another character, of the same length in UTF-8. */
function other(character) {
  const code = character.codePointAt(0);
  if (code > 0x7f) return String.fromCodePoint(code ^ 4);
  return character === "0" ? "1" : "0";
}
