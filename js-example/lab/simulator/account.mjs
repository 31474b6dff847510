// The sender's own books: the messages, the answers, and the data that the receiver must therefore have. They come from the
// sender's knowledge of its events. Of the receiver they use only its answers.

import { sha256 } from "./events/message.mjs";

const MOST_WRONG_ANSWERS = 20;

const increment = (counts, name) => counts.set(name, (counts.get(name) ?? 0) + 1);

/**
 * @typedef {object} Entry the books of one unit
 * @property {import("./events/message.mjs").Unit} unit
 * @property {number} answered how many of its messages were answered with 200; after one, it must be stored
 * @property {number} doubtful how many of its messages may have been stored although the sender got no such answer
 * @property {string | null} hash SHA-256 of its first body; null if its later bodies differ
 *
 * @typedef {object} Aside a part that must, or may, be in the quarantine
 * @property {string} provider
 * @property {string} code
 * @property {string | null} path the path in the error; null if the error has none
 * @property {Buffer} body of the message
 * @property {number} answered
 * @property {number} doubtful
 */

/** Makes an empty account. */
export function createAccount() {
  /** @type {Map<string, Entry>} */
  const units = new Map();
  /** @type {Map<string, Aside>} */
  const asides = new Map();
  const counts = {
    sent: 0,
    retries: 0,
    /** How many messages of each sort were sent at least once. */
    sorts: new Map(),
    /** How often each status was answered. `none`: there was no answer. `aborted`: the sender did not wait for it. */
    answers: new Map(),
    /** The outcomes of the providers' messages: taken, lost, blocked, unsent. */
    outcomes: new Map(),
    wrongAnswers: 0,
  };
  const wrongAnswers = [];

  const unitsOf = (sent) => sent.units.map((unit) => entryOf(unit, sent));
  const asidesOf = (message) => message.aside.map((aside) => asideOf(aside, message));

  function entryOf(unit, { body }) {
    const name = unit.name ?? unit.key;
    if (!units.has(name))
      units.set(name, { unit, answered: 0, doubtful: 0, hash: unit.isRestamped ? null : sha256(body) });
    return units.get(name);
  }

  function asideOf({ code, path = null }, { provider, body }) {
    const name = `${provider} ${sha256(body)} ${path}`;
    if (!asides.has(name)) asides.set(name, { provider, code, path, body, answered: 0, doubtful: 0 });
    return asides.get(name);
  }

  function judge(message, { status, body }) {
    const right = message.expect.includes(status) && (message.reply === null || body === message.reply);
    // A receiver that cannot store answers 503, and the sender tries again.
    if (right || status === null || (status === 503 && message.from === "provider")) return;
    counts.wrongAnswers += 1;
    if (wrongAnswers.length >= MOST_WRONG_ANSWERS) return;
    wrongAnswers.push({
      provider: message.provider,
      sort: message.sort,
      status,
      expected: message.expect,
      path: message.path,
      body: message.body.subarray(0, 500).toString(),
    });
  }

  return {
    units,
    asides,
    counts,
    wrongAnswers,

    /** Notes that a message is being sent, for the first time (0) or again. */
    sending(message, sent, number) {
      counts.sent += 1;
      if (number > 0) counts.retries += 1;
      else increment(counts.sorts, message.sort);
    },

    /** Notes an answer, or its absence. */
    answered(message, sent, answer) {
      increment(counts.answers, answer.status ?? (answer.aborted ? "aborted" : "none"));
      judge(message, answer);
      if (answer.status !== null && answer.status < 500 && answer.status !== 200) return;
      // A message with a cut body was not sent. It would be wrong to store a part of it.
      if (sent.manner === "cut" && answer.status === null) return;
      if (!message.expect.includes(200)) return;
      for (const entry of [...unitsOf(sent), ...asidesOf(message)]) {
        entry[answer.status === 200 ? "answered" : "doubtful"] += 1;
      }
    },

    /** Notes the final outcome of a message. */
    settled(message, outcome) {
      if (message.from === "provider" && message.sort !== "confirmation") increment(counts.outcomes, outcome);
    },
  };
}

/** @typedef {ReturnType<typeof createAccount>} Account */
