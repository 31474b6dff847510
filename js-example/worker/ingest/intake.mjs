import { storableText } from "../../shared/ledger/storable.mjs";
import { unitsOf } from "../../shared/ledger/units.mjs";
import { quarantineObject, subjectObject } from "../objects/index.mjs";
import { ask, groupBy, settleEach } from "./parallel.mjs";
import { numberOf } from "../settings.mjs";

/** In bytes. A row holds 2 MB, and an event may be longer than its body: `1e20` becomes 21 digits. */
const LARGEST_EVENT = 1_900_000;

/**
 * In bytes, of the events in one call to an object: a call takes 32 MiB of arguments, and a Worker has 128 MB of memory. A
 * text may be kept with two bytes a character.
 */
const MOST_AT_ONCE = 8_388_608;
const BYTES_OF_A_UNIT = 4_096;
const BYTES_OF_A_CHARACTER = 2;

const encoder = new TextEncoder();

/**
 * Stores all that an event says, and resolves once all of it is durable. When a part of it could not be stored it rejects,
 * and the provider sends all of it again: the parts that are stored by then are duplicates.
 *
 * @param {object} event as a handler hands it over
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
 * Stores an authentic delivery that is unreadable.
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
 * Stores units whose body is in the object of their batch: those about one subject in its object.
 *
 * @param {object[][]} groups of one subject each, with the events as texts
 * @param {{ provider: string, trust: string, bodyIn: string }} receipt
 * @param {object} env
 */
export async function storeGroups(groups, receipt, env) {
  throwFirst(await settleEach(groups, (group) => storeGroup(group, { ...receipt, body: null }, env)));
}

/** Groups units by what they are about. */
export const bySubject = (units) => groupBy(units, ({ subject }) => subject);

/** Returns units with their events as texts: those that fit into a row, and those that do not. */
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
 * A request may call so many objects and no more. A batch about more subjects than that is stored as one delivery, whose
 * work it is to store its parts.
 */
function wholeBatch(batch) {
  return { kind: "batch", subject: batch, dedupeKey: batch, event: JSON.stringify({ divide: true }) };
}

/** What is about one subject may be more than one call takes: then there are several, one after the other. */
async function storeGroup(group, receipt, env) {
  const [{ subject }] = group;
  for (const units of callsOf(group)) {
    await ask(() => subjectObject(env, { ...receipt, subject }).store({ ...receipt, subject, units }));
  }
}

/** Divides units, in their order, so that each part fits into a call. */
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
