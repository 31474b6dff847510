// The sender's own books: what was sent, what was answered, and so what the receiver must hold now. They are kept from
// what the sender knows about its events, and nothing in them comes from the receiver but its answers.

import { sha256 } from "./events/message.mjs";

const MOST_WRONG_ANSWERS = 20;

const increment = (counts, name) => counts.set(name, (counts.get(name) ?? 0) + 1);

/**
 * @typedef {object} Entry what is known of one unit
 * @property {import("./events/message.mjs").Unit} unit
 * @property {number} answered how often a message that holds it was answered with 200: once is enough, and it must be there
 * @property {number} doubtful how often such a message may have been taken without the sender being told
 * @property {string | null} hash SHA-256 of the body that it was first sent in; null where it comes in others, too
 *
 * @typedef {object} Aside what must, or may, be in the quarantine
 * @property {string} provider
 * @property {string} code
 * @property {string | null} path of what cannot be read, as the error tells it; null when it tells none
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
    /** How often each status was answered; `none` when there was no answer, `aborted` when nobody waited for it. */
    answers: new Map(),
    /** What became of the providers' messages: taken, lost, blocked, unsent. */
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
    // A receiver that cannot store says so; then its sender tries again.
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

    /** Notes that a message is going out, for the first time (0) or again. */
    sending(message, sent, number) {
      counts.sent += 1;
      if (number > 0) counts.retries += 1;
      else increment(counts.sorts, message.sort);
    },

    /** Notes an answer, or that there was none. */
    answered(message, sent, answer) {
      increment(counts.answers, answer.status ?? (answer.aborted ? "aborted" : "none"));
      judge(message, answer);
      if (answer.status !== null && answer.status < 500 && answer.status !== 200) return;
      // Whoever cuts a body short has not sent it: a receiver that takes a part for the whole would be wrong.
      if (sent.manner === "cut" && answer.status === null) return;
      if (!message.expect.includes(200)) return;
      for (const entry of [...unitsOf(sent), ...asidesOf(message)]) {
        entry[answer.status === 200 ? "answered" : "doubtful"] += 1;
      }
    },

    /** Notes what became of a message in the end. */
    settled(message, outcome) {
      if (message.from === "provider" && message.sort !== "confirmation") increment(counts.outcomes, outcome);
    },
  };
}

/** @typedef {ReturnType<typeof createAccount>} Account */
