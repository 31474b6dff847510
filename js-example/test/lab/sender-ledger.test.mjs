// The sender's ledger and its arithmetic.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sum } from "../../lab/simulator/decimal.mjs";
import { json, token } from "../../lab/simulator/json.mjs";
import { ledgerOf } from "../../lab/simulator/ledger.mjs";

const SUMS = [
  [[], "0"],
  [["0.1", "0.2"], "0.3"],
  [["19.90", "0.10"], "20"],
  [["1e2", "25E-3"], "100.025"],
  [["-5", "5.0"], "0"],
  [["-0.05"], "-0.05"],
  [["9007199254740993", "1"], "9007199254740994"],
  [["12345678901234567890.000000001", "0.000000001"], "12345678901234567890.000000002"],
  [["-1", "0.25"], "-0.75"],
];
for (const [texts, right] of SUMS)
  test(`${texts.join(" + ") || "nothing"} is ${right}`, () => assert.equal(sum(texts), right));

for (const text of ["", "1.", ".5", "0x10", "1 ", "NaN", "--1"]) {
  test(`${JSON.stringify(text)} is not a number`, () => assert.throws(() => sum([text]), RangeError));
}

const unit = (rest) => ({
  provider: "reward",
  key: "k",
  subject: "s",
  work: "latest",
  state: "",
  rank: 0,
  told: true,
  poison: false,
  ...rest,
});
const entries = (units, doubtful) =>
  [...ledgerOf(units, new Set(doubtful)).values()].flatMap(({ subject, shows }) =>
    shows.map(({ state, keys }) => [subject, state, [...keys]]),
  );

test("the newest unit counts, even if another one is sent last", () => {
  const units = [unit({ key: "b", rank: 2, state: "new" }), unit({ key: "a", rank: 1, state: "old" })];
  assert.deepEqual(entries(units), [["s", "new", ["b"]]]);
});

test("a newest unit that may not be stored can be shown, or an older one", () => {
  const [old, sure, perhaps] = ["old", "sure", "perhaps"].map((state, rank) => unit({ key: state, rank, state }));
  assert.deepEqual(entries([perhaps, sure, old], [perhaps, old]), [
    ["s", "perhaps", ["perhaps"]],
    ["s", "sure", ["sure"]],
  ]);
  assert.deepEqual(entries([perhaps, old], [perhaps, old]).length, 2, "one of them is there");
});

test("units with a shared key may share a row", () => {
  const units = [0, 1, 2].map((rank) =>
    unit({ key: "a", name: `a ${rank}`, keys: ["a", `again ${rank}`], rank, state: `${rank}` }),
  );
  assert.deepEqual(entries([...units, unit({ key: "b", rank: 1.5, state: "b" })]), [
    ["s", "2", ["a", "again 0", "again 1", "again 2"]],
  ]);
});

test("any occurrence may be shown, and only the last one if they were sent in order", () => {
  const happened = (told) =>
    ["x", "y"].map((state, rank) => unit({ key: state, rank, state, told, work: "occurrence" }));
  assert.deepEqual(entries(happened(true)), [
    ["s", "x", ["x"]],
    ["s", "y", ["y"]],
  ]);
  assert.deepEqual(entries(happened(false)), [["s", "y", ["y"]]]);
});

test("poison and unknown kinds leave no entry", () => {
  assert.deepEqual(entries([unit({ poison: true }), unit({ subject: "t", work: "none" })]), []);
});

test("a transaction with several events is booked once", () => {
  const credit = { userId: "u", transaction: "x" };
  const units = [
    unit({ key: "a", subject: "tx:x", work: "credit", state: "1.5", credit }),
    unit({ key: "b", subject: "tx:x", work: "credit", state: "1.5", credit }),
    unit({ key: "c", subject: "tx:y", work: "credit", state: "-0.5", credit: { userId: "u", transaction: "y" } }),
  ];
  assert.deepEqual(entries(units), [
    ["tx:x", "1.5", ["a", "b"]],
    ["tx:y", "-0.5", ["c"]],
    ["balance:u", "1", ["a", "b", "c"]],
  ]);
});

test("equal subjects of two providers are separate", () => {
  assert.equal(ledgerOf([unit({}), unit({ provider: "xoxoday" })]).size, 2);
});

test("the JSON writer keeps numbers that JSON.stringify cannot write", () => {
  const value = { a: token("12345678901234567890"), b: [1, "x\u0000"], c: undefined, ["__proto__"]: null };
  assert.equal(json(value), '{"a":12345678901234567890,"b":[1,"x\\u0000"],"__proto__":null}');
  assert.equal(json({ é: "🚀" }, { escaped: true, blanks: " " }), '{"\\u00e9": "\\ud83d\\ude80"}');
});
