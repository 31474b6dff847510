// Delivers to a handler like a provider. The delivery is genuine unless a fault was chosen.

import { sign } from "#instance";
import { fixture } from "./fixtures.js";
import { overHttp } from "./over-http.js";
import { changed } from "./overrides.js";
import { sampleOf } from "./sample.js";
import { sign as signWith } from "./sign.js";
import { wrongKey } from "./wrong-key.js";

const OPTIONS = [
  "secret",
  "apiKey",
  "urlToken",
  "urlTokenParam",
  "url",
  "headers",
  "overrides",
  "body",
  "id",
  "now",
  "context",
  "fault",
  "as",
];
const FAULTS = ["wrong-key", "changed-body", "repeated"];

/** A handler of this package has the kind of request that it accepts under this name. */
const TAKES = Symbol.for("countersign.takes");

export async function deliver(handler, from, options = {}) {
  check(options);
  const as = options.as ?? kindOf(handler);
  const scheme = schemeOf(from, options);
  const used = options.fault === "wrong-key" ? withWrongKey(options, scheme) : options;
  const request = scheme === undefined ? ofProvider(from, used) : ofScheme(scheme, used);
  if (options.fault === "changed-body") request.body = Uint8Array.of(...request.body, 0x20);
  const send = () => (as === "node" ? overHttp(handler, request) : overFetch(handler, request, options.context));
  if (options.fault === "repeated") await send();
  return send();
}

function check(options) {
  for (const name of Object.keys(options))
    if (!OPTIONS.includes(name)) throw new TypeError(`\`${name}\` is not an option of deliver`);
  const { fault, as, body, overrides } = options;
  if (fault !== undefined && !FAULTS.includes(fault))
    throw new TypeError(`\`fault\` must be one of: ${FAULTS.join(", ")}`);
  if (as !== undefined && as !== "fetch" && as !== "node") throw new TypeError("`as` must be fetch or node");
  if (body !== undefined && overrides !== undefined)
    throw new TypeError("`overrides` change a fixture: leave out `body`");
}

function kindOf(handler) {
  if (typeof handler?.fetch === "function") return "fetch";
  if (typeof handler !== "function") throw new TypeError("`handler` must be a function, or an object with `fetch`");
  const kind = handler[TAKES] ?? (typeof handler.handle === "function" ? "node" : undefined);
  if (kind === undefined)
    throw new TypeError("`handler` is not one of this package: say which requests it takes, with `as`");
  return kind;
}

const first = (keys) => (Array.isArray(keys) ? keys[0] : keys);

/** Returns the scheme that a delivery follows; undefined for the name of a fixture. */
function schemeOf(from, { secret, apiKey, id, now }) {
  if (typeof from === "string") {
    if (id !== undefined || now !== undefined) throw new TypeError("`id` and `now` are options for a scheme only");
    if (secret === undefined && /^optondemand\./.test(from)) throw new TypeError(REQUIRED);
    return undefined;
  }
  if (typeof from?.receiver === "function")
    throw new TypeError("pass the scheme itself, as in `stripe`, not the result of `custom`");
  if (typeof from !== "object" || from === null) throw new TypeError("pass the name of a fixture, or a scheme");
  if (apiKey !== undefined) throw new TypeError("`apiKey` is not an option for a scheme: pass `secret`");
  if (secret === undefined) throw new TypeError(REQUIRED);
  if (now !== undefined && !Number.isFinite(Number(now)))
    throw new TypeError("`now` must be a number of milliseconds since 1970, or a Date");
  return from;
}

/** The last time of a Date, in milliseconds (ECMA-262, "Time Values and Time Range"). */
const LAST = 8.64e15;

const REQUIRED = "`secret` is required: without it, the delivery would not be signed";

/** Returns the request of a genuine delivery of a fixture. */
function ofProvider(name, options) {
  const { secret, apiKey, overrides, body } = options;
  const [provider] = name.split(".", 1);
  // Check the name even if a body was passed, so that a misspelt one is found.
  const text = sample(name, overrides);
  const bytes = toBytes(body ?? text);
  const keys = { ...(secret !== undefined && { secret }), ...(apiKey !== undefined && { apiKey }) };
  const proof = Object.keys(keys).length === 0 ? {} : sign(provider, bytes, keys);
  return requestOf(addressOf(provider, options), proof, bytes, options);
}

function sample(name, overrides) {
  try {
    return fixture(name, overrides);
  } catch (error) {
    if (error instanceof RangeError) error.message += ". For another sender, pass its scheme, as in `stripe`";
    throw error;
  }
}

/** Returns the request of a genuine delivery of a scheme. */
function ofScheme(scheme, options) {
  const { secret, id, now, url, urlToken, overrides, body } = options;
  if (now !== undefined && !(Number(now) >= 0 && Number(now) <= LAST))
    throw new RangeError("`now` must be a time from 1970 on, in milliseconds or as a Date");
  const text = sampleOf(scheme, now);
  const bytes = toBytes(
    body ?? (overrides === undefined ? text : JSON.stringify(changed(JSON.parse(text), overrides))),
  );
  const address = addressOf(scheme.name, options);
  // The sender signs the URL as it was registered, with the token.
  const signed = scheme.signed?.includes("{url}")
    ? { url: url && (urlToken === undefined ? String(url) : address.href) }
    : {};
  return requestOf(address, signWith(scheme, bytes, { secret, id, now, ...signed }), bytes, options);
}

function addressOf(name, { urlToken, urlTokenParam, url }) {
  const address = new URL(url ?? `/hooks/${name}`, "https://shop.example");
  const token = first(urlToken);
  if (token !== undefined && urlTokenParam === undefined)
    address.pathname = `${address.pathname.replace(/\/$/, "")}/${encodeURIComponent(token)}`;
  else if (token !== undefined) address.searchParams.set(urlTokenParam, token);
  return address;
}

const requestOf = (url, proof, body, { headers }) => ({
  url,
  headers: { "content-type": "application/json", ...proof, ...headers },
  body,
});

const toBytes = (body) => (typeof body === "string" ? new TextEncoder().encode(body) : Uint8Array.from(body));

function withWrongKey(options, scheme) {
  const wrong = { ...options };
  const named = ["secret", "apiKey", "urlToken"].filter((name) => options[name] !== undefined);
  if (named.length === 0) throw new TypeError("the fault wrong-key needs `secret`, `apiKey` or `urlToken`");
  for (const name of named) wrong[name] = wrongKey(first(options[name]), name === "secret" ? scheme : undefined);
  return wrong;
}

async function overFetch(handler, { url, headers, body }, context) {
  const take = typeof handler === "function" ? handler : handler.fetch.bind(handler);
  const response = await take(new Request(url, { method: "POST", headers, body }), context);
  return { status: response.status, body: await response.text() };
}
