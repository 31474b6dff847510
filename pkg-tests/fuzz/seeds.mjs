// Makes the seed corpus: the shared vectors in the form that each fuzz target reads.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { schemeCases, vectors } from "../support/files.mjs";
import { body } from "../conformance/vectors.mjs";

const cases = vectors.flatMap(({ provider, cases }) => cases.map((testCase) => ({ provider, ...testCase })));
const encode = (text) => new TextEncoder().encode(text);

/** The bodies of the cases of one provider, or of all, without those that are too long to mutate well. */
function bodies(wanted) {
  const chosen = cases.filter(({ provider }) => wanted === undefined || provider === wanted).map(body);
  return chosen.map((one) => (typeof one === "string" ? encode(one) : one)).filter((one) => one && one.length < 4096);
}

function headers() {
  const withHeaders = cases.filter(({ headers }) => headers !== undefined && headers !== null);
  return withHeaders.map(({ config, headers }) => {
    const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`));
    return encode([[config?.apiKey].flat()[0] ?? "", ...lines].join("\n"));
  });
}

function addresses() {
  const lists = cases.filter(({ config }) => Array.isArray(config?.allowedIps));
  return lists.map(({ config, ip }) => encode([ip ?? "", ...config.allowedIps].join("\n")));
}

/** Every text in a body that starts like a date. */
function times() {
  const texts = bodies().flatMap((body) =>
    [...new TextDecoder().decode(body).matchAll(/"(\d{4}-[^"]*)"/g)].map(([, text]) => text),
  );
  return texts.map(encode);
}

/** Each scheme, and a body behind it. */
function schemes() {
  const { definitions, senders } = schemeCases;
  const found = [...definitions.map(({ scheme }) => scheme), ...Object.values(senders)];
  return found.map((scheme) => encode(`${JSON.stringify(scheme)}\n{"id":"evt_1"}`));
}

/** Steps that damage a body, a key, a header, a URL, and the body. */
function diagnoses() {
  const step = (op, args = {}) => ({ op, args });
  const damages = [
    [],
    [step("append", { hex: "0a" })],
    [step("base64_encode")],
    [step("hex_encode"), step("json_quote")],
    [step("percent_encode")],
    [step("html_escape", { quote: "'" }), step("trim")],
    [step("json", { separators: "compact", order: "sorted" })],
    [step("utf8_to_utf16", { order: "le" })],
    [step("twice"), step("replace", { from: "0a", to: "0d0a" })],
    [step("message", { before: "1735787045." })],
    [step("add_slashes"), step("latin1_to_utf8")],
  ];
  const some = bodies().filter(({ length }) => length < 600);
  const before = "whsec_test_0123456789abcdef\nsha256=00112233445566778899aabbccddeeff\n/hooks/a1b2c3?token=d4e5f6\n";
  return damages.map((steps, at) =>
    Buffer.concat([encode(`${JSON.stringify(steps)}\n${before}`), some[(at * 7) % some.length]]),
  );
}

const SEEDS = {
  json: () => bodies(),
  receive_isendu: () => bodies("isendu"),
  receive_optondemand: () => bodies("optondemand"),
  receive_reward: () => bodies("reward"),
  receive_xoxoday: () => bodies("xoxoday"),
  headers,
  addresses,
  times,
  schemes,
  diagnose: diagnoses,
  // Its bytes are choices, not text, so the vectors have no seeds for it.
  structured: () => [],
};

export const targets = Object.keys(SEEDS);

/** Writes the seeds of a target into a folder. */
export function writeSeeds(target, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [number, seed] of SEEDS[target]().entries()) writeFileSync(`${folder}/${number}`, seed);
}
