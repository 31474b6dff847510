// The calls of the module: what is the caller's is read, then written, then the module does its work.

import { push, typedArrayLength } from "./builtins.js";
import {
  begin, end, endWithJson, endWithNumbers, endWithSecret, endWithSecretJson, mostBytes, mostUtf8, THREW, wasm, writeBytes, writeText, writeValue,
} from "./exchange.js";
import { HALF_SURROGATE, readBody, TOO_LARGE } from "./read/body.js";
import { SEVERAL } from "./read/headers.js";
import { readIncoming } from "./read/incoming.js";
import { readCredentials, readEvent, readEvents, readOptions } from "./read/options.js";

const { now } = Date;
const { isArray } = Array;

// What src/wasm/request.rs takes in the place of a length. A config that has none is as the caller gave it.
const NOTHING = -1;
const OF_WRONG_TYPE = -2;
const LENGTHS = { [SEVERAL]: -3, [TOO_LARGE]: -4, [HALF_SURROGATE]: -5 };
const UNREADABLE = -6;
const NO_OBJECT = -7;

/** Reads what is the caller's. */
function attempt(read, value, names) {
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
  const options = attempt(readOptions, config);
  writeValue(options, begin(mostBytes(options)));
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
export function once(config, defaultLimit) {
  const options = attempt(readOptions, config);
  return { bytes: undefined, options, size: mostBytes(options), length: NOTHING, limit: limitOf(options) ?? defaultLimit, needsClock: true };
}

/** Returns the limit that a config sets. That it is none that can be used is for the module to say. */
function limitOf(options) {
  if (!isArray(options)) return undefined;
  for (let at = 0; at < options.length; at += 2) {
    if (options[at] === "maxBodyBytes" && typeof options[at + 1] === "number") return options[at + 1];
  }
  return undefined;
}

const writeConfig = (config, at) => (config.bytes === undefined ? writeValue(config.options, at) : at + writeBytes(config.bytes, at));

// How long the parts of a request are, or what they are instead. They are written and used where no code of the caller's
// runs; and a call takes five numbers faster than one list of them.
let headerLength;
let urlLength;
let ipLength;
let bodyLength;

function writeIncoming(config, headerName, incoming) {
  let read;
  try {
    read = readIncoming(incoming, headerName, config.limit);
  } catch {
    read = THREW;
  }
  if (read === null || read === THREW) {
    writeConfig(config, begin(config.size));
    bodyLength = read === THREW ? UNREADABLE : NO_OBJECT;
    return;
  }
  // Of a body that is none there is a text to write, in the place of the header.
  const { url, ip, body } = read;
  const header = typeof body === "string" ? body : read.header;
  let at = begin(config.size + mostPart(header) + mostPart(url) + mostPart(ip) + (isBytes(body) ? typedArrayLength(body) : 0));
  at = writeConfig(config, at);
  headerLength = writePart(header, at);
  if (headerLength > 0) at += headerLength;
  urlLength = writePart(url, at);
  if (urlLength > 0) at += urlLength;
  ipLength = writePart(ip, at);
  if (ipLength > 0) at += ipLength;
  bodyLength = writeBody(body, at);
}

const isBytes = (body) => typeof body === "object";
const mostPart = (text) => (typeof text === "string" ? mostUtf8(text) : 0);

function writePart(text, at) {
  if (typeof text === "string") return writeText(text, at);
  if (text === undefined) return NOTHING;
  return text === null ? OF_WRONG_TYPE : LENGTHS[text];
}

function writeBody(body, at) {
  if (isBytes(body)) return writeBytes(body, at);
  if (body === undefined) return NOTHING;
  return typeof body === "string" ? OF_WRONG_TYPE : LENGTHS[body];
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
  const read = attempt(readOptions, options);
  writeValue(read, begin(mostBytes(read)));
  return end(wasm.limit());
}

/** Returns the event of a body. */
export function parse(number, limit, body) {
  writeAlone(readBodyOr(body, limit));
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

/** Writes values and then a body, whose length is left in `bodyLength`: of one that is none, the text is a value. */
function writeAlone(body, ...values) {
  let most = isBytes(body) ? typedArrayLength(body) : mostBytes(body);
  for (let index = 0; index < values.length; index += 1) most += mostBytes(values[index]);
  let at = begin(most);
  for (let index = 0; index < values.length; index += 1) at = writeValue(values[index], at);
  bodyLength = writeBody(body, at);
  if (bodyLength === OF_WRONG_TYPE) writeValue(body, at);
}

/** Tells whether an event replaces another: 0 is no, 1 is yes, 2 cannot be told. */
export function supersedes(number, fields, next, previous) {
  const values = [attempt(readEvent, next, fields), attempt(readEvent, previous, fields)];
  let at = begin(mostBytes(values));
  for (let index = 0; index < 2; index += 1) at = writeValue(values[index], at);
  return end(wasm.supersedes(number));
}

/** Returns the reply to a confirmation; `null` when the body is none. */
export function confirm(body, credentials, limit) {
  const read = attempt(readCredentials, credentials);
  writeAlone(readBodyOr(body, limit), read);
  return endWithSecretJson(wasm.isendu_confirm(bodyLength));
}

/** Returns those of the orders or trackings that are the newest of their `uuid`. */
export function latest(fields, items) {
  const read = attempt(readEvents, items, fields);
  const value = read === THREW ? THREW : read.fields;
  writeValue(value, begin(mostBytes(value)));
  const positions = endWithNumbers(wasm.isendu_latest());
  const kept = [];
  for (let at = 0; at < positions.length; at += 1) push(kept, read.events[positions[at]]);
  return kept;
}

/** Returns the header of a genuine delivery, as an object. */
export function sign(number, body, config) {
  const read = attempt(readOptions, config);
  writeAlone(readBodyOr(body, Infinity), read);
  return endWithSecretJson(wasm.sign(number, bodyLength));
}
