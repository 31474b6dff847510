import assert from "node:assert/strict";
import { test } from "node:test";
import { sampled } from "../../worker/sampled.mjs";

function sampler() {
  const lines = [];
  const clock = { ms: 1_000_000 };
  const write = sampled(
    (msg, fields) => lines.push([msg, fields]),
    () => clock.ms,
  );
  return { lines, clock, write };
}

test("the first message of a kind is written at once, and then one a minute with a count", () => {
  const { lines, clock, write } = sampler();
  for (let times = 0; times < 450; times += 1) write("refused", { code: "mismatch" });
  assert.deepEqual(lines, [["refused", { code: "mismatch", count: 1 }]]);
  clock.ms += 59_999;
  write("refused", { code: "mismatch" });
  assert.equal(lines.length, 1);
  clock.ms += 1;
  write("refused", { code: "mismatch" });
  write("refused", { code: "mismatch" });
  assert.deepEqual(lines.slice(1), [["refused", { code: "mismatch", count: 451 }]]);
  clock.ms += 60_000;
  write("refused", { code: "mismatch" });
  assert.deepEqual(lines.slice(2), [["refused", { code: "mismatch", count: 2 }]]);
});

test("other messages, providers and codes are written at once", () => {
  const { lines, write } = sampler();
  write("refused", { provider: "isendu", code: "mismatch" });
  write("refused", { provider: "isendu", code: "body_too_large" });
  write("refused", { provider: "reward", code: "mismatch" });
  write("asked");
  write("asked");
  assert.deepEqual(
    lines.map(([msg, { count }]) => [msg, count]),
    [
      ["refused", 1],
      ["refused", 1],
      ["refused", 1],
      ["asked", 1],
    ],
  );
});

test("extra fields are not part of a message's kind", () => {
  const { lines, write } = sampler();
  for (const message of ["one", "two"]) write("failed", { provider: "isendu" }, { error: new Error(message) });
  assert.deepEqual(
    lines.map(([, { error, count }]) => [error.message, count]),
    [["one", 1]],
  );
});

test("after the clock is set back, messages are only counted", () => {
  const { lines, clock, write } = sampler();
  write("refused");
  clock.ms -= 10_000;
  write("refused");
  assert.equal(lines.length, 1);
});
