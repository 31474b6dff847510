// A request, as it is written into the memory of the module: the config, the one header that counts, the URL, the address,
// the body. The other end is `request.rs`.

import { typedArrayLength } from "../input/primordials.js";
import { HALF_SURROGATE, TOO_LARGE } from "../input/body.js";
import { SEVERAL } from "../input/headers.js";
import { readIncoming } from "../input/incoming.js";
import { begin } from "./memory.js";
import { maxBytes, maxUtf8, THREW, writeBytes, writeText, writeValue } from "./values.js";

// What `request.rs` takes in the place of a length. A config that has none is as the caller gave it.
export const NOTHING = -1;
const OF_WRONG_TYPE = -2;
const LENGTHS = { [SEVERAL]: -3, [TOO_LARGE]: -4, [HALF_SURROGATE]: -5 };
const UNREADABLE = -6;
const NO_OBJECT = -7;

const writeConfig = (config, at) => (config.bytes === undefined ? writeValue(config.options, at) : at + writeBytes(config.bytes, at));

// How long the parts of a request are, or what they are instead. They are written and used where no code of the caller's
// runs; and a call takes five numbers faster than one list of them.
export let headerLength;
export let urlLength;
export let ipLength;
export let bodyLength;

/** Reads and writes a request; the lengths of its parts are left in the variables above. */
export function writeIncoming(config, headerName, incoming) {
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
  let at = begin(config.size + maxPart(header) + maxPart(url) + maxPart(ip) + (isBytes(body) ? typedArrayLength(body) : 0));
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
const maxPart = (text) => (typeof text === "string" ? maxUtf8(text) : 0);

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

/** Writes values and then a body, whose length is left in `bodyLength`: of one that is none, the text is a value. */
export function writeWithBody(body, ...values) {
  let most = isBytes(body) ? typedArrayLength(body) : maxBytes(body);
  for (let index = 0; index < values.length; index += 1) most += maxBytes(values[index]);
  let at = begin(most);
  for (let index = 0; index < values.length; index += 1) at = writeValue(values[index], at);
  bodyLength = writeBody(body, at);
  if (bodyLength === OF_WRONG_TYPE) writeValue(body, at);
}
