import { createHash, createHmac } from "node:crypto";
import { KEYS } from "../keys.mjs";

/**
 * One unit that a receiver must store and work on: an event of an order, a credit, one parcel of a batch.
 *
 * @typedef {object} Unit
 * @property {string} provider
 * @property {string} key its `dedupeKey` according to the contract
 * @property {string} subject
 * @property {string} [name] its name in the account, if other units have the same key
 * @property {string[]} [keys] the keys under which the receiver may store it, if other units have the same key
 * @property {string | null} [effect] the key of an effect that must happen once, even if several units ask for it
 * @property {boolean} [isRestamped] whether its bodies differ
 * @property {"latest" | "occurrence" | "credit" | "none"} work `latest`: only the newest of its subject counts; `occurrence`:
 *   each counts; `credit`: it is booked once; `none`: there is no work
 * @property {string} state the ledger's state if this unit counts
 * @property {number} rank a greater rank is newer
 * @property {boolean} told whether the events show the order. If not, they are sent in order, and the later one counts
 * @property {boolean} poison whether its work always fails
 * @property {{ userId: string, transaction: string }} [credit]
 *
 * @typedef {object} Message a message of a provider or a stranger
 * @property {string} provider
 * @property {string} sort for the counts: genuine, duplicate, unknown, unreadable, poison, forged, refused, confirmation
 * @property {"provider" | "stranger"} from a provider retries a message that was not answered with 200; a stranger does not
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {Buffer} body
 * @property {number[]} expect the right statuses; a provider's message may get 503 first
 * @property {Unit[]} units
 * @property {{ code: string, path?: string }[]} aside the parts that must be in the quarantine: the whole body, or elements
 * @property {Manner} manner
 * @property {string | null} queue messages of one queue are sent one after the other, each after the answer to the one before
 * @property {Message | null} after sent only after that one is settled; a duplicate only if that one was taken
 * @property {((attempt: number) => { body: Buffer, units: Unit[] }) | null} restamped the message of a later attempt, if the
 *   provider writes the time of sending into the body
 * @property {string | null} reply the expected body of the answer
 *
 * @typedef {"plain" | "chunked" | "drip" | "cut" | "unheard"} Manner how it is sent: whole; in pieces without a length;
 *   slowly; broken off; completely, but without waiting for the answer
 */

/** Returns a message with the properties of `make`, and defaults for all others. @returns {Message} */
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

// Computed without countersign, so that a mistake in both its signing and its verifying would show.
export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
export const hmac = (bytes, secret) => createHmac("sha256", secret).update(bytes).digest("hex");

/** Gives a message its provider's proof, with one of the keys that the receiver accepts. */
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

/** A unit that is stored but has no work. @returns {Unit} */
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
