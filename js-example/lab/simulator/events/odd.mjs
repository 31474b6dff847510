// Texts that can break a store, an index or a page.

import { token } from "../json.mjs";

/** Pairs that a careless comparison treats as equal. */
const TWINS = [
  (n) => [`caf\u00e9-${n}`, `cafe\u0301-${n}`],
  (n) => [`Case-${n}`, `case-${n}`],
  (n) => [`blank-${n}`, `blank-${n} `],
  (n) => [`${n}.0`, `0${n}.0`],
];

const ALONE = [
  (n) => `nul-\u0000-${n}`,
  (n) => `'); DROP TABLE deliveries; -- ${n}`,
  (n) => `<img src=x onerror=alert(${n})>`,
  (n) => `日本語-👩‍👩‍👧‍👦-${n}`,
  (n) => `\u202eعكس-${n}`,
  (n) => `../../${n}?a=1&b=%2e#c`,
  (n) => `__proto__-${n}`,
  (n) => `line\r\n\u2028\u2029${n}`,
  (n) => `,${n},=1+1,"`,
  (n) => `\ufeff${n}\uffff\u{10ffff}`,
];

/** Returns one id, or two that look alike. Different numbers give different ids. At most 128 characters. */
export function oddIds(random, number) {
  if (random.chance(0.3)) return random.pick(TWINS)(number);
  if (random.chance(0.1)) return [String(number).padStart(128, "x")];
  return [random.pick(ALONE)(number)];
}

/** An id that is too long for a database index, for fields without a limit. */
export const longId = (number) => `${number}-${"long ".repeat(2_000)}`;

const FIELDS = [
  () => ({ unsafeInteger: token("9007199254740993") }),
  (random) => ({ manyDigits: token(random.digits(40)), tooBig: token("1e400") }),
  () => ({ precise: token("0.1000000000000000055511151231257827"), minusZero: token("-0") }),
  () => ({ note: "Zoë 日本 🚀 \u0000 \u202e \ufeff", "": "empty key", __proto__x: 1 }),
  () => ({ nested: [[[[{ deep: [{ deeper: [null, true, false, -1.5e-7] }] }]]]] }),
  () => ({ ["__proto__"]: { polluted: true }, constructor: { prototype: { polluted: true } } }),
];

/** Undocumented fields for some messages. A big one has up to 780 kB, escapes included. */
export function extra(random) {
  if (random.chance(0.6)) return {};
  if (random.chance(0.004)) return { padding: "pädding ".repeat(random.between(1_000, 60_000)) };
  const make = random.pick(FIELDS);
  return { extra: make(random) };
}

/** A sender's style of JSON. */
export const style = (random) => ({
  blanks: random.pick(["", "", "", " ", "\n  ", "\t"]),
  escaped: random.chance(0.1),
});
