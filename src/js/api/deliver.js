// Delivers to a handler like a provider. The delivery is genuine unless a fault was chosen.

import { sign } from "#instance";
import { fixture } from "./fixtures.js";
import { overHttp } from "./over-http.js";

const OPTIONS = [
  "secret",
  "apiKey",
  "urlToken",
  "urlTokenParam",
  "url",
  "headers",
  "overrides",
  "body",
  "context",
  "fault",
  "as",
];
const FAULTS = ["wrong-key", "changed-body", "repeated"];

/** A handler of this package has the kind of request that it accepts under this name. */
const TAKES = Symbol.for("countersign.takes");

export async function deliver(handler, name, options = {}) {
  check(options);
  const as = options.as ?? kindOf(handler);
  const request = genuine(name, options.fault === "wrong-key" ? withWrongKey(options) : options);
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

/** Returns the request of a genuine delivery. */
function genuine(name, { secret, apiKey, urlToken, urlTokenParam, url, headers, overrides, body }) {
  const [provider] = name.split(".", 1);
  // Check the name even if a body was passed, so that a misspelt one is found.
  const text = fixture(name, overrides);
  const bytes = toBytes(body ?? text);
  const address = new URL(url ?? `/hooks/${provider}`, "https://shop.example");
  const token = first(urlToken);
  if (token !== undefined && urlTokenParam === undefined)
    address.pathname = `${address.pathname.replace(/\/$/, "")}/${encodeURIComponent(token)}`;
  else if (token !== undefined) address.searchParams.set(urlTokenParam, token);
  const proof = signed(provider, bytes, {
    ...(secret !== undefined && { secret }),
    ...(apiKey !== undefined && { apiKey }),
  });
  return { url: address, headers: { "content-type": "application/json", ...proof, ...headers }, body: bytes };
}

const toBytes = (body) => (typeof body === "string" ? new TextEncoder().encode(body) : Uint8Array.from(body));
const signed = (provider, body, keys) => (Object.keys(keys).length === 0 ? {} : sign(provider, body, keys));

function withWrongKey(options) {
  const wrong = { ...options };
  const named = ["secret", "apiKey", "urlToken"].filter((name) => options[name] !== undefined);
  if (named.length === 0) throw new TypeError("the fault wrong-key needs `secret`, `apiKey` or `urlToken`");
  for (const name of named) wrong[name] = wrongKey(first(options[name]));
  return wrong;
}

/** Returns a key of the same length that differs in its last character or byte. */
function wrongKey(key) {
  if (typeof key === "string") return key.slice(0, -1) + (key.endsWith("0") ? "1" : "0");
  return Uint8Array.from(key, (byte, at) => (at === key.length - 1 ? byte ^ 1 : byte));
}

async function overFetch(handler, { url, headers, body }, context) {
  const take = typeof handler === "function" ? handler : handler.fetch.bind(handler);
  const response = await take(new Request(url, { method: "POST", headers, body }), context);
  return { status: response.status, body: await response.text() };
}
