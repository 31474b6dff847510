// Seeded random choices for code that can't use a package: this file runs inside workerd, too. Property tests use properties.mjs.

/** Returns a generator. It is mulberry32, which has a 32-bit state. */
export function generator(seed) {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(random() * limit);
  return {
    below,
    pick: (choices) => choices[below(choices.length)],
    times: (limit, make) => Array.from({ length: below(limit) }, make),
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  };
}
