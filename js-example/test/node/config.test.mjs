import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { help, readConfig } from "../../node/config.mjs";
import { VARIABLES } from "../../node/config/variables.mjs";
import { SECRETS } from "../support/deliveries.mjs";

const NAMES = Object.values(VARIABLES).flatMap(Object.keys);
const SERVER = fileURLToPath(new URL("../../node/server.mjs", import.meta.url));

const problems = (env) => {
  try {
    readConfig(env);
  } catch (error) {
    assert.equal(error.name, "ConfigError");
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(" ")[0]);
  }
  return [];
};

test("a config needs only the secrets", () => {
  const config = readConfig(SECRETS);
  assert.deepEqual(config.providers.xoxoday, {
    apiKey: [SECRETS.XOXODAY_API_KEY],
    urlToken: [SECRETS.XOXODAY_URL_TOKEN],
    maxBodyBytes: 1_048_576,
  });
  assert.deepEqual(config.database, { url: null, file: "./countersign.db", connections: 10, waitMs: 30_000 });
  assert.deepEqual([config.receives, config.works, config.metrics, config.confirmation], [true, true, null, null]);
});

test("a provider is active if its variables are set, and at least one must be", () => {
  const providers = (env) => Object.keys(readConfig(env).providers);
  const { XOXODAY_API_KEY, XOXODAY_URL_TOKEN, ISENDU_URL_TOKEN } = SECRETS;
  assert.deepEqual(providers({ ISENDU_URL_TOKEN }), ["isendu"]);
  assert.deepEqual(providers({ XOXODAY_API_KEY, XOXODAY_URL_TOKEN, REWARD_URL_TOKEN: "" }), ["xoxoday"]);
  assert.deepEqual(providers(SECRETS), ["isendu", "optondemand", "reward", "xoxoday"]);
  assert.deepEqual(problems({}), ["no"]);
  assert.deepEqual(problems(Object.fromEntries(NAMES.map((name) => [name, ""]))), ["no"]);
});

test("a half-configured provider stops the start, and the error lists all missing secrets", () => {
  const { XOXODAY_API_KEY, XOXODAY_URL_TOKEN, OPTONDEMAND_SECRET, OPTONDEMAND_URL_TOKEN } = SECRETS;
  const cases = [
    [{ XOXODAY_API_KEY }, ["XOXODAY_URL_TOKEN"]],
    [{ XOXODAY_URL_TOKEN }, ["XOXODAY_API_KEY"]],
    [{ OPTONDEMAND_URL_TOKEN }, ["OPTONDEMAND_SECRET"]],
    [{ OPTONDEMAND_SECRET, XOXODAY_URL_TOKEN }, ["OPTONDEMAND_URL_TOKEN", "XOXODAY_API_KEY"]],
    [{ ...SECRETS, OPTONDEMAND_SECRET: "" }, ["OPTONDEMAND_SECRET"]],
  ];
  for (const [env, missing] of cases) assert.deepEqual(problems(env).sort(), missing.sort(), JSON.stringify(env));
});

test("isendu and reward, which have only a URL token, have a lower limit for bodies by default", () => {
  const limits = (env) =>
    Object.fromEntries(
      Object.entries(readConfig(env).providers).map(([name, { maxBodyBytes }]) => [name, maxBodyBytes]),
    );
  const [short, long] = [131_072, 1_048_576];
  assert.deepEqual(limits(SECRETS), { isendu: short, reward: short, optondemand: long, xoxoday: long });
  const chosen = limits({ ...SECRETS, MAX_BODY_BYTES: "5000" });
  assert.deepEqual(Object.values(chosen), [5000, 5000, 5000, 5000]);
});

test("a worker needs no secrets", () => {
  const config = readConfig({ ROLE: "worker" });
  assert.deepEqual([config.receives, config.works], [false, true]);
});

test("an error names the wrong variable, and never shows its value", () => {
  const wrong = [
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "80 "],
    ["PORT", "1e3"],
    ["PORT", "0x50"],
    ["ROLE", "both"],
    ["ROLE", "constructor"],
    ["LOG_LEVEL", "loud"],
    ["STORE_SECONDS", "0"],
    ["STORE_SECONDS", "Infinity"],
    ["LEASE_SECONDS", "5s"],
    ["ATTEMPTS", "0"],
    ["ATTEMPTS", "2.5"],
    ["MAX_BODY_BYTES", "0"],
    ["XOXODAY_URL_TOKEN", "short-token"],
    ["XOXODAY_URL_TOKEN_NEXT", "short-token"],
    ["OPERATOR_TOKEN_NEXT", "short-token"],
    ["OPERATOR_TOKEN", "short-token"],
    ["DATABASE_URL", "mysql://user:pass-word@localhost/x"],
    ["DATABASE_URL", "pass-word"],
  ];
  for (const [name, value] of wrong) {
    const env = { ...SECRETS, [name]: value };
    assert.deepEqual(problems(env), [name], `${name}=${value}`);
    assert.throws(
      () => readConfig(env),
      (error) => !/short-token|one-key|pass-word/.test(error.message),
    );
  }
  assert.deepEqual(problems({ ...SECRETS, PORT: "x", ROLE: "x", ISENDU_KEY_ID: "x" }), [
    "ROLE",
    "PORT",
    "ISENDU_KEY_ID",
  ]);
  assert.deepEqual(problems({ ...SECRETS, RETRY_SECONDS: "10", RETRY_MAX_SECONDS: "5" }), ["RETRY_MAX_SECONDS"]);
});

test("a second value has its own variable, and needs the first one", () => {
  const { providers, operatorTokens } = readConfig({
    ...SECRETS,
    XOXODAY_API_KEY_NEXT: "two",
    ISENDU_URL_TOKEN_NEXT: "tok_next_isendu_00000000",
    OPERATOR_TOKEN_NEXT: "operator-token-2",
  });
  assert.deepEqual(providers.xoxoday.apiKey, [SECRETS.XOXODAY_API_KEY, "two"]);
  assert.deepEqual(providers.isendu.urlToken, [SECRETS.ISENDU_URL_TOKEN, "tok_next_isendu_00000000"]);
  assert.deepEqual(operatorTokens, [SECRETS.OPERATOR_TOKEN, "operator-token-2"]);
  assert.deepEqual(problems({ ...SECRETS, OPERATOR_TOKEN: "", OPERATOR_TOKEN_NEXT: "operator-token-2" }), [
    "OPERATOR_TOKEN_NEXT",
  ]);
  const { ISENDU_URL_TOKEN } = SECRETS;
  assert.deepEqual(problems({ ISENDU_URL_TOKEN, REWARD_URL_TOKEN_NEXT: "tok_next_reward_00000000" }), [
    "REWARD_URL_TOKEN_NEXT",
  ]);
});

test("a comma or a space is part of a secret", () => {
  const odd = ["k,Xf83kfjs0gj3", ",", "a, b", " padded "];
  for (const secret of odd) {
    const { providers } = readConfig({ ...SECRETS, OPTONDEMAND_SECRET: secret });
    assert.deepEqual(providers.optondemand.secret, [secret]);
  }
  const token = "operator-token-1,operator-token-2";
  assert.deepEqual(readConfig({ ...SECRETS, OPERATOR_TOKEN: token }).operatorTokens, [token]);
});

test("--help and the README list every variable", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  for (const name of NAMES) {
    assert.ok(help().includes(`  ${name} `), name);
    assert.ok(readme.includes(`\`${name}\``), name);
  }
});

test("the command line", async () => {
  const run = (args, env) =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        [SERVER, ...args],
        { env: { PATH: process.env.PATH, ...env } },
        (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });
  assert.deepEqual(await run(["--help"], {}), { code: 0, stdout: help(), stderr: "" });
  const missing = await run([], { PORT: "x" });
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /^2 variables are missing or wrong:\n {2}PORT must be/);
  const unknown = await run(["--port", "1"], SECRETS);
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /--port/);
});
