// `diagnose`: why a delivery was refused.

import { ACCEPTED, NOT_PROVEN, REFUSED, usage } from "./exit.js";
import { readBytes } from "./files.js";
import { CONFIG_OPTIONS, configOf, credentialsOf } from "./keys.js";
import { progress } from "./progress.js";
import { providerOf } from "./providers.js";
import { incomingOf, readDelivery, REQUEST_OPTIONS, requestJson } from "./request.js";
import { didYouMean } from "./similar.js";
import { harmless, note, paint, say, sayJson } from "./terminal.js";
import { attempt } from "./attempt.js";

/** Reads the keys for the evidence. We don't show a name without a variable: it may be a key, passed by mistake. */
function otherKeys(names = []) {
  const keys = {};
  for (const name of names) {
    if (process.env[name] === undefined)
      throw usage("--other-key takes the NAME of a variable, and no variable of the given name is set");
    keys[name] = process.env[name];
  }
  return keys;
}

const REPLY = ["reply-status", "reply-body", "reply-ms"];

/** Returns the reply to isendu's confirmation, as evidence. Options that were not passed count as correct. */
function replyOf(options, provider, credentials, body) {
  const [given] = REPLY.filter((name) => options[name] !== undefined);
  if (given === undefined) return undefined;
  if (provider.name !== "isendu") throw usage(`--${given} is only for isendu's confirmation`);
  if (credentials === undefined) throw usage(`--${given} needs ISENDU_KEY_ID and ISENDU_SECRET, which are not set`);
  const status = options["reply-status"] ?? "200";
  if (!/^[1-5]\d\d$/.test(status)) throw usage("--reply-status is an HTTP status, as in 200");
  const elapsed = options["reply-ms"];
  if (elapsed !== undefined && !/^\d{1,9}$/.test(elapsed)) throw usage("--reply-ms is a number of milliseconds");
  const { value: right } = attempt(() => provider.api.confirm(body, credentials));
  return {
    status: Number(status),
    body: options["reply-body"] === undefined ? (right?.body ?? "") : readBytes(options["reply-body"]),
    ...(elapsed === undefined ? {} : { elapsedMs: Number(elapsed) }),
  };
}

function checkFramework(name, explain) {
  const names = Object.keys(explain("body_reserialized").remedy.frameworks);
  if (name !== undefined && !names.includes(name))
    throw usage(`there is no such framework.${didYouMean(name, names)} There are: ${names.join(", ")}`);
}

/** Tells the user whether a longer search can help. A proof needs none. */
function rest({ findings, searched }, options) {
  if (findings.some(({ confidence }) => confidence === "proven")) return "";
  if (searched.complete) return "; all known causes were tried";
  return options.deep ? "" : "; more could be tried: --deep";
}

/** Matches bytes that are all printable ASCII. */
const PRINTABLE = /^(?:[2-6][0-9a-f]|7[0-9a-e])+$/;

/** Returns an argument as a reader knows it: bytes as text where they are one. */
const argumentText = (name, value) => {
  const isText = ["hex", "from", "to"].includes(name) && PRINTABLE.test(value);
  return isText ? JSON.stringify(Buffer.from(value, "hex").toString()) : `${name} ${JSON.stringify(value)}`;
};

const stepText = ({ op, args }) => {
  const given = Object.entries(args).map(([name, value]) => argumentText(name, value));
  return [op, given.join(", ")].filter(Boolean).join(" ");
};

/** Steps that say nothing more than the finding. */
const isSaid = ({ op }) => op === "clock";

/** Returns the advice. For a body in a file of its own, a missing header is one that was not passed. */
const remedyOf = ({ id, remedy }, { form }) =>
  id === "header_missing" && form === "a body"
    ? "Pass the header with -H 'NAME: VALUE', or all headers with --headers FILE."
    : remedy.text;

/** Whether a body is a request as JSON, whose own body was parsed. */
function isParsedRequest({ form, headers, body }) {
  if (form !== "a body" || headers.length > 0) return false;
  try {
    const { headers: given, body: inner } = JSON.parse(Buffer.from(body).toString());
    return typeof given === "object" && given !== null && typeof inner === "object" && inner !== null;
  } catch {
    return false;
  }
}

function show(diagnosis, request, options) {
  const { summary, findings, searched } = diagnosis;
  say(paint(diagnosis.outcome === "accepted" ? "green" : "red", harmless(summary)));
  for (const finding of findings) {
    const { id, confidence, title, detail, proof, remedy } = finding;
    const steps = proof?.steps.filter((step) => !isSaid(step)) ?? [];
    say("");
    say(`${paint(confidence === "proven" ? "bold" : "yellow", confidence)}  ${title}  ${paint("dim", `(${id})`)}`);
    say(`  ${harmless(detail)}`);
    if (steps.length > 0) say(`  Shown by: ${harmless(steps.map(stepText).join("; then "))}`);
    if (proof?.firstDifference !== undefined)
      say(`  The first byte that differs: ${proof.firstDifference} (counted from 0)`);
    say(`  ${paint("bold", "Do:")} ${harmless(remedyOf(finding, request))}`);
    const wanted = Object.entries(remedy.frameworks).filter(
      ([name]) => options.framework === undefined || options.framework === name,
    );
    for (const [name, text] of wanted) say(`    ${name}: ${text}`);
  }
  if (searched.macs > 0)
    say(`\n${paint("dim", `searched ${searched.macs} MACs, ${searched.bytes} bytes${rest(diagnosis, options)}`)}`);
}

async function run({ options, files: [file] }) {
  const provider = providerOf(options.provider);
  const request = readDelivery(file, options);
  const credentials = provider.name === "isendu" ? credentialsOf(options) : undefined;
  const config = await configOf(credentials === undefined ? options : { ...options, unauthenticated: true }, provider);
  // The large module is loaded only when needed.
  const { diagnose: search, explain } = await import("countersign/diagnose");
  checkFramework(options.framework, explain);
  if (isParsedRequest(request))
    note("FILE looks like a request whose body was parsed. Store the body as text (body), or in base64 (bodyBase64).");
  const diagnosis = search(provider.sender, incomingOf(request), config, {
    original: options.original === undefined ? undefined : readBytes(options.original),
    otherKeys: otherKeys(options["other-key"]),
    credentials,
    reply: replyOf(options, provider, credentials, request.body),
    deep: options.deep === true,
    onProgress: progress(),
  });
  if (options.json) {
    sayJson({ ...diagnosis, request: requestJson(request) });
    if (diagnosis.outcome === "config_error") note(harmless(diagnosis.summary));
  } else show(diagnosis, request, options);
  const isProven = diagnosis.findings.some(({ confidence }) => confidence === "proven");
  if (diagnosis.outcome === "accepted" && !isProven) return ACCEPTED;
  return isProven ? REFUSED : NOT_PROVEN;
}

export const diagnose = {
  summary: "says why a delivery was refused, with a proof if there is one",
  usage: "diagnose [FILE|-] -p PROVIDER",
  examples: [
    "OPTONDEMAND_SECRET=… npx countersign diagnose delivery.http -p optondemand",
    "npx countersign diagnose body.json -H 'X-Signature: sha256=…' -p optondemand --dotenv .env",
    "STRIPE_WEBHOOK_SECRET=… npx countersign diagnose delivery.http -p stripe",
    "ACME_WEBHOOK_SECRET=… npx countersign diagnose delivery.http -p ./acme.json",
  ],
  files: 1,
  options: {
    ...REQUEST_OPTIONS,
    ...CONFIG_OPTIONS,
    original: { type: "string", value: "FILE", help: "the body that was sent, from a tunnel or the sender's log" },
    "other-key": { type: "string", multiple: true, value: "NAME", help: "a variable with another key to try" },
    "reply-status": { type: "string", value: "STATUS", help: "what you answered to isendu's confirmation" },
    "reply-body": { type: "string", value: "FILE", help: "the body of that answer" },
    "reply-ms": { type: "string", value: "MS", help: "how long this answer took" },
    framework: { type: "string", value: "NAME", help: "shows the advice for this framework only" },
    deep: { type: "boolean", help: "searches up to sixteen times as long" },
  },
  run,
};
