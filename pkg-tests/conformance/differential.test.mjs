// Compares countersign with the platform on the same inputs: JSON.parse, node:crypto and WebCrypto. See `properties.mjs` for how
// to repeat a failure.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as api from "countersign";
import { drawJson } from "./draw/json.mjs";
import { documents } from "../support/files.mjs";
import { compareMacs, platformMacs } from "./hmac.mjs";
import { holds, seed } from "../support/properties.mjs";
import { body } from "./vectors.mjs";
import { runWorkerd } from "../runtimes/workerd/run.mjs";

const { isendu } = api;
const halves = ['"\\ud83d"', '"\\ude80"', '"a\\ud83d\\ud83d"'];
/** Draws an object as text. Some have strings with half a surrogate pair, and some are damaged. */
function drawText(choices) {
  const { damage, json, scalar } = drawJson(choices);
  const leaf = () => (choices.oneIn(8) ? choices.pick(halves) : scalar());
  return choices.below(2) ? damage(`{"x":${json(4)}}`) : `{"x":${json(4, leaf)}}`;
}

const outcome = (call) => {
  try {
    return { value: call() };
  } catch (error) {
    return { error };
  }
};

const token = /"(?:[^"\\]|\\.)*"|-?\d+(\.\d+)?([eE][+-]?\d+)?/g;

/** JSON.parse's value with the documented difference: a number that doesn't fit a double is its text. */
function expected(text) {
  const isMisread = (number, point, power) =>
    !Number.isFinite(Number(number)) || (!point && !power && !Number.isSafeInteger(Number(number)));
  return JSON.parse(
    text.replace(token, (found, point, power) =>
      found[0] !== '"' && isMisread(found, point, power) ? `"${found}"` : found,
    ),
  );
}

test(`JSON: accepts the same as JSON.parse, except for the documented rules (SEED=${seed})`, () => {
  const counts = { accepted: 0, refused: 0, stricter: 0 };
  const all = holds(30_000, drawText, (text) => {
    const unmarked = text.replace(/^\ufeff/, "");
    const theirs = outcome(() => JSON.parse(unmarked));
    const ours = outcome(() => isendu.parse(text));
    if (ours.value) {
      counts.accepted += 1;
      assert.ok("value" in theirs, text);
      assert.deepStrictEqual(ours.value.payload, expected(unmarked), text);
    } else if (theirs.error) {
      counts.refused += 1;
      assert.match(ours.error.code, /^(invalid_json|duplicate_key)$/, text);
    } else {
      counts.stricter += 1;
      const { code } = ours.error;
      if (code === "invalid_json") assert.match(text, /\\u[dD][89a-fA-F]/, text);
      else if (code === "not_object")
        assert.ok(theirs.value === null || typeof theirs.value !== "object" || Array.isArray(theirs.value), text);
      else assert.match(code, /^(duplicate_key|wrong_type)$/, text);
    }
  });
  if (!all) return;
  for (const [kind, count] of Object.entries(counts)) assert.ok(count > 1000, `${kind}: ${count}`);
});

const isObject = (value) => typeof value === "object" && value !== null;
const children = (value) => (isObject(value) ? Object.values(value) : []);
const depth = (value) => (isObject(value) ? 1 + Math.max(0, ...children(value).map(depth)) : 0);
const members = (value) =>
  children(value).reduce(
    (sum, child) => sum + members(child),
    isObject(value) && !Array.isArray(value) ? Object.keys(value).length : 0,
  );
const isWellFormed = (value) =>
  !/\p{Surrogate}/u.test(typeof value === "string" ? value : Object.keys(Object(value)).join()) &&
  children(value).every(isWellFormed);

/** The reasons to refuse a document that JSON.parse accepts, and how JSON.parse's value shows each of them. */
const STRICTER = {
  invalid_json: (value) => !isWellFormed(value),
  too_deep: (value) => depth(value) > 127,
  duplicate_key: (value, text) => members(value) < text.replace(token, "").split(":").length - 1,
  not_object: (value) => !isObject(value) || Array.isArray(value),
};

test("JSON: countersign and JSON.parse agree on each document of the corpus, except for the documented rules", () => {
  const counts = { accepted: 0, refused: 0, stricter: 0 };
  for (const document of documents) {
    const bytes = body(document);
    const ours = outcome(() => isendu.parse(bytes));
    const text = outcome(() =>
      typeof bytes === "string"
        ? bytes.replace(/^\ufeff/, "")
        : new TextDecoder("utf-8", { fatal: true }).decode(bytes),
    );
    const theirs = text.error ? text : outcome(() => JSON.parse(text.value));
    if (ours.value) {
      counts.accepted += 1;
      assert.ok("value" in theirs, document.name);
      assert.deepStrictEqual(ours.value.payload, expected(text.value), document.name);
    } else if (theirs.error) {
      counts.refused += 1;
      if (text.error) assert.equal(ours.error.code, "invalid_utf8", document.name);
      else assert.match(ours.error.code, /^(invalid_json|too_deep|duplicate_key)$/, document.name);
    } else {
      counts.stricter += 1;
      assert.ok(STRICTER[ours.error.code]?.(theirs.value, text.value), `${document.name}: ${ours.error.code}`);
    }
  }
  for (const [kind, count] of Object.entries(counts)) assert.ok(count > 100, `${kind}: ${count}`);
  assert.equal(new Set(documents.map(({ name }) => name)).size, documents.length);
});

test(`HMAC: the same as from node:crypto and WebCrypto (SEED=${seed})`, async () => {
  const macs = await platformMacs();
  assert.deepEqual(Object.keys(macs), ["WebCrypto", "node:crypto"]);
  const { run, failures } = await compareMacs(api, macs, seed);
  assert.deepEqual(failures, []);
  assert.equal(run, 600);
});

for (const { flags, macs, count } of [
  { flags: ["no_nodejs_compat"], macs: "WebCrypto", count: 300 },
  { flags: ["nodejs_compat"], macs: "WebCrypto, node:crypto", count: 600 },
]) {
  test(`HMAC: the same as from ${macs} in workerd (SEED=${seed})`, async () => {
    const output = await runWorkerd("2026-07-01", flags, { SEED: seed });
    assert.ok(output.includes(`HMAC by ${macs}: ${count} run, 0 failed\n`), output);
  });
}
