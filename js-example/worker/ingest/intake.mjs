import { storableText } from "../../shared/ledger/storable.mjs";
import { unitsOf } from "../../shared/ledger/units.mjs";
import { quarantineObject, subjectObject } from "../objects/index.mjs";
import { ask, groupBy, settleEach } from "./parallel.mjs";
import { numberOf } from "../settings.mjs";

/** In bytes. A row can have 2 MB, and an event may be longer than its body: `1e20` becomes 21 digits. */
const LARGEST_EVENT = 1_900_000;

/**
 * In bytes, for the events in one call to an object. The arguments of a call can have 32 MiB, and a Worker has 128 MB of
 * memory. The engine may need two bytes for each character.
 */
const MOST_AT_ONCE = 8_388_608;
const BYTES_OF_A_UNIT = 4_096;
const BYTES_OF_A_CHARACTER = 2;

const encoder = new TextEncoder();

/**
 * Stores all parts of an event, and resolves when all of them are durable. It rejects if a part could not be stored. Then the
 * provider sends the whole event again, and the stored parts count as duplicates.
 *
 * @param {object} event the event from the handler
 * @param {object} env
 * @param {Uint8Array} body
 */
export async function store(event, env, body) {
  const { provider, dedupeKey, trust, rejected = [] } = event;
  const { fitting, large } = textsOf(unitsOf(event));
  const faults = [...rejected, ...large.map((unit) => ({ code: "event_too_large", path: unit.dedupeKey }))];

  const storing = [storeUnits(fitting, { provider, dedupeKey, trust }, env, body)];
  if (faults.length > 0) storing.push(setAside(provider, body, faults, env));
  throwFirst(await Promise.allSettled(storing));
}

/**
 * Stores a genuine delivery that cannot be parsed.
 *
 * @param {string} provider
 * @param {{ code: string, path: string }} fault a path of "" means the whole body
 * @param {object} env
 * @param {Uint8Array} body
 */
export function storeUnreadable(provider, fault, env, body) {
  return setAside(provider, body, [fault], env);
}

/**
 * Stores units in the object of their subject. The object of their batch has the body.
 *
 * @param {object[][]} groups each has the units of one subject, with the events as JSON texts
 * @param {{ provider: string, trust: string, bodyIn: string }} receipt
 * @param {object} env
 */
export async function storeGroups(groups, receipt, env) {
  throwFirst(await settleEach(groups, (group) => storeGroup(group, { ...receipt, body: null }, env)));
}

/** Groups units by subject. */
export const bySubject = (units) => groupBy(units, ({ subject }) => subject);

/** Returns units with their events as JSON texts, split by whether the event fits into a row. */
export function textsOf(units) {
  const fitting = [];
  const large = [];
  for (const unit of units) {
    const text = JSON.stringify(unit.event);
    const place = encoder.encode(text).length <= LARGEST_EVENT ? fitting : large;
    place.push({ ...unit, event: text });
  }
  return { fitting, large };
}

async function storeUnits(units, { dedupeKey: batch, ...receipt }, env, body) {
  const groups = bySubject(units);
  if (groups.length === 0) return;
  if (groups.length === 1 && callsOf(groups[0]).length === 1) {
    await storeGroup(groups[0], { ...receipt, body, bodyIn: null }, env);
    return;
  }
  await ask(() => subjectObject(env, { ...receipt, subject: batch }).keepBody(body));
  const now = groups.length <= numberOf(env, "SUBJECTS_AT_ONCE") ? groups : [[wholeBatch(batch)]];
  await storeGroups(now, { ...receipt, bodyIn: batch }, env);
}

/**
 * A request may only call a limited number of objects. A batch about more subjects is stored as one delivery, and the work of
 * that delivery is to store the parts.
 */
function wholeBatch(batch) {
  return { kind: "batch", subject: batch, dedupeKey: batch, event: JSON.stringify({ divide: true }) };
}

/** The units of one subject may need several calls. They run one after the other, so the order stays the same. */
async function storeGroup(group, receipt, env) {
  const [{ subject }] = group;
  for (const units of callsOf(group)) {
    await ask(() => subjectObject(env, { ...receipt, subject }).store({ ...receipt, subject, units }));
  }
}

/** Splits units into parts that fit into a call, and keeps their order. */
function callsOf(units) {
  const calls = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const unit of units) {
    const more = BYTES_OF_A_UNIT + unit.event.length * BYTES_OF_A_CHARACTER;
    if (bytes + more > MOST_AT_ONCE) {
      calls.push([]);
      bytes = 0;
    }
    calls.at(-1).push(unit);
    bytes += more;
  }
  return calls;
}

function setAside(provider, body, faults, env) {
  const shown = faults.map(({ code, path }) => ({ code, path: storableText(path) }));
  return ask(() => quarantineObject(env).add(provider, body, shown));
}

function throwFirst(results) {
  const failed = results.find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;
}
