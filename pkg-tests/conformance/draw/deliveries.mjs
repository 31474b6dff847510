// Draws deliveries that meet a config, and ones with one or two faults, to test which fault is reported first.

import { createHmac } from "node:crypto";
import { drawBodies } from "./bodies.mjs";
import { ALLOWED, drawConfigs, SIGNED } from "./configs.mjs";

const HEADERS = { isendu: "x-other", optondemand: "x-signature", reward: "x-other", xoxoday: "x-api-key" };
const SIGNED_TIMES = [
  SIGNED,
  SIGNED,
  SIGNED,
  "2025-07-08T14:34:56.000+02:00",
  "2025-07-08t12:34:56.0009z",
  "2025-07-08T12:34:56.001Z",
  "2025-07-08 12:34:56Z",
];
const OTHERS = ["k", "tok_5f2c9d7e41b84a06", "a b+c/d?e#f%20ghij", "🚀".repeat(16), "x"];
const ADDRESSES = [
  "203.0.113.7",
  "203.0.113.8",
  "203.0.113.11",
  "::ffff:203.0.113.7",
  "::ffff:cb00:7108",
  "10.255.0.1",
  "2001:DB8::1",
  "2001:db8::cb00:7107",
  "2001:db9::1",
  "52.76.120.90",
  "::1",
  "0.0.0.0",
  "::",
];
const NO_ADDRESSES = ["", "x", "203.0.113.07", "203.0.113", "203.0.113.7/32", "::1%eth0", "1::2::3", " ::1", "[::1]"];
/** Invalid values for each argument. */
const WRONG = {
  body: [undefined, null, {}, 5],
  headers: [undefined, null, "x-api-key: k", 5],
  url: [undefined, null, {}, 5],
  ip: [undefined, null, {}, ...NO_ADDRESSES],
};

const signature = (key, body) => {
  const part = body instanceof ArrayBuffer ? new Uint8Array(body) : body;
  return `sha256=${createHmac("sha256", key).update(part).digest("hex")}`;
};

/** Returns a function that draws a config for a provider and a few deliveries for it. */
export function drawDeliveries(choices) {
  const { below, oneIn, pick } = choices;
  const drawBody = drawBodies(choices);
  const { config: drawConfig, changed, damaged } = drawConfigs(choices);

  /** The contents of a delivery. It is genuine if the config is valid. */
  function claims(name, { secret, apiKey, urlToken, allowedIps }) {
    const body = below(2)
      ? drawBody(name)
      : JSON.stringify({ id: "a", type: "b", event: "x", timestamp: pick(SIGNED_TIMES) });
    const key = pick([secret ?? apiKey].flat()) ?? "";
    const value = secret ? signature(key, body) : String(key);
    const ip = ALLOWED.get(allowedIps) ?? pick(ADDRESSES);
    return { name: HEADERS[name], body, values: [value], tokens: [pick([urlToken].flat()) ?? ""], ip };
  }

  const CHANGES = [
    () => ({ values: [] }),
    ({ values }) => ({ values: [...values, ...values] }),
    ({ values }) => ({
      values: values.map((value) => pick([` \t${value} `, value.toUpperCase(), value.toLowerCase()])),
    }),
    () => ({ values: [pick(["", " \t", ",", ...OTHERS])] }),
    ({ values: [value = ""] }) => ({
      values: [pick([`${value},`, `${value}x`, `\u00a0${value}`, value.replace("=", "= ")])],
    }),
    ({ values: [value = ""] }) => ({ values: [[...value].slice(...pick([[1], [7], [0, -1]])).join("")] }),
    () => ({ values: [`sha256=${"0".repeat(64)}`] }),
    () => ({ tokens: [] }),
    () => ({ tokens: [pick(["", ...OTHERS])] }),
    ({ tokens }) => ({ tokens: [...tokens, ...tokens] }),
    ({ tokens: [token = ""] }) => ({
      tokens: [pick([`${token}x`, [...token].slice(1).join(""), token.toUpperCase()])],
    }),
    () => ({ ip: pick(ADDRESSES) }),
    () => ({ body: pick(['{"id":"a","type":"b"}', "", "x".repeat(69), "é\ud83d"]) }),
  ];

  function incoming({ name, body, values, tokens, ip }, { urlTokenParam }) {
    const drawn = { body, headers: headers(name, values), url: url(tokens, urlTokenParam), ip };
    // At most one argument is wrong: the contract doesn't say which of two is reported.
    if (!oneIn(12)) return drawn;
    const wrong = pick(Object.keys(WRONG));
    return { ...drawn, [wrong]: pick(WRONG[wrong]) };
  }

  const cased = (name) => pick([name, name, name.toUpperCase(), name.replace("x-a", "X-a")]);
  function headers(name, values) {
    const pairs = [["host", "shop.example"], ...values.map((value) => [cased(name), value])];
    const forms = [pairs, new Map(pairs), new Set(pairs), { entries: () => pairs }, Object.fromEntries(pairs)];
    forms.push({ host: "shop.example", [cased(name)]: values });
    if (values.every((value) => /^[\t -~]*$/.test(value))) forms.push(new Headers(pairs));
    return pick(forms);
  }

  function url(tokens, parameter) {
    if (tokens.length === 0 && below(2))
      return pick(["/", "/?", "https://shop.example", "https://shop.example/#x", "?z=1"]);
    const inPath = parameter === undefined;
    const query = new URLSearchParams([["z", "1"], ...(inPath ? [] : tokens.map((token) => [parameter, token]))]);
    const path = inPath ? tokens.map(encoded).join("/") + pick(["", "/", "//"]) : "x";
    const text = `${pick(["/hooks", "/a//b"])}/${path}?${query}${pick(["", "#x/y?z"])}`;
    return pick([text, `https://user:p@shop.example:8080${text}`, new URL(text, "https://shop.example")]);
  }
  const encoded = (token) =>
    encodeURIComponent(token).replace(/%..|[^]/g, (unit) => pick([unit, unit, otherwise(unit)]));

  return (name) => {
    const config = drawConfig(name);
    const given = pick([config, config, config, config, changed(config), damaged(config)]);
    // Three per config, because preparing a config takes longer than a delivery. 0 is one, so a failure shrinks to one.
    const incomings = Array.from({ length: below(16) ? 3 : 1 }, () => {
      const changes = pick([[], [], [pick(CHANGES)], [pick(CHANGES), pick(CHANGES)]]);
      const made = changes.reduce((claimed, change) => Object.assign(claimed, change(claimed)), claims(name, config));
      return incoming(made, config);
    });
    return { config: given, incomings };
  };
}

/** Another spelling of an escape in a URL, or of a character. */
const otherwise = (unit) => (unit.length === 3 ? unit.toLowerCase() : `%${unit.charCodeAt(0).toString(16)}`);
