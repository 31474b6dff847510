// Balances the books: what the receiver holds against what the sender knows that it must hold.

import { sha256 } from "./events/message.mjs";
import { ledgerOf, nameOf } from "./ledger.mjs";

const MOST_EXAMPLES = 10;
const LONGEST_KEY = 512;

/** What each kind of difference means. */
export const DIFFERENCES = {
  lost: "answered with 200, and not stored",
  doubled: "stored twice, or worked on twice",
  unexpected: "stored, and never sent by a provider, or refused",
  wrongState: "stored, and not worked on as it has to be",
  wrongLedger: "an entry of the ledger that the sender's account does not have so",
  wrongQuarantine: "unreadable and not set aside, or set aside and not unreadable",
  wrongCount: "the summary or a count of duplicates says something else",
};

/**
 * The key as the receiver shows it: one that no index of a database takes is replaced by its hash.
 *
 * @param {string} key
 */
export function shown(key) {
  if (!key.includes("\0") && Buffer.byteLength(key) <= LONGEST_KEY) return key;
  return `key:sha256:${sha256(key)}`;
}

/**
 * Compares all that a receiver holds with the account of what it was sent.
 *
 * @param {import("./account.mjs").Account} account
 * @param {import("./view.mjs").View} view
 * @returns {{ counts: Record<keyof typeof DIFFERENCES, number>, examples: string[], stored: number, balanced: boolean }}
 */
export function compare(account, view) {
  const counts = Object.fromEntries(Object.keys(DIFFERENCES).map((name) => [name, 0]));
  const examples = [];
  const differ = (name, text) => {
    counts[name] += 1;
    if (counts[name] <= MOST_EXAMPLES) examples.push(`${name}: ${text}`);
  };

  const stored = compareDeliveries(account, view, differ);
  const ledger = ledgerOf([...stored.values()].map(({ entry }) => entry.unit));
  compareStates(stored, ledger, differ);
  compareLedger(stored, ledger, view, differ);
  compareQuarantine(account, view, differ);
  compareSummary(stored, view, differ);
  return { counts, examples, stored: stored.size, balanced: examples.length === 0 };
}

/** Returns what is stored and known, by key: each row with the entry of the account. */
function compareDeliveries({ units }, { deliveries }, differ) {
  const known = new Map([...units.values()].map((entry) => [shown(entry.unit.key), entry]));
  const stored = new Map();
  for (const row of deliveries) {
    const entry = known.get(row.dedupeKey);
    if (!entry || entry.answered + entry.doubtful === 0) differ("unexpected", `${row.provider} ${row.dedupeKey}`);
    else if (stored.has(row.dedupeKey)) differ("doubled", `${row.provider} ${row.dedupeKey} is stored twice`);
    else stored.set(row.dedupeKey, { row, entry });
  }
  for (const [key, { unit, answered }] of known) {
    if (answered > 0 && !stored.has(key)) differ("lost", `${unit.provider} ${key}`);
  }
  return stored;
}

function compareStates(stored, ledger, differ) {
  for (const { row, entry } of stored.values()) {
    const { unit, answered, doubtful } = entry;
    const wrong = (what) => differ("wrongState", `${row.provider} ${row.dedupeKey}: ${what}`);
    if (row.provider !== unit.provider || row.subject !== shown(unit.subject)) wrong(`is filed under ${row.provider} ${row.subject}`);
    const allowed = statesOf(unit, ledger);
    if (!allowed.includes(row.state)) wrong(`is ${row.state} (${row.lastError ?? "no error"}), expected ${allowed.join(" or ")}`);
    // Each receipt but the first is a duplicate. A batch may hold the same element twice.
    const [least, most] = [answered - 1, 2 * (answered + doubtful) - 1];
    if (row.duplicates < least || row.duplicates > most) {
      differ("wrongCount", `${row.dedupeKey} has ${row.duplicates} duplicates, expected ${least} to ${most}`);
    }
  }
}

/** News that is not its subject's newest counts when it was worked on before the newest came, and not after that. */
function statesOf(unit, ledger) {
  if (unit.poison) return ["dead"];
  if (unit.work === "none") return ["applied"];
  const { versions, units } = ledger.get(nameOf(unit));
  if (unit.work === "credit") return units.length > 1 ? ["applied", "superseded"] : ["applied"];
  return versions.has(unit.key) ? ["applied"] : ["applied", "superseded"];
}

function compareLedger(stored, ledger, view, differ) {
  const expected = new Map([...ledger.values()].map((entry) => [nameOf({ ...entry, subject: shown(entry.subject) }), entry]));
  const seen = new Set();
  for (const entry of view.ledger) {
    const name = nameOf(entry);
    const right = expected.get(name);
    if (seen.has(name)) differ("doubled", `the ledger has ${name} twice`);
    else if (!right) differ("wrongLedger", `${name} should not be there`);
    else compareEntry(entry, right, stored, differ);
    seen.add(name);
  }
  for (const name of expected.keys()) if (!seen.has(name)) differ("wrongLedger", `${name} is missing`);
}

function compareEntry(entry, right, stored, differ) {
  const name = nameOf(entry);
  if (entry.state !== right.state) differ("wrongLedger", `${name} is ${JSON.stringify(entry.state)}, expected ${JSON.stringify(right.state)}`);
  if (![...right.versions].some((key) => shown(key) === entry.version)) differ("wrongLedger", `${name} shows ${entry.version}`);
  const applied = right.units.filter((unit) => stored.get(shown(unit.key)).row.state === "applied").length;
  const most = right.units[0].work === "credit" ? new Set(right.units.map((unit) => unit.credit.transaction)).size : applied;
  if (applied !== most || entry.events > most) differ("doubled", `${name} counts ${entry.events} events, ${applied} units were applied, at most ${most} may be`);
  else if (entry.events < most) differ("wrongLedger", `${name} counts ${entry.events} events, and ${most} were applied`);
}

function compareQuarantine({ asides }, { quarantined }, differ) {
  const name = ({ provider, code, path }) => `${provider} ${code} ${path || "the whole body"}`;
  const known = new Map();
  for (const aside of asides.values()) known.set(name(aside), [...(known.get(name(aside)) ?? []), aside]);
  const found = new Set();
  for (const row of quarantined) {
    const shown = bytesOf(row);
    const match = known.get(name(row))?.find((aside) => isShown(aside.body, shown, row) && !found.has(aside));
    if (match) found.add(match);
    else differ("wrongQuarantine", `${name(row)} was set aside: ${shown.subarray(0, 100)}`);
  }
  for (const aside of asides.values()) {
    if (aside.answered > 0 && !found.has(aside)) differ("wrongQuarantine", `${name(aside)} is missing: ${aside.body.subarray(0, 100)}`);
  }
}

/** The bytes come as text, or as base64 when they are no text. */
const bytesOf = ({ body, bodyEncoding }) => Buffer.from(body, bodyEncoding === "base64" ? "base64" : "utf8");

/** A long body is shown in part, with its length beside it. */
function isShown(body, shown, { bodyBytes = shown.length }) {
  return body.length === bodyBytes && body.subarray(0, shown.length).equals(shown) && (shown.length > 0 || body.length === 0);
}

function compareSummary(stored, { summary, deliveries, quarantined }, differ) {
  const count = (state) => deliveries.filter((row) => row.state === state).length;
  const right = {
    stored: stored.size,
    duplicates: deliveries.reduce((all, row) => all + row.duplicates, 0),
    pending: 0,
    applied: count("applied"),
    superseded: count("superseded"),
    dead: count("dead"),
    quarantined: quarantined.length,
  };
  for (const [name, value] of Object.entries(right)) {
    if (summary[name] !== value) differ("wrongCount", `the summary says ${name}: ${summary[name]}, expected ${value}`);
  }
}
