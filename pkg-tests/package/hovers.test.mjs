// The text that an editor shows for a field of an event: what the value is, where it comes from, and an example.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { installed } from "../support/installed.mjs";

const types = readFileSync(`${installed}/index.d.ts`, "utf8");
const text = (comment) =>
  comment
    .replace(/^ *\/?\*+\/? ?/gm, "")
    .replace(/\s+/g, " ")
    .trim();

/** Returns the fields of the parsers' interfaces: interface, field, type, and the comment as one line. */
function fields(source) {
  const interfaces = source.matchAll(/^export interface (\w+)(?: extends \w+)? \{\n(.*?)^\}/gms);
  return [...interfaces].flatMap(([, name, body]) =>
    [...body.matchAll(/^ {4}\/\*\*\n(.*?)\*\/\n {4}(\w+): ([^\n]+);$/gms)].map(([, comment, field, type]) => ({
      name,
      field,
      type,
      comment: text(comment),
    })),
  );
}

/** A field needs no example if its type lists the values, or has fields with examples. */
const explainsItself = (type) =>
  /^"|^(boolean|LocalDateTime|(Isendu|Xoxoday)\w+)( \| |\[|$)/.test(type.replace(/^\(|\)$/g, ""));

/** Returns the problem of a hover, or null. */
function fault({ type, comment }) {
  if (/::|\[`|assert|panic!|Option<|\b(Some|None)\b/.test(comment)) return "Rust";
  if (comment.replace(/`[^`]*`/g, "").match(/\w+/g)?.length > 3 !== true) return "says nothing";
  if (!/as in `.+`/.test(comment) && !explainsItself(type)) return "no example";
  return null;
}

test("each field of an event has a description with an example", () => {
  const all = fields(types);
  for (const [name, field] of [
    ["XoxodayOrderDeliveryStatus", "poNumber"],
    ["OptOnDemandOrder", "orderId"],
    ["IsenduStep", "timezone"],
    ["RewardEnvelope", "id"],
  ]) {
    assert.ok(
      all.some((each) => each.name === name && each.field === field),
      `${name}.${field}`,
    );
  }
  assert.deepEqual(
    all.map((each) => [`${each.name}.${each.field}`, fault(each)]).filter(([, found]) => found !== null),
    [],
  );
});

test("no hover contains Rust", () => {
  const comments = [...types.matchAll(/\/\*\*.*?\*\//gs)].map(([comment]) => text(comment));
  assert.ok(comments.length > 50);
  assert.deepEqual(
    comments.filter((comment) => /\w::\w|\[`|assert_|panic!|\bserde\b/.test(comment)),
    [],
  );
});

for (const [what, type, comment, expected] of [
  ["only a field's name", "string", "`status`.", "says nothing"],
  ["a path", "string", "The id of the order, as in `7`; see [`Order`](crate::Order).", "Rust"],
  ["no example", "string | null", "The number of the order, from `data.poNumber`.", "no example"],
  ["an example in words", "number", "The amount of the transaction, as in the body.", "no example"],
]) {
  test(`found: ${what}`, () => assert.equal(fault({ type, comment }), expected));
}
