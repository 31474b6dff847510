// Reads the evidence, as the names and values for the module.

import { readCredentials, readOptions } from "../input/options.js";
import { isObject, own } from "../input/own.js";
import { bytesOrNull } from "./bytes.js";
import { candidatesOf } from "./candidates.js";

const { isArray } = Array;
const { keys } = Object;

/** Returns the evidence as a list, and the function for progress. The list is `null` if the evidence isn't an object. */
export function readEvidence(evidence, body) {
  const list = [];
  if (evidence !== undefined && !isObject(evidence)) return { list: null, onProgress: undefined };
  const candidates = body === undefined ? [] : candidatesOf(body);
  let onProgress;
  for (const name of keys(evidence ?? {})) {
    const value = own(evidence, name);
    if (value === undefined) continue;
    if (name === "onProgress") onProgress = value;
    else if (name === "candidates") candidates.push(...readCandidates(value));
    else list.push(...readMember(name, value));
  }
  return { list: [...list, "candidates", candidates], onProgress };
}

function readMember(name, value) {
  if (name === "original") return [name, bytesOrNull(value)];
  if (name === "otherKeys") return [name, withoutUndefined(readOptions(value))];
  if (name === "credentials") return [name, readCredentials(value)];
  if (name === "reply" && isObject(value)) {
    const { status, body, elapsedMs } = value;
    return ["status", status ?? null, "replyBody", bytesOrNull(body), "elapsedMs", elapsedMs];
  }
  return [name, ["boolean", "number"].includes(typeof value) ? value : null];
}

/** Drops undefined keys, as from an unset variable. */
const withoutUndefined = (members) =>
  members?.flatMap((value, at) => (at % 2 === 1 && value !== undefined ? [members[at - 1], value] : [])) ?? null;

function readCandidates(value) {
  if (!isObject(value)) return ["candidates", null];
  return keys(value).flatMap((id) =>
    (isArray(value[id]) ? value[id] : [value[id]]).flatMap((body) => [id, bytesOrNull(body)]),
  );
}
