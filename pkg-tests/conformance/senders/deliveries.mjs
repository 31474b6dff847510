// Draws deliveries as the senders make them, and damages them.

import { drawJson } from "../draw/json.mjs";

/** The time of the receiver, in seconds. */
export const NOW = 1_700_000_000;

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const LOWER = `0123456789${LETTERS}`;
const ALPHANUMERIC = `${LOWER}${LETTERS.toUpperCase()}`;
const HEX = "0123456789abcdef";
const ID = `${ALPHANUMERIC}_-:/+=~`;
/** GitHub's users choose their secret. We refuse white space at its ends, see `senders-differences.test.mjs`. */
const CHOSEN = ["k", "3", "-", "_", "é", "日", "🚀", " "];
const VISIBLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));

const text = ({ pick }, alphabet, length) => Array.from({ length }, () => pick([...alphabet])).join("");

/** 24 to 64 bytes, as the specification asks. HMAC pads a key with zeros, so that no key ends with one. */
function standardKey({ below, oneIn }) {
  const bytes = Array.from({ length: 23 + below(41) }, () => below(256));
  return `${oneIn(4) ? "" : "whsec_"}${Buffer.from([...bytes, 1 + below(255)]).toString("base64")}`;
}

/** A key in the format of its sender, by the name of the preset. */
const keys = {
  standardWebhooks: standardKey,
  svix: standardKey,
  stripe: (choices) => `whsec_${text(choices, ALPHANUMERIC, 32)}`,
  github: (choices) => `${text(choices, CHOSEN, choices.below(80)).trimStart()}${choices.pick(CHOSEN.slice(0, -1))}`,
  slack: (choices) => text(choices, HEX, 32),
  shopify: (choices) => `${choices.pick(["shpss_", ""])}${text(choices, HEX, 32)}`,
  paddle: (choices) => `pdl_ntfset_${text(choices, LOWER, 26)}_${text(choices, ALPHANUMERIC, 32)}`,
};

const EMPTY = ["{}", " {}\r\n", "{ }", '{"":""}'];

/** A JSON object with numbers that a double would round, escapes and characters of every length. Some are empty, some long. */
function drawBody(choices) {
  if (choices.oneIn(8)) return choices.pick(EMPTY);
  const { json, object } = drawJson(choices);
  const members = choices.times(5, (_, at) => [`m${at}`, json(3)]);
  return object(choices.oneIn(16) ? [...members, ["long", JSON.stringify("é".repeat(5_000))]] : members);
}

/** The times that a preset accepts, in seconds from its own to the receiver's; the limits are drawn as often as the rest. */
function drawAge({ maxAgeSeconds: age, maxFutureSeconds: ahead }, { below, pick }) {
  return age === undefined ? 0 : pick([0, 1, age, -ahead, below(age + 1), -below(ahead + 1)]);
}

/** The headers that `sign` makes: of several for the signature, the first. */
export const headersOf = ({ header, timestamp, id }) =>
  [[header].flat()[0], timestamp?.header, id?.header].filter((name) => name !== undefined);

/**
 * Returns a function that draws deliveries of a preset: a body as text, an id, a time, the secret that signs it, another one, and a
 * fault.
 */
export const drawDelivery = (name, scheme) => (choices) => {
  const { below, pick } = choices;
  const secret = keys[name](choices);
  const other = keys[name](choices);
  return {
    body: drawBody(choices),
    id: text(choices, ID, 1 + below(64)),
    seconds: NOW - drawAge(scheme, choices),
    secret,
    other: other === secret ? secret.replace(/^(whsec_)?/, "$1MDAw") : other,
    fault: {
      kind: pick(Object.keys(faults)),
      header: pick(headersOf(scheme)),
      place: below(2 ** 30),
      change: below(2 ** 30),
    },
  };
};

/** The kinds of faults. Each changes one part of a delivery that has been signed. */
const faults = {
  /** Another bit of the body. */
  body({ body }, { place, change }) {
    const bytes = Buffer.from(body);
    bytes[place % bytes.length] ^= 1 << (change % 8);
    return { body: bytes };
  },

  /** Another character anywhere in one of the headers: the signature, its version, the time or the id. */
  header({ headers }, { header, place, change }, { encoding }) {
    const value = [...headers[header]];
    const at = place % value.length;
    // Two digits in hexadecimal that differ in case are the same to us.
    const fold = (one) => (encoding === "hex" ? one.toLowerCase() : one);
    const others = VISIBLE.filter((one) => fold(one) !== fold(value[at]));
    value[at] = others[change % others.length];
    return { headers: { ...headers, [header]: value.join("") } };
  },

  key: ({ other }) => ({ secret: other }),

  "no header"({ headers }, { header }) {
    const { [header]: _, ...others } = headers;
    return { headers: others };
  },
};

/** Returns a signed delivery with the fault that was drawn. */
export const damaged = (sent, scheme) => ({ ...sent, ...faults[sent.fault.kind](sent, sent.fault, scheme) });
