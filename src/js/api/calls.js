// The calls of the module: what is the caller's is read, then written, then the module does its work.

import { readBody } from "../input/body.js";
import { readCredentials, readEvent, readEvents, readOptions } from "../input/options.js";
import { push, typedArrayLength } from "../input/primordials.js";
import { begin, wasm } from "../boundary/memory.js";
import { bodyLength, headerLength, ipLength, NOTHING, urlLength, writeIncoming, writeWithBody } from "../boundary/request.js";
import { end, endWithJson, endWithNumbers, endWithSecret, endWithSecretJson } from "../boundary/result.js";
import { maxBytes, THREW, writeValue } from "../boundary/values.js";

const { now } = Date;
const { isArray } = Array;

/** Reads what is the caller's. */
function tryRead(read, value, names) {
  try {
    return read(value, names);
  } catch {
    return THREW;
  }
}

/** Returns what there is; to be called once, before anything else. */
export function describe() {
  begin(0);
  return endWithJson(wasm.describe());
}

/** Checks a config, and returns it as bytes to keep. It is not in the module's memory, so that it outlives an instance. */
export function prepare(number, config) {
  const options = tryRead(readOptions, config);
  writeValue(options, begin(maxBytes(options)));
  const bytes = endWithSecret(wasm.prepare(number));
  const limit = (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;
  const size = typedArrayLength(bytes);
  // The properties are those of a config that is used once, so that an engine sees one kind of object.
  return { bytes, options: undefined, size, length: size, limit, needsClock: bytes[4] === 1 };
}

/**
 * Returns a config in the same form for one call, which checks and prepares it on the way. For a prepared one to leave the
 * module and to come back takes a microsecond more.
 */
export function unprepared(config, defaultLimit) {
  const options = tryRead(readOptions, config);
  return { bytes: undefined, options, size: maxBytes(options), length: NOTHING, limit: limitOf(options) ?? defaultLimit, needsClock: true };
}

/** Returns the limit that a config sets. That it is none that can be used is for the module to say. */
function limitOf(options) {
  if (!isArray(options)) return undefined;
  for (let at = 0; at < options.length; at += 2) {
    if (options[at] === "maxBodyBytes" && typeof options[at + 1] === "number") return options[at + 1];
  }
  return undefined;
}

/** Verifies a delivery. Returns the number of its trust, and four for each position up to the one of the key. */
export function verify(number, headerName, config, incoming) {
  writeIncoming(config, headerName, incoming);
  return end(wasm.verify(number, config.length, headerLength, urlLength, ipLength, bodyLength, config.needsClock ? now() : 0));
}

/** Checks what can be checked before the body is read; that of `incoming` must be absent. */
export function checkHead(number, headerName, config, incoming) {
  writeIncoming(config, headerName, incoming);
  end(wasm.check_head(number, config.length, headerLength, urlLength, ipLength, bodyLength, config.needsClock ? now() : 0));
}

/** Verifies a delivery without its signed time. Returns what `verify` does. */
export function authenticate(number, headerName, config, incoming) {
  writeIncoming(config, headerName, incoming);
  return end(wasm.authenticate(number, config.length, headerLength, urlLength, ipLength, bodyLength, config.needsClock ? now() : 0));
}

/** Verifies a delivery and returns its event. */
export function receive(number, headerName, config, incoming) {
  writeIncoming(config, headerName, incoming);
  return endWithJson(wasm.receive(number, config.length, headerLength, urlLength, ipLength, bodyLength, config.needsClock ? now() : 0));
}

/** Returns how many bytes the options of `parse` allow. */
export function limit(options) {
  const read = tryRead(readOptions, options);
  writeValue(read, begin(maxBytes(read)));
  return end(wasm.limit());
}

/** Returns the event of a body. */
export function parse(number, limit, body) {
  writeWithBody(readBodyOr(body, limit));
  return endWithJson(wasm.parse(number, limit, bodyLength));
}

/** Reads the body of a call that needs one. */
function readBodyOr(body, limit) {
  try {
    return readBody(body, limit);
  } catch {
    return "an object that throws";
  }
}

/** Tells whether an event replaces another: 0 is no, 1 is yes, 2 cannot be told. */
export function supersedes(number, fields, next, previous) {
  const values = [tryRead(readEvent, next, fields), tryRead(readEvent, previous, fields)];
  let at = begin(maxBytes(values));
  for (let index = 0; index < 2; index += 1) at = writeValue(values[index], at);
  return end(wasm.supersedes(number));
}

/** Returns the reply to a confirmation; `null` when the body is none. */
export function confirm(body, credentials, limit) {
  const read = tryRead(readCredentials, credentials);
  writeWithBody(readBodyOr(body, limit), read);
  return endWithSecretJson(wasm.isendu_confirm(bodyLength));
}

/** Returns those of the orders or trackings that are the newest of their `uuid`. */
export function latest(fields, items) {
  const read = tryRead(readEvents, items, fields);
  const value = read === THREW ? THREW : read.fields;
  writeValue(value, begin(maxBytes(value)));
  const positions = endWithNumbers(wasm.isendu_latest());
  const kept = [];
  for (let at = 0; at < positions.length; at += 1) push(kept, read.events[positions[at]]);
  return kept;
}

/** Returns the header of a genuine delivery, as an object. */
export function sign(number, body, config) {
  const read = tryRead(readOptions, config);
  writeWithBody(readBodyOr(body, Infinity), read);
  return endWithSecretJson(wasm.sign(number, bodyLength));
}
