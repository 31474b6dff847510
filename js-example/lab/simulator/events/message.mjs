import { createHash, createHmac } from "node:crypto";
import { KEYS } from "../keys.mjs";

/**
 * One thing that a receiver has to store and to work on: an order's news, a credit, one parcel of a batch.
 *
 * @typedef {object} Unit
 * @property {string} provider
 * @property {string} key the `dedupeKey` that the contract gives it
 * @property {string} subject
 * @property {string} [name] under which the account knows it, where others have the same key
 * @property {string[]} [keys] under which the receiver may store it, where others have the same key
 * @property {string | null} [effect] the key of what must happen once though it may be asked for again
 * @property {boolean} [isRestamped] whether it comes in bodies that differ
 * @property {"latest" | "occurrence" | "credit" | "none"} work whether it is the newest of its subject that counts, whether
 *   each counts, whether it is booked once, or whether there is nothing to do
 * @property {string} state what the ledger has to show once this unit counts
 * @property {number} rank the greater, the newer
 * @property {boolean} told whether the events tell so; where they do not, they are sent in order, and the later received counts
 * @property {boolean} poison whether the work on it fails every time
 * @property {{ userId: string, transaction: string }} [credit]
 *
 * @typedef {object} Message what a provider, or somebody else, sends
 * @property {string} provider
 * @property {string} sort what it is, for the counts: genuine, duplicate, unknown, unreadable, poison, forged, refused, confirmation
 * @property {"provider" | "stranger"} from a provider sends again what was not answered with 200; a stranger does not
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {Buffer} body
 * @property {number[]} expect the statuses that are right; a provider's message may get 503 first
 * @property {Unit[]} units
 * @property {{ code: string, path?: string }[]} aside what has to be found in the quarantine: the whole body, or a part
 * @property {Manner} manner
 * @property {string | null} queue messages of one queue are sent one after the other, each when the one before was answered
 * @property {Message | null} after is sent only when that one is settled; a duplicate, only when it was taken
 * @property {((attempt: number) => { body: Buffer, units: Unit[] }) | null} restamped what is sent at a later attempt, where the
 *   provider writes the time of sending into the body
 * @property {string | null} reply what the answer's body must be
 *
 * @typedef {"plain" | "chunked" | "drip" | "cut" | "unheard"} Manner how it is sent: at once; in pieces without a length;
 *   slowly; not to its end; to its end, and then without waiting for the answer
 */

/** Returns what `make` says of a message, with everything else filled in. @returns {Message} */
export function message(provider, body, make = {}) {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
  return {
    provider,
    sort: "genuine",
    from: "provider",
    method: "POST",
    path: `/hooks/${provider}/${KEYS[provider].urlToken[0]}`,
    headers: { "content-type": "application/json" },
    body: bytes,
    expect: [200],
    units: [],
    aside: [],
    manner: "plain",
    queue: null,
    after: null,
    restamped: null,
    reply: "",
    ...make,
  };
}

/** Each message waits for the one before it. */
export function chained(messages) {
  for (const [index, each] of messages.entries()) each.after = messages[index - 1] ?? null;
  return messages;
}

// Computed without countersign, so that a mistake which its sending and its checking shared would show.
export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
export const hmac = (bytes, secret) => createHmac("sha256", secret).update(bytes).digest("hex");

/** Gives a message the proof that its provider gives, with one of the keys that the receiver accepts. */
export function proven(sent, random) {
  const keys = KEYS[sent.provider];
  const proofs = {
    xoxoday: () => ({ "x-api-key": random.pick(keys.apiKey) }),
    optondemand: () => ({ "x-signature": `sha256=${hmac(sent.body, random.pick(keys.secret))}` }),
  };
  sent.path = `/hooks/${sent.provider}/${random.pick(keys.urlToken)}`;
  sent.headers = { ...sent.headers, ...proofs[sent.provider]?.() };
  return sent;
}

/** A unit that is stored and of which nothing follows. @returns {Unit} */
export const inert = (provider, key) => ({
  provider,
  key,
  subject: key,
  work: "none",
  state: "",
  rank: 0,
  told: true,
  poison: false,
});
