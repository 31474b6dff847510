// Draws JSON at the edges of its grammar and of a double, and damages it.

/** Numbers that are easy to misread: around the safe integers, and around the largest and the smallest double. */
const NUMBERS = [
  "0",
  "-0",
  "-0.0",
  "0e0",
  "-0E400",
  "1",
  "-12",
  "0.10",
  "1e3",
  "2E-2",
  "1e21",
  "0.1e-400",
  "12345678901234567890.5",
  "9007199254740991",
  "-9007199254740991",
  "9007199254740992",
  "9007199254740993",
  "-99999999999999999999",
  "1e400",
  "-1E+999",
  "1.7976931348623157e308",
  "1.7976931348623158e308",
  "1.7976931348623159e308",
  "17976931348623157e292",
  "5e-324",
  "2e-324",
  "31.245270191439438",
  `0.${"0".repeat(320)}1e320`,
  ...[63, 64, 65, 308, 309].map((digits) => "1".padEnd(digits, "0")),
  "9".repeat(309),
];

/** One of each length in UTF-8, those that must be escaped, and their neighbours. */
const CHARACTERS = [
  "a",
  "z",
  "é",
  "日",
  "🚀",
  " ",
  "/",
  '"',
  "\\",
  "\n",
  "\t",
  "\0",
  "\x1f",
  "\x7f",
  "\x80",
  "\u2028",
  "\ufeff",
  "\uffff",
];
const LENGTHS = [0, 1, 2, 7, 8, 9, 15, 16, 17, 30];

/** Ordinary names, names that every object has in some language, and names that look like a path. */
const NAMES = ["a", "b", "", "a.b", "[0]", "é🚀", "__proto__", "constructor", "toString", "length"];

const BLANKS = ["", "", "", " ", "\t", "\r\n", "    "];

/** Text that is invalid anywhere, or in most places of a document. */
const WRECKAGE = [
  '"',
  "\\",
  ",",
  ":",
  "{",
  "}",
  "[",
  "]",
  "0",
  "e",
  ".",
  "-",
  "x",
  "\0",
  "\f",
  "\v",
  "\u00a0",
  "\ufeff",
  " ",
  "",
  "01",
  "+1",
  "1.",
  ".5",
  "1e",
  "1e+",
  "0x1",
  "NaN",
  "-Infinity",
  "True",
  "nul",
  "undefined",
  "//x\n",
  "/**/",
  "'a'",
  '"\\x41"',
  '"\\u00g0"',
  '"\\u12"',
  '"\t"',
  '"\\ud800"',
  '"\\udc00"',
  '"\\ud83d\\ud83d"',
  '"\\ud83dx"',
  '"\\ud83d\\n"',
];

/** Bytes with a meaning in JSON, and bytes that start or end a sequence in UTF-8. */
const BYTES = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c, 0x3a, 0x00, 0x1f, 0x20, 0x30, 0x2d, 0x2e, 0x65, 0x75, 0x7f, 0x80, 0xa0,
  0xa2, 0xbf, 0xc0, 0xdc, 0xed, 0xef, 0xbb, 0xf4, 0x90, 0xff,
];

/** Returns functions that draw tokens and documents, as texts, with the choices of `properties.mjs`. */
export function drawJson({ below, oneIn, pick, times }) {
  const around = (token) => pick(BLANKS) + token + pick(BLANKS);
  const number = () => pick(NUMBERS);
  const literal = () => pick(["null", "true", "false"]);
  const string = () =>
    spelled(Array.from({ length: pick(LENGTHS) }, () => (oneIn(4) ? pick(CHARACTERS) : "x")).join(""));
  const scalar = () => pick([number, string, literal])();

  /** Writes a text as a JSON string. Some characters may be escaped. */
  function spelled(text) {
    if (!oneIn(4)) return JSON.stringify(text);
    return `"${text
      .split("")
      .map((unit) => (below(3) ? escaped(unit) : JSON.stringify(unit).slice(1, -1)))
      .join("")}"`;
  }

  const array = (tokens) => `[${tokens.map(around).join(",")}]`;

  /** Writes pairs of a name and a token as an object. Any of them may come first. */
  function object(members) {
    const first = below(members.length + 1);
    const turned = [...members.slice(first), ...members.slice(0, first)];
    return `{${turned.map(([name, token]) => `${around(spelled(name))}:${around(token)}`).join(",")}}`;
  }

  /** Draws JSON of any shape. Some objects have a duplicate name. */
  function json(depth, leaf = scalar) {
    const kind = depth === 0 ? 0 : below(4);
    if (kind < 2) return leaf();
    if (kind === 2) return array(times(5, () => json(depth - 1, leaf)));
    const members = [...new Map(times(5, () => [pick(NAMES), json(depth - 1, leaf)]))];
    return object(oneIn(16) ? [...members, ...members.slice(0, 1)] : members);
  }

  /** Inserts invalid text. */
  function damage(text) {
    const characters = [...text];
    characters.splice(below(characters.length + 1), below(2), pick(WRECKAGE));
    return characters.join("");
  }

  /** Removes, changes or repeats bytes. */
  function damageBytes(bytes) {
    const damaged = [...bytes];
    const at = below(damaged.length + 1);
    const change = below(4);
    if (change === 0) damaged.splice(at, below(3), pick(BYTES));
    else if (change === 1) damaged.splice(at, 1);
    else if (change === 2) damaged.length = at;
    else damaged.splice(at, 0, ...damaged.slice(below(at + 1), at).slice(0, 12));
    return Uint8Array.from(damaged);
  }

  return { array, damage, damageBytes, json, literal, number, object, scalar, spelled, string };
}

const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
