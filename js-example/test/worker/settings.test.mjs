import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { SECRETS } from "../support/deliveries.mjs";
import { checkNumbers, configOf, operatorTokens, providersOf } from "../../worker/settings.mjs";

const limitOf = (provider, given) => configOf(provider, { ...SECRETS, MAX_BODY_BYTES: given }).maxBodyBytes;

test("the limit of a body is 128 KiB without a signature or key, and 1 MiB with one", () => {
  for (const given of [undefined, ""]) {
    assert.deepEqual(
      ["isendu", "reward", "optondemand", "xoxoday"].map((provider) => limitOf(provider, given)),
      [131_072, 131_072, 1_048_576, 1_048_576],
    );
  }
});

test("a configured limit applies to each provider", () => {
  for (const provider of ["isendu", "reward", "optondemand", "xoxoday"]) {
    assert.equal(limitOf(provider, "150000"), 150_000);
    assert.equal(limitOf(provider, 1), 1);
  }
});

test("an invalid limit, or one above the size of a row, is reported", () => {
  for (const given of ["0", "1.5", "-1", "many", "1900001", "Infinity", " "]) {
    assert.throws(
      () => limitOf("reward", given),
      /^Error: MAX_BODY_BYTES must be an integer from 1 to 1900000$/,
      given,
    );
  }
});

test("a provider is active if one of its secrets is set", () => {
  const none = Object.fromEntries(Object.keys(SECRETS).map((name) => [name, undefined]));
  assert.deepEqual(providersOf({}), []);
  assert.deepEqual(providersOf({ ...none, OPERATOR_TOKEN: SECRETS.OPERATOR_TOKEN, ISENDU_KEY_ID: "k" }), []);
  assert.deepEqual(providersOf({ REWARD_URL_TOKEN: "", ISENDU_URL_TOKEN: "x" }), ["isendu"]);
  assert.deepEqual(providersOf(SECRETS), ["isendu", "optondemand", "reward", "xoxoday"]);
  for (const name of ["XOXODAY_API_KEY", "XOXODAY_URL_TOKEN", "XOXODAY_API_KEY_NEXT", "XOXODAY_URL_TOKEN_NEXT"]) {
    assert.deepEqual(providersOf({ [name]: "x" }), ["xoxoday"]);
    assert.throws(() => configOf("xoxoday", { [name]: "x" }), /^Error: XOXODAY_(API_KEY|URL_TOKEN) is not set$/);
  }
});

test("a secret is used unchanged, with its commas and spaces", () => {
  for (const secret of ["k,Xf83", ",", " k ", "k, Xf83", "a,b,c"]) {
    const config = configOf("optondemand", { ...SECRETS, OPTONDEMAND_SECRET: secret });
    assert.deepEqual(config.secret, [secret]);
    assert.deepEqual(operatorTokens({ OPERATOR_TOKEN: secret.padEnd(16, "x") }), [secret.padEnd(16, "x")]);
  }
});

test("a second value of each secret is accepted, but only with a first one", () => {
  const env = { ...SECRETS, OPTONDEMAND_SECRET_NEXT: "next,1", OPTONDEMAND_URL_TOKEN_NEXT: "next token" };
  const { secret, urlToken } = configOf("optondemand", env);
  assert.deepEqual(secret, [SECRETS.OPTONDEMAND_SECRET, "next,1"]);
  assert.deepEqual(urlToken, [SECRETS.OPTONDEMAND_URL_TOKEN, "next token"]);
  assert.throws(() => configOf("optondemand", { ...env, OPTONDEMAND_SECRET: "" }), /OPTONDEMAND_SECRET is not set/);

  const token = SECRETS.OPERATOR_TOKEN;
  assert.equal(operatorTokens({}), null);
  assert.deepEqual(operatorTokens({ OPERATOR_TOKEN: token, OPERATOR_TOKEN_NEXT: `${token},2` }), [token, `${token},2`]);
  for (const wrong of [
    { OPERATOR_TOKEN: "short" },
    { OPERATOR_TOKEN: token, OPERATOR_TOKEN_NEXT: "short" },
    { OPERATOR_TOKEN_NEXT: token },
  ]) {
    assert.throws(() => operatorTokens(wrong), /OPERATOR_TOKEN/);
  }
});

test("a missing or invalid number is reported", () => {
  const text = readFileSync(new URL("../../worker/wrangler.jsonc", import.meta.url), "utf8");
  const vars = Object.fromEntries(
    [...text.matchAll(/"([A-Z_]+)": (\d+)/g)].map(([, name, value]) => [name, Number(value)]),
  );
  assert.ok(Object.keys(vars).length >= 7);
  checkNumbers(vars);
  checkNumbers(Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, String(value)])));
  for (const name of Object.keys(vars)) {
    for (const wrong of [undefined, "-1", "many", Number.NaN]) {
      assert.throws(() => checkNumbers({ ...vars, [name]: wrong }), new RegExp(`^Error: ${name} must be a number`));
    }
  }
});
