import assert from "node:assert/strict";
import { test } from "node:test";
import { SECRETS } from "../support/deliveries.mjs";
import { configOf } from "../../worker/settings.mjs";

const limitOf = (provider, given) => configOf(provider, { ...SECRETS, MAX_BODY_BYTES: given }).maxBodyBytes;

test("a body has at most 128 KiB where nothing is signed, and 1 MiB else", () => {
  for (const given of [undefined, ""]) {
    assert.deepEqual(
      ["isendu", "reward", "optondemand", "xoxoday"].map((provider) => limitOf(provider, given)),
      [131_072, 131_072, 1_048_576, 1_048_576],
    );
  }
});

test("a limit that is given counts for each provider", () => {
  for (const provider of ["isendu", "reward", "optondemand", "xoxoday"]) {
    assert.equal(limitOf(provider, "150000"), 150_000);
    assert.equal(limitOf(provider, 1), 1);
  }
});

test("what is no limit, or more than a row holds, is reported", () => {
  for (const given of ["0", "1.5", "-1", "many", "1900001", "Infinity", " "]) {
    assert.throws(
      () => limitOf("reward", given),
      /^Error: MAX_BODY_BYTES must be an integer from 1 to 1900000$/,
      given,
    );
  }
});
