// Compares the books: the receiver's data with the data that it must have according to the sender.

import { sha256 } from "./events/message.mjs";
import { ledgerOf, nameOf } from "./ledger.mjs";

const MOST_EXAMPLES = 10;
const LONGEST_KEY = 512;

/** The meaning of each kind of difference. */
export const DIFFERENCES = {
  lost: "answered with 200, but not stored",
  doubled: "stored twice, or worked on twice",
  unexpected: "stored, but refused or never sent by a provider",
  wrongState: "stored, but with the wrong state",
  wrongLedger: "a ledger entry that differs from the sender's account",
  wrongQuarantine: "unparsable but not in the quarantine, or the reverse",
  wrongCount: "a wrong figure in the summary, or a wrong count of duplicates",
};

/**
 * Returns the key in the receiver's form: a key that a database index refuses is replaced by its hash.
 *
 * @param {string} key
 */
export function shown(key) {
  if (!key.includes("\0") && Buffer.byteLength(key) <= LONGEST_KEY) return key;
  return `key:sha256:${sha256(key)}`;
}

/**
 * Compares the receiver's data with the sender's account.
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
  const { units, doubtful } = unitsOf(account, stored);
  const ledger = ledgerOf(units, doubtful);
  compareStates(stored, ledger, differ);
  compareDuplicates(account, stored, differ);
  compareLedger(stored, ledger, view, differ);
  compareQuarantine(account, view, differ);
  compareSummary(stored, view, differ);
  return { counts, examples, stored: stored.size, balanced: examples.length === 0 };
}

const keysOf = ({ key, keys = [key] }) => keys.map(shown);

/** Returns the stored and known rows by key, each with the entries of the account that it can belong to. */
function compareDeliveries({ units }, { deliveries }, differ) {
  const known = new Map();
  for (const entry of units.values()) {
    if (entry.answered + entry.doubtful === 0) continue;
    for (const key of keysOf(entry.unit)) known.set(key, [...(known.get(key) ?? []), entry]);
  }
  const stored = new Map();
  for (const row of deliveries) {
    const entries = known.get(row.dedupeKey);
    if (!entries) differ("unexpected", `${row.provider} ${row.dedupeKey}`);
    else if (stored.has(row.dedupeKey)) differ("doubled", `${row.provider} ${row.dedupeKey} is stored twice`);
    else stored.set(row.dedupeKey, { row, entries });
  }
  for (const { unit, answered } of units.values()) {
    if (answered > 0 && !stored.has(shown(unit.key))) differ("lost", `${unit.provider} ${unit.key}`);
  }
  return stored;
}

/**
 * Returns the stored units. A unit that shares its key with others may have no row. It is stored if it was answered with 200, or
 * if a row can only be its own.
 */
function unitsOf({ units }, stored) {
  const doubtful = new Set();
  const found = [...units.values()].filter((entry) => {
    const { unit, answered } = entry;
    const rows = keysOf(unit)
      .flatMap((key) => stored.get(key) ?? [])
      .filter(({ entries }) => entries.includes(entry));
    const isAlone = rows.some(({ entries }) => entries.length === 1);
    if (rows.length > 0 && answered === 0 && !isAlone) doubtful.add(unit);
    return rows.length > 0;
  });
  return { units: found.map(({ unit }) => unit), doubtful };
}

function compareStates(stored, ledger, differ) {
  for (const { row, entries } of stored.values()) {
    const [{ unit }] = entries;
    const wrong = (what) => differ("wrongState", `${row.provider} ${row.dedupeKey}: ${what}`);
    if (row.provider !== unit.provider || row.subject !== shown(unit.subject))
      wrong(`is filed under ${row.provider} ${row.subject}`);
    const allowed = statesOf(unit, ledger);
    if (!allowed.includes(row.state))
      wrong(`is ${row.state} (${row.lastError ?? "no error"}), expected ${allowed.join(" or ")}`);
  }
}

/** A unit that is not its subject's newest counts only if it was worked on before the newest one arrived. */
function statesOf(unit, ledger) {
  if (unit.poison) return ["dead"];
  if (["none", "occurrence"].includes(unit.work)) return ["applied"];
  const { shows, units } = ledger.get(nameOf(unit));
  if (unit.work === "credit") return units.length > 1 ? ["applied", "superseded"] : ["applied"];
  const isNewest = shows.length === 1 && shows[0].keys.size === 1 && shows[0].keys.has(unit.key);
  return isNewest ? ["applied"] : ["applied", "superseded"];
}

/** Of what has one key, each receipt is a row or a duplicate of one. A batch may hold the same element twice. */
function compareDuplicates({ units }, stored, differ) {
  const receipts = new Map();
  for (const { unit, answered, doubtful } of units.values()) {
    const [key] = keysOf(unit);
    const { least, most } = receipts.get(key) ?? { least: 0, most: 0 };
    receipts.set(key, { least: least + answered, most: most + answered + doubtful });
  }
  const counted = new Map();
  for (const { row, entries } of stored.values()) {
    const [key] = keysOf(entries[0].unit);
    counted.set(key, (counted.get(key) ?? 0) + 1 + row.duplicates);
  }
  for (const [key, count] of counted) {
    const { least, most } = receipts.get(key);
    if (count < least || count > most)
      differ("wrongCount", `${key} was counted ${count} times, expected ${least} to ${most}`);
  }
}

function compareLedger(stored, ledger, view, differ) {
  const expected = new Map(
    [...ledger.values()].map((entry) => [nameOf({ ...entry, subject: shown(entry.subject) }), entry]),
  );
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
  const isShown = ({ state, keys }) => state === entry.state && [...keys].some((key) => shown(key) === entry.version);
  if (!right.shows.some(isShown)) {
    const states = right.shows.map(({ state }) => JSON.stringify(state));
    differ(
      "wrongLedger",
      `${name} is ${JSON.stringify(entry.state)} by ${entry.version}, expected ${states.join(" or ")}`,
    );
  } else if (stored.get(entry.version).row.state !== "applied") {
    differ("wrongLedger", `${name} shows ${entry.version}, which is not applied`);
  }
  compareCounts(entry, right, appliedOf(right, stored), differ);
}

/** Returns the applied rows of an entry's units, each with its entries of the account. */
function appliedOf({ units }, stored) {
  const rows = new Set(units.flatMap((unit) => keysOf(unit).flatMap((key) => stored.get(key) ?? [])));
  return [...rows].filter(({ row }) => row.state === "applied");
}

function compareCounts(entry, right, rows, differ) {
  const name = nameOf(entry);
  const [{ work }] = right.units;
  const applied = rows.length;
  const most = work === "credit" ? new Set(right.units.map((unit) => unit.credit.transaction)).size : applied;
  if (applied !== most || entry.events > most)
    differ("doubled", `${name} counts ${entry.events} events, ${applied} units were applied, at most ${most} may be`);
  else if (entry.events < most)
    differ("wrongLedger", `${name} counts ${entry.events} events, and ${most} were applied`);

  const isBalance = right.subject !== right.units[0].subject;
  const keys = isBalance ? [] : rows.flatMap(({ entries: [{ unit }] }) => (unit.effect ? [shown(unit.effect)] : []));
  const wanted = [...new Set(keys)].sort();
  const found = [...(entry.effects ?? ["nothing is said of effects"])].sort();
  if (String(found) !== String(wanted))
    differ(
      found.length > wanted.length ? "doubled" : "wrongLedger",
      `${name} has had the effects ${found}, expected ${wanted}`,
    );
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
    if (aside.answered > 0 && !found.has(aside))
      differ("wrongQuarantine", `${name(aside)} is missing: ${aside.body.subarray(0, 100)}`);
  }
}

/** A body is shown as text, or as base64 if it is not text. */
const bytesOf = ({ body, bodyEncoding }) => Buffer.from(body, bodyEncoding === "base64" ? "base64" : "utf8");

/** Only a part of a long body is shown, with the length of the whole. */
function isShown(body, shown, { bodyBytes = shown.length }) {
  return (
    body.length === bodyBytes && body.subarray(0, shown.length).equals(shown) && (shown.length > 0 || body.length === 0)
  );
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
