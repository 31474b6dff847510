// `send`: sends a genuine delivery to your server, or a damaged one.

import { isIP } from "node:net";
import { fixture, fixtures } from "countersign/testing";
import { exchange, PATIENCE_SECONDS } from "./exchange.js";
import { ACCEPTED, io, REFUSED, usage } from "./exit.js";
import { FAULTS } from "./faults.js";
import { KEY_OPTIONS, mainKey, timeOf } from "./keys.js";
import { providerOf, signsBody } from "./providers.js";
import { readRequest, FILE_OPTIONS } from "./request.js";
import { sampleOf } from "./sample.js";
import { SIGN_OPTIONS, signedWith } from "./scripts.js";
import { didYouMean } from "./similar.js";
import { harmless, note, paint, say, sayJson } from "./terminal.js";
import { attempt } from "./verify.js";

/** The maximal length of a shown answer. */
const MOST = 4096;

function targetOf(text, isRemoteAllowed) {
  if (text === undefined) throw usage("say where to: --to http://127.0.0.1:8080/hooks");
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw usage(`--to is not a URL: ${text}`);
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isLoopback = host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
  if (!isLoopback && !isRemoteAllowed)
    throw usage(`${url.hostname} is another machine: add --allow-remote if it is your own server`);
  return url;
}

/** Changes one character. Not the last one of an encoded key, because some of its bits may not count. */
function wrong(key, { scheme }) {
  const at = (scheme?.key ?? "utf8") === "utf8" ? key.length - 1 : Math.floor(key.length / 2);
  return `${key.slice(0, at)}${key[at] === "0" ? "1" : "0"}${key.slice(at + 1)}`;
}

function withToken(url, token, param) {
  const whole = new URL(url);
  if (param === undefined) whole.pathname = `${whole.pathname.replace(/\/$/, "")}/${encodeURIComponent(token)}`;
  else whole.searchParams.set(param, token);
  return whole;
}

/** Makes the request of a delivery. */
function deliveryOf(provider, body, url, key, options) {
  const used = options["wrong-key"] ? wrong(String(key), provider) : key;
  const signed = provider.sign?.(body, used, signedWith(options, provider)) ?? {};
  const target =
    provider.option === "urlToken" && used !== undefined ? withToken(url, used, options["url-token-param"]) : url;
  const request = {
    url: target,
    headers: { "content-type": "application/json", ...signed },
    // The header with the proof comes first, then the time and the id.
    proof: Object.keys(signed).slice(0, 1),
    prefix: provider.scheme === undefined ? "sha256=" : provider.scheme.prefix,
    body,
  };
  return options.fault === undefined ? request : FAULTS[options.fault](request);
}

/** Hides the API secret in the answer to isendu's confirmation. */
function withoutSecret(text) {
  try {
    const answer = JSON.parse(text);
    return Object.hasOwn(answer, "response") ? JSON.stringify({ ...answer, response: "…" }) : text;
  } catch {
    return text.replace(/("response"\s*:\s*)"(?:[^"\\]|\\.)*"?/g, '$1"…"');
  }
}

async function deliver({ url, headers, body }, { provider, seconds }) {
  const started = performance.now();
  try {
    const answer = await exchange(url, {
      method: "POST",
      headers: { ...headers, "content-length": String(body.length) },
      body,
      seconds,
    });
    const whole = answer.body.toString("utf8");
    const text = (provider.name === "isendu" ? withoutSecret(whole) : whole).slice(0, MOST);
    return { status: answer.status, ms: Math.round(performance.now() - started), body: text };
  } catch (error) {
    throw io(`${url.host} did not answer: ${error.message || error.code}`);
  }
}

/** Resolves to the key; undefined if the URL already has the token. */
async function keyOf(provider, options) {
  const key = await mainKey(options, provider, provider.option !== "urlToken");
  if (key === undefined) return undefined;
  const url = signedWith(options, provider).url;
  const { error } = attempt(() => provider.api.receiver({ [provider.option]: key, ...(url && { url }) }));
  if (error) throw usage(error.message);
  return key;
}

/** Returns the deliveries to send: the file, or one of each kind. */
function bodies(provider, file, options) {
  if (file !== undefined) return [{ name: file, body: readRequest(file, options).body }];
  if (provider.scheme !== undefined) {
    if (options.kind !== undefined)
      throw usage(`--kind: ${provider.name} is a scheme, which has no kinds; name a FILE`);
    return [{ name: "sample", body: new TextEncoder().encode(sampleOf(provider.scheme, timeOf(options.now))) }];
  }
  const names = fixtures()[provider.name];
  const chosen =
    options.kind === undefined ? names : names.filter((name) => name === `${provider.name}.${options.kind}`);
  const kinds = names.map((name) => name.slice(provider.name.length + 1));
  if (chosen.length === 0)
    throw usage(`there is no kind ${options.kind}.${didYouMean(options.kind, kinds)} There are: ${kinds.join(", ")}`);
  return chosen.map((name) => ({ name, body: new TextEncoder().encode(fixture(name)) }));
}

async function run({ options, files: [file] }) {
  const provider = providerOf(options.provider);
  const url = targetOf(options.to, options["allow-remote"]);
  const count = Number(options.repeat ?? 1);
  if (!(Number.isInteger(count) && count > 0 && count <= 1000)) throw usage("--repeat is a number from 1 to 1000");
  const seconds = Number(options.timeout ?? PATIENCE_SECONDS);
  if (!(seconds > 0 && seconds <= 3600)) throw usage("--timeout is a number of seconds, at most 3600");
  if (options.fault !== undefined && !Object.hasOwn(FAULTS, options.fault))
    throw usage(
      `there is no fault ${options.fault}.${didYouMean(options.fault, Object.keys(FAULTS))} There are: ${Object.keys(FAULTS).join(", ")}`,
    );
  if (options.fault?.startsWith("header_") && provider.sign === undefined)
    throw usage(`${provider.name} proves nothing in a header`);
  if (options.fault?.startsWith("body_") && !signsBody(provider))
    note(`${provider.name} does not sign the body: your server refuses this only where it cannot read it`);
  const chosen = bodies(provider, file, options);
  const key = await keyOf(provider, options);
  const answers = [];
  for (const { name, body } of chosen)
    for (let at = 0; at < count; at += 1) {
      const answer = await deliver(deliveryOf(provider, body, url, key, options), { provider, seconds });
      answers.push({ delivery: name, ...answer });
      if (options.json) continue;
      const colour = answer.status < 300 ? "green" : "red";
      say(
        `${paint(colour, String(answer.status))}  ${name}  ${answer.ms} ms${answer.body ? `  ${harmless(answer.body)}` : ""}`,
      );
    }
  if (options.json) sayJson({ schema: 1, provider: provider.name, answers });
  return answers.every(({ status }) => status < 300) ? ACCEPTED : REFUSED;
}

export const send = {
  summary: "sends a genuine delivery of each kind, or of a scheme a sample, to a server of your own",
  usage: "send [FILE|-] -p PROVIDER --to URL",
  examples: [
    "OPTONDEMAND_SECRET=… npx countersign send -p optondemand --to http://127.0.0.1:8080/",
    "OPTONDEMAND_SECRET=… npx countersign send -p optondemand --to http://127.0.0.1:8080/ --fault body_reserialized",
    "STRIPE_WEBHOOK_SECRET=… npx countersign send -p stripe --to http://127.0.0.1:8080/",
  ],
  files: 1,
  options: {
    ...FILE_OPTIONS,
    ...KEY_OPTIONS,
    ...SIGN_OPTIONS,
    to: { type: "string", value: "URL", help: "where to; the token of the URL is put behind its path" },
    kind: { type: "string", value: "KIND", help: "one kind alone, as in ORDER_STATUS_UPDATED" },
    fault: { type: "string", value: "ID", help: `damages it on purpose: ${Object.keys(FAULTS).join(", ")}` },
    "wrong-key": { type: "boolean", help: "proves it with a key that differs in one character" },
    "url-token-param": { type: "string", value: "NAME", help: "puts the token into this query parameter" },
    repeat: { type: "string", value: "COUNT", help: "sends it so many times" },
    timeout: { type: "string", value: "SECONDS", help: `how long your server may be silent; ${PATIENCE_SECONDS}` },
    "allow-remote": { type: "boolean", help: "sends to another machine, too" },
  },
  run,
};
