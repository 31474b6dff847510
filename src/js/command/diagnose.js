// `diagnose`: why a delivery was refused.

import { ACCEPTED, NOT_PROVEN, REFUSED, usage } from "./exit.js";
import { readBytes } from "./files.js";
import { CONFIG_OPTIONS, configOf, credentialsOf } from "./keys.js";
import { progress } from "./progress.js";
import { providerOf } from "./providers.js";
import { incomingOf, readRequest, REQUEST_OPTIONS, requestJson } from "./request.js";
import { harmless, paint, say, sayJson } from "./terminal.js";

/** Reads the keys that are named as evidence. A name without a variable is not shown: it may be a key, given by mistake. */
function otherKeys(names = []) {
  const keys = {};
  for (const name of names) {
    if (process.env[name] === undefined)
      throw usage("--other-key takes the NAME of a variable, and no variable of the given name is set");
    keys[name] = process.env[name];
  }
  return keys;
}

function replyOf(options) {
  if (options["reply-body"] === undefined && options["reply-status"] === undefined) return undefined;
  const [status, elapsed] = [options["reply-status"] ?? "200", options["reply-ms"]].map((text) => text && Number(text));
  return {
    status,
    body: options["reply-body"] === undefined ? "" : readBytes(options["reply-body"]),
    ...(elapsed === undefined ? {} : { elapsedMs: elapsed }),
  };
}

const stepText = ({ op, args }) => {
  const given = Object.entries(args).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [op, given.join(", ")].filter(Boolean).join(" ");
};

function show(diagnosis, options) {
  const { summary, findings, searched } = diagnosis;
  say(paint(diagnosis.outcome === "accepted" ? "green" : "red", harmless(summary)));
  for (const { id, confidence, title, detail, proof, remedy } of findings) {
    say("");
    say(`${paint(confidence === "proven" ? "bold" : "yellow", confidence)}  ${title}  ${paint("dim", `(${id})`)}`);
    say(`  ${detail}`);
    if (proof !== null && proof.steps.length > 0)
      say(`  Shown by: ${harmless(proof.steps.map(stepText).join("; then "))}`);
    if (proof?.firstDifference !== undefined) say(`  The first byte that differs: ${proof.firstDifference}`);
    say(`  ${paint("bold", "Do:")} ${remedy.text}`);
    const wanted = Object.entries(remedy.frameworks).filter(
      ([name]) => options.framework === undefined || options.framework === name,
    );
    for (const [name, text] of wanted) say(`    ${name}: ${text}`);
  }
  const isDone = searched.complete ? "everything that is known was tried" : "more could be tried: --deep";
  if (searched.macs > 0) say(`\n${paint("dim", `searched ${searched.macs} MACs, ${searched.bytes} bytes; ${isDone}`)}`);
}

async function run({ options, files: [file] }) {
  const provider = providerOf(options.provider);
  const request = readRequest(file, options);
  const credentials = provider.name === "isendu" ? credentialsOf(options) : undefined;
  const config = await configOf(credentials === undefined ? options : { ...options, unauthenticated: true }, provider);
  // The large module comes when it is asked for.
  const { diagnose: search } = await import("countersign/diagnose");
  const diagnosis = search(provider.name, incomingOf(request), config, {
    original: options.original === undefined ? undefined : readBytes(options.original),
    otherKeys: otherKeys(options["other-key"]),
    credentials,
    reply: replyOf(options),
    deep: options.deep === true,
    onProgress: progress(),
  });
  if (options.json) sayJson({ ...diagnosis, request: requestJson(request) });
  else show(diagnosis, options);
  const isProven = diagnosis.findings.some(({ confidence }) => confidence === "proven");
  if (diagnosis.outcome === "accepted" && !isProven) return ACCEPTED;
  return isProven ? REFUSED : NOT_PROVEN;
}

export const diagnose = {
  summary: "says why a delivery was refused, by proof where there is one",
  usage: "diagnose [FILE|-] -p PROVIDER",
  examples: [
    "OPTONDEMAND_SECRET=… npx countersign diagnose delivery.http -p optondemand",
    "npx countersign diagnose body.json -H 'X-Signature: sha256=…' -p optondemand --env-file .env",
  ],
  files: 1,
  options: {
    ...REQUEST_OPTIONS,
    ...CONFIG_OPTIONS,
    original: { type: "string", value: "FILE", help: "the body as it was sent, from a tunnel or the sender's log" },
    "other-key": { type: "string", multiple: true, value: "NAME", help: "a variable with another key to try" },
    "reply-status": { type: "string", value: "STATUS", help: "what you answered to isendu's confirmation" },
    "reply-body": { type: "string", value: "FILE", help: "the body of that answer" },
    "reply-ms": { type: "string", value: "MS", help: "how long it took" },
    framework: { type: "string", value: "NAME", help: "shows what to do in this framework alone" },
    deep: { type: "boolean", help: "searches up to sixteen times as long" },
  },
  run,
};
