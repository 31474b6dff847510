// Random choices from a seed. Two runs with the same seed send the same bytes in the same order. The network decides when they
// arrive.

const DIGITS = "0123456789";
const HEX = `${DIGITS}abcdef`;
/** Crockford's base32, the alphabet of Reward's ids. */
const BASE32 = `${DIGITS}abcdefghjkmnpqrstvwxyz`;

/** Returns the next number of mulberry32, a generator with a 32-bit state, each time it is called: from 0 to below 1. */
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @param {number} seed an integer; its low 32 bits count
 */
export function seeded(seed) {
  const random = mulberry32(seed | 0);
  const below = (limit) => Math.floor(random() * limit);
  const pick = (choices) => choices[below(choices.length)];
  const text = (alphabet, length) => Array.from({ length }, () => alphabet[below(alphabet.length)]).join("");

  return {
    below,
    pick,
    /** Returns true in this share of all calls. */
    chance: (share) => below(1_000_000) < share * 1_000_000,
    between: (least, most) => least + below(most - least + 1),
    digits: (length) => pick(DIGITS.slice(1)) + text(DIGITS, length - 1),
    hex: (length) => text(HEX, length),
    base32: (length) => text(BASE32, length),
    shuffled(list) {
      const copy = [...list];
      for (let i = copy.length - 1; i > 0; i -= 1) {
        const j = below(i + 1);
        [copy[i], copy[j]] = [copy[j], copy[i]];
      }
      return copy;
    },
  };
}

/** @typedef {ReturnType<typeof seeded>} Random */
