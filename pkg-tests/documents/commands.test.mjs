// Runs the lines of the documents that call the command. A line of `send` gets a server with the config that it names.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as api from "countersign";
import { createHandler } from "countersign/node";
import * as presets from "countersign/presets";
import { run } from "../command/running.mjs";
import { listening, serve } from "../command/servers.mjs";
import { blocks, sources } from "./documents.mjs";

const LINE = /^(?:\$ )?((?:\w+=\S+ )*)npx countersign (\w+)(.*)$/gm;

/** Every line that calls the command: where it stands, its variables, the command, and its words. */
const lines = Object.entries(sources).flatMap(([path, text]) =>
  [...blocks(text, "(?:sh|text)").join("\n").matchAll(LINE)].map(([whole, env, command, words]) => ({
    path,
    whole,
    env: Object.fromEntries(env.match(/\w+=\S+/g)?.map((pair) => pair.split("=")) ?? []),
    command,
    words: words.match(/\S+/g) ?? [],
  })),
);
const complete = lines.filter(({ env }) => !Object.values(env).includes("…"));

/** The config of each provider, with the key that a line has. */
const CONFIGS = {
  isendu: (urlToken) => ({ urlToken }),
  optondemand: (secret) => ({ secret }),
  reward: (urlToken) => ({ urlToken }),
  xoxoday: (apiKey) => ({ apiKey }),
};

const serverOf = (name, key) =>
  serve(
    createHandler({
      provider: api[name] ?? api.custom(presets[name]),
      config: (CONFIGS[name] ?? CONFIGS.optondemand)(key),
      ...(name === "isendu" && { confirm: { keyId: "0123456789abcdef0123456789abcdef", secret: "api-secret-1" } }),
      onEvent: () => {},
      onUnreadable: () => {},
      onRejected: () => {},
    }),
  );

test("each guide has a first delivery, and so has the page on any sender", () => {
  const sending = complete.filter(({ command }) => command === "send").map(({ path }) => path);
  for (const path of [
    ...Object.keys(CONFIGS).map((name) => `src/providers/${name}/README.md`),
    "src/docs/schemes.md",
    "src/docs/diagnose.md",
  ])
    assert.ok(sending.includes(path), path);
});

for (const { path, whole, command, words } of lines)
  test(`${path}: ${whole}`, async () => {
    const { status, out } = await run([command, "--help"]);
    assert.equal(status, 0);
    for (const [name] of words.join(" ").matchAll(/(?<= )--?[a-z][\w-]*/g))
      assert.match(out, new RegExp(`^ +(?:-\\w, )?.*${name}\\b`, "m"), name);
  });

for (const { path, whole, env, words } of complete.filter(({ command }) => command === "send"))
  test(`${path}: ${whole} is answered with 200`, async () => {
    const [key] = Object.values(env);
    const name = words[words.indexOf("-p") + 1];
    const to = new URL(words[words.indexOf("--to") + 1]);
    const server = await serverOf(name, key);
    const { status, out, err } = await run(
      ["send", ...words.with(words.indexOf("--to") + 1, server + to.pathname), "--json"],
      { env },
    );
    const { answers } = JSON.parse(out);
    assert.ok(answers.length > 0 && answers.every((answer) => answer.status === 200), out + err);
    assert.equal(status, 0);
  });

for (const { path, whole, env, words } of complete.filter(({ command }) => command === "listen"))
  test(`${path}: ${whole} accepts what send sends`, async () => {
    const at = words.indexOf("--port");
    const { url, lines: told } = await listening(words.toSpliced(at, 2), env);
    const name = words[words.indexOf("-p") + 1];
    const sent = await run(["send", "-p", name, "--to", `${url}/`], { env });
    assert.equal(sent.status, 0, sent.out + sent.err);
    assert.match((await told(1))[0], /^accepted/);
  });
