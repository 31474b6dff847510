// `send`: sends a genuine delivery to your server, or a damaged one.

import { isIP } from "node:net";
import { fixture, fixtures } from "countersign/testing";
import { sampleOf } from "../api/sample.js";
import { wrongKey } from "../api/wrong-key.js";
import { due, judged } from "./due.js";
import { fromText } from "../requests/bytes.js";
import { exchange, PATIENCE_SECONDS } from "./exchange.js";
import { ACCEPTED, io, REFUSED, usage } from "./exit.js";
import { FAULTS } from "./faults.js";
import { inOptions, KEY_OPTIONS, keyIdOf, mainKey, timeOf, tokenOf } from "./keys.js";
import { providerOf, signsBody } from "./providers.js";
import { readRequest, FILE_OPTIONS } from "./request.js";
import { SIGN_OPTIONS, signedWith } from "./scripts.js";
import { didYouMean } from "./similar.js";
import { harmless, note, paint, say, sayJson } from "./terminal.js";
import { attempt } from "./attempt.js";

/** The fixture that asks for isendu's API secret. */
const CONFIRMATION = "isendu.confirmation";

/** The name of a delivery that we made for a scheme. */
const SAMPLE = "sample";

/** The maximal length of a shown answer. */
const MOST = 4096;

function targetOf(text, isRemoteAllowed) {
  if (text === undefined) throw usage("say where to: --to http://127.0.0.1:8080/hooks");
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw usage(`--to is not a URL of a server: ${harmless(text)}. Begin it with http:// or https://`);
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isLoopback = host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
  if (!isLoopback && !isRemoteAllowed)
    throw usage(`${url.hostname} is another machine: add --allow-remote if it is your own server`);
  return url;
}

/** Tells whether a part of a path is a token. */
function isToken(segment, token) {
  try {
    return decodeURIComponent(segment) === token;
  } catch {
    return false;
  }
}

/** Puts a token into a URL. The one that must be there may be there already. */
function withToken(url, token, right, param) {
  const whole = new URL(url);
  if (param === undefined) {
    const segments = whole.pathname.replace(/\/+$/, "").split("/");
    if (isToken(segments.at(-1), right)) segments.pop();
    whole.pathname = [...segments, encodeURIComponent(token)].join("/");
  } else whole.searchParams.set(param, token);
  return whole;
}

/** Makes the request of a genuine delivery, or of one with a wrong key. */
function requestOf(provider, body, url, { key, token }, options) {
  const isToken = provider.option === "urlToken";
  const used = options["wrong-key"] ? wrongKey(key, provider.scheme) : key;
  const signed = provider.sign?.(body, used, signedWith(options, provider)) ?? {};
  const sent = isToken ? used : token;
  const { prefix, list, timestamp } = provider.scheme ?? (provider.name === "optondemand" ? { prefix: "sha256=" } : {});
  return {
    url: sent === undefined ? url : withToken(url, sent, isToken ? key : token, options["url-token-param"]),
    headers: { "content-type": "application/json", ...signed },
    // The header with the proof comes first, then the time and the id.
    proof: Object.keys(signed)[0],
    prefix,
    isBehindTime: timestamp?.prefix !== undefined,
    list,
    body,
  };
}

const isSame = (one, other) =>
  JSON.stringify(one.headers) === JSON.stringify(other.headers) && Buffer.compare(one.body, other.body) === 0;

/** Makes the request of a delivery, and says what your server should do with it. */
function deliveryOf(provider, name, body, url, keys, options) {
  const { fault } = options;
  const request = requestOf(provider, body, url, keys, options);
  const config = configFor(provider, keys, options);
  if (fault === undefined) {
    // Only a time of `--now` can make a sample invalid.
    if (name === SAMPLE && !options["wrong-key"] && due(provider, request, config) === "refused")
      throw usage(`--now is a time that ${provider.name} does not accept`);
    return { request, expected: options["wrong-key"] ? "refused" : "accepted" };
  }
  const damaged = FAULTS[fault](request);
  const expected = due(provider, damaged, config);
  const mustBeRefused = fault.startsWith("header_") || signsBody(provider);
  if (isSame(request, damaged) || (mustBeRefused && expected !== "refused"))
    throw usage(
      `--fault ${fault} changes nothing in ${name} that a receiver checks, so it was not sent. Choose another fault or another FILE`,
    );
  return { request: damaged, expected };
}

/** Returns the config of a receiver; undefined without a key. */
function configFor(provider, { key, token }, options) {
  if (key === undefined) return undefined;
  const { url } = signedWith(options, provider);
  const param = options["url-token-param"];
  return {
    [provider.option]: key,
    ...(token !== undefined && { urlToken: token }),
    ...(param !== undefined && { urlTokenParam: param }),
    ...(url !== undefined && { url }),
  };
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

/** Resolves to the key, and to the token beside it. Both are undefined if the URL already has the token. */
async function keysOf(provider, options) {
  const isToken = provider.option === "urlToken";
  const key = await mainKey(options, provider, !isToken);
  const token = isToken ? undefined : tokenOf(options, provider);
  if (options["url-token-param"] !== undefined && (isToken ? key : token) === undefined)
    throw usage("--url-token-param needs a token: set its variable");
  if (key === undefined) {
    if (options["wrong-key"]) throw usage(`--wrong-key needs the right token, to change it: set ${provider.variable}`);
    return {};
  }
  const { error } = attempt(() => provider.api.receiver(configFor(provider, { key, token }, options)));
  if (error) throw usage(inOptions(error.message));
  return { key, token };
}

/** Returns the deliveries to send: the file, or one of each kind. */
function bodies(provider, file, options) {
  if (file !== undefined) return [{ name: file, body: readRequest(file, options).body }];
  if (provider.scheme !== undefined) {
    if (options.kind !== undefined)
      throw usage(`--kind: ${provider.name} is a scheme, which has no kinds; name a FILE`);
    return [{ name: SAMPLE, body: fromText(sampleOf(provider.scheme, timeOf(options.now))) }];
  }
  const names = fixtures()[provider.name];
  const chosen =
    options.kind === undefined ? names : names.filter((name) => name === `${provider.name}.${options.kind}`);
  const kinds = names.map((name) => name.slice(provider.name.length + 1));
  if (chosen.length === 0)
    throw usage(`there is no kind ${options.kind}.${didYouMean(options.kind, kinds)} There are: ${kinds.join(", ")}`);
  const keyId = provider.name === "isendu" ? keyIdOf(options) : undefined;
  return chosen.map((name) => {
    const changes = name === CONFIRMATION && keyId !== undefined ? { keyId } : undefined;
    return { name, body: fromText(fixture(name, changes)) };
  });
}

/** Why a server answers 404 to a confirmation. */
const UNCONFIRMED =
  "404: your server does not know the key id of this confirmation, or it confirms no URL now. Set ISENDU_KEY_ID here to the key id of your server, and let it confirm (`confirm`)";

function show(name, { status, ms, body }, isRight, text) {
  const answer = harmless(body.trimEnd());
  say([paint(isRight ? "green" : "red", String(status)), name, `${ms} ms`, text, answer].filter(Boolean).join("  "));
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
    throw usage(`--fault ${options.fault}: ${provider.name} has no proof in a header`);
  if (options.fault?.startsWith("body_") && !signsBody(provider))
    note(`${provider.name} does not sign the body, so your server refuses this only if it cannot read it`);
  const chosen = bodies(provider, file, options);
  const keys = await keysOf(provider, options);
  const deliveries = chosen.map(({ name, body }) => ({
    name,
    ...deliveryOf(provider, name, body, url, keys, options),
  }));
  const answers = [];
  for (const { name, request, expected } of deliveries)
    for (let at = 0; at < count; at += 1) {
      const answer = await deliver(request, { provider, seconds });
      const { isRight, text } = judged(answer.status, expected, provider.option === "urlToken");
      answers.push({ delivery: name, ...answer, expected, isRight });
      if (!options.json) show(name, answer, isRight, text);
    }
  if (options.json) sayJson({ schema: 1, provider: provider.name, answers });
  const isUnconfirmed = ({ delivery, status, isRight }) => delivery === CONFIRMATION && status === 404 && !isRight;
  if (answers.some(isUnconfirmed)) note(UNCONFIRMED);
  return answers.every(({ isRight }) => isRight) ? ACCEPTED : REFUSED;
}

export const send = {
  summary: "sends genuine deliveries to your server, or one that it must refuse, and checks the answers",
  usage: "send [FILE|-] -p PROVIDER --to URL",
  examples: [
    "OPTONDEMAND_SECRET=… npx countersign send -p optondemand --to http://127.0.0.1:8080/",
    "OPTONDEMAND_SECRET=… npx countersign send -p optondemand --to http://127.0.0.1:8080/ --wrong-key",
    "OPTONDEMAND_SECRET=… npx countersign send -p optondemand --to http://127.0.0.1:8080/ --fault body_reserialized",
    "STRIPE_WEBHOOK_SECRET=… npx countersign send -p stripe --to http://127.0.0.1:8080/",
  ],
  files: 1,
  options: {
    ...FILE_OPTIONS,
    ...KEY_OPTIONS,
    ...SIGN_OPTIONS,
    to: { type: "string", value: "URL", help: "your server; the token is added to the path if it is not there" },
    kind: { type: "string", value: "KIND", help: "sends only this kind, as in ORDER_STATUS_UPDATED" },
    fault: { type: "string", value: "ID", help: `damages the delivery: ${Object.keys(FAULTS).join(", ")}` },
    "wrong-key": { type: "boolean", help: "changes one character of the key: your server must refuse the delivery" },
    "url-token-param": { type: "string", value: "NAME", help: "puts the token into this query parameter" },
    repeat: { type: "string", value: "COUNT", help: "how often to send each delivery" },
    timeout: { type: "string", value: "SECONDS", help: `how long your server may be silent; ${PATIENCE_SECONDS}` },
    "allow-remote": { type: "boolean", help: "allows a server on another machine" },
  },
  run,
};
