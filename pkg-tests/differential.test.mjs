// The same inputs to countersign and to the platform: JSON.parse, node:crypto and WebCrypto. Seeded, so that a failure
// can be repeated; SEED=<number> chooses another run.

import assert from "node:assert/strict";
import { createHmac, webcrypto } from "node:crypto";
import { test } from "node:test";
import { isendu, optondemand } from "countersign";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
let state = seed;
/** mulberry32: a small generator with a 32-bit state. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const below = (limit) => Math.floor(random() * limit);
const pick = (choices) => choices[below(choices.length)];
const times = (limit, make) => Array.from({ length: below(limit) }, make);
const bytes = (length) => Uint8Array.from({ length }, () => below(256));

const numbers = ["0", "-0", "1", "-12", "0.10", "1e3", "2E-2", "1e21", "9007199254740991", "9007199254740993", "-99999999999999999999", "1e400", "-1E+999", "0.1e-400", "12345678901234567890.5"];
const strings = ['""', '"a"', '"é"', '"🚀"', '"\\u0041"', '"\\ud83d\\ude80"', '"\\ud83d"', '"\\n\\/"', '"__proto__"', '"\u2028"'];
const blanks = ["", "", " ", "\t", "\r\n"];
function json(depth) {
  const kind = depth === 0 ? below(4) : below(8);
  const around = (text) => pick(blanks) + text + pick(blanks);
  if (kind === 0) return pick(numbers);
  if (kind === 1) return pick(strings);
  if (kind < 4) return pick(["null", "true", "false"]);
  if (kind < 6) return `[${times(5, () => around(json(depth - 1))).join(",")}]`;
  return `{${times(5, () => `${around(pick(strings))}:${around(json(depth - 1))}`).join(",")}}`;
}
function damage(text) {
  const characters = [...text];
  const at = below(characters.length + 1);
  const damaged = pick(['"', "\\", ",", ":", "{", "}", "[", "]", "0", "e", ".", "-", "\u0000", "\u00a0", "x", " ", ""]);
  characters.splice(at, below(2), damaged);
  return characters.join("");
}

const outcome = (call) => {
  try {
    return { value: call() };
  } catch (error) {
    return { error };
  }
};

/** JSON.parse's value with the documented difference: a number that a double would misread is its token. */
function expected(text) {
  return JSON.parse(text, (_key, value, context) => {
    if (typeof value !== "number" || context?.source === undefined) return value;
    const isInteger = /^-?\d+$/.test(context.source);
    return !Number.isFinite(value) || (isInteger && !Number.isSafeInteger(value)) ? context.source : value;
  });
}
// Node 20 has no source text access: there, documents without such numbers are compared alone.
const hasSource = JSON.parse("1", (_key, _value, context) => context !== undefined);
const misread = /\d{16}|[eE]\+?\d{3}/;

test(`JSON: accepts what JSON.parse accepts, but for the documented rules (SEED=${seed})`, () => {
  const counts = { accepted: 0, refused: 0, stricter: 0 };
  for (let run = 0; run < 30_000; run += 1) {
    const text = run % 2 === 0 ? `{"x":${json(4)}}` : damage(`{"x":${json(4)}}`);
    const theirs = outcome(() => JSON.parse(text));
    const ours = outcome(() => isendu.parse(text));
    if (ours.value) {
      counts.accepted += 1;
      assert.ok("value" in theirs, text);
      if (hasSource || !misread.test(text)) assert.deepStrictEqual(ours.value.payload, hasSource ? expected(text) : theirs.value, text);
    } else if (theirs.error) {
      counts.refused += 1;
      assert.match(ours.error.code, /^(invalid_json|duplicate_key)$/, text);
    } else {
      counts.stricter += 1;
      const { code } = ours.error;
      if (code === "invalid_json") assert.match(text, /\\u[dD][89a-fA-F]/, text);
      else if (code === "not_object") assert.ok(theirs.value === null || typeof theirs.value !== "object" || Array.isArray(theirs.value), text);
      else assert.match(code, /^(duplicate_key|wrong_type)$/, text);
    }
  }
  for (const [kind, count] of Object.entries(counts)) assert.ok(count > 1000, `${kind}: ${count}`);
});

test(`HMAC: as node:crypto and WebCrypto make it (SEED=${seed})`, async () => {
  for (let run = 0; run < 300; run += 1) {
    const [key, body] = [bytes(1 + below(200)), bytes(pick([0, 1, 55, 56, 63, 64, 65, below(5000)]))];
    const imported = await webcrypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const macs = [createHmac("sha256", key).update(body).digest("hex"), Buffer.from(await webcrypto.subtle.sign("HMAC", imported, body)).toString("hex")];
    for (const mac of macs) {
      const verify = (headers) => optondemand.verify({ body, headers }, { secret: ["x", key] });
      assert.equal(verify({ "x-signature": `sha256=${mac}` }).keyIndex, 1);
      const at = below(64);
      const other = mac.slice(0, at) + (mac[at] === "0" ? "1" : "0") + mac.slice(at + 1);
      assert.equal(outcome(() => verify({ "x-signature": `sha256=${other}` })).error.code, "mismatch");
    }
  }
});
