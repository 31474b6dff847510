// The calls of the module. We read all of the caller's values first, then the module does its work.

import * as glue from "#glue";
import { readEvent, readOptions, readScheme } from "../input/options.js";
import { push, slice, startsWith } from "../input/primordials.js";
import { call, tryRead } from "../boundary/call.js";
import { readDelivery, readOneBody } from "../boundary/delivery.js";
import { begin, end, failure } from "../boundary/instance.js";

const { now } = Date;
const { isArray } = Array;
const { parse: parseJson } = JSON;

/** Describes the module. Call it once, before any other call. */
export const describe = () => call(() => glue.describe());

/** Checks a scheme and returns `{ bytes, members, name, headers }`. The bytes describe the scheme, and outlive an instance. */
export function define(scheme) {
  const members = tryRead(readScheme, scheme);
  const bytes = call(() => glue.define(members));
  return { bytes, members, name: membersNamed(members, "name")[0], headers: headersOf(members) };
}

/** Returns the names of the headers that we read, in the order in which the module takes their values: see `scheme.rs`. */
function headersOf(members) {
  const headers = membersNamed(members, "header");
  const more = [membersNamed(members, "timestamp.header"), membersNamed(members, "id.header")];
  for (let at = 0; at < members.length; at += 2)
    if (startsWith(members[at], "require.")) push(more, [slice(members[at], "require.".length)]);
  for (let at = 0; at < more.length; at += 1) if (more[at].length > 0) push(headers, more[at][0]);
  return headers;
}

function membersNamed(members, name) {
  const found = [];
  for (let at = 0; at < members.length; at += 2) if (members[at] === name) push(found, members[at + 1]);
  return found;
}

/**
 * Checks a config, for a scheme if one is given, and returns it as bytes to keep. They are outside the module's memory, so they
 * outlive an instance.
 */
export function prepare(number, scheme, config) {
  const options = tryRead(readOptions, config);
  const { bytes, limit, needsClock } = call(() => glue.prepare(number, scheme, options));
  // The same properties as a config for one call, so that the engine sees one kind of object.
  return { bytes, options: undefined, limit, needsClock };
}

/** Returns a config in the same form for one call. That call checks and prepares it. */
export function unprepared(config, defaultLimit) {
  const options = tryRead(readOptions, config);
  return { bytes: undefined, options, limit: limitOf(options) ?? defaultLimit, needsClock: true };
}

/** Returns the limit that a config sets. The module refuses an invalid one. */
function limitOf(options) {
  if (!isArray(options)) return undefined;
  for (let at = 0; at < options.length; at += 2) {
    if (options[at] === "maxBodyBytes" && typeof options[at + 1] === "number") return options[at + 1];
  }
  return undefined;
}

/**
 * Reads a delivery. If that fails, it first checks a config that is not prepared: the config's faults come before those of a
 * delivery.
 */
function read(number, headerName, config, incoming) {
  try {
    return readDelivery(incoming, headerName, config.limit);
  } catch (error) {
    if (config.bytes === undefined) call(() => glue.prepare(number, undefined, config.options));
    throw error;
  }
}

/** Verifies a delivery. Returns the number of its trust, plus four times the position of the key. */
export function verify(number, headerName, config, incoming) {
  const { header, url, ip, body, fault } = read(number, headerName, config, incoming);
  const time = config.needsClock ? now() : 0;
  begin();
  let result;
  try {
    result =
      config.bytes === undefined
        ? glue.verifyOnce(number, config.options, header, url, ip, body, fault, time)
        : glue.verify(number, config.bytes, header, url, ip, body, fault, time);
  } catch (thrown) {
    throw failure(thrown);
  }
  return end(result);
}

/** Runs the checks that need no body. `incoming` must have none. */
export function checkHead(number, headerName, config, incoming) {
  const { header, url, ip } = read(number, headerName, config, incoming);
  call(() => glue.checkHead(number, config.bytes, header, url, ip, config.needsClock ? now() : 0));
}

/** Verifies a delivery without its signed time. Returns the same as `verify`. */
export function authenticate(number, headerName, config, incoming) {
  const { header, url, ip, body, fault } = read(number, headerName, config, incoming);
  return call(() =>
    glue.authenticate(number, config.bytes, header, url, ip, body, fault, config.needsClock ? now() : 0),
  );
}

/** Verifies a delivery and returns its event. */
export function receive(number, headerName, config, incoming) {
  const { header, url, ip, body, fault } = read(number, headerName, config, incoming);
  const time = config.needsClock ? now() : 0;
  begin();
  let json;
  try {
    json =
      config.bytes === undefined
        ? glue.receiveOnce(number, config.options, header, url, ip, body, fault, time)
        : glue.receive(number, config.bytes, header, url, ip, body, fault, time);
  } catch (thrown) {
    throw failure(thrown);
  }
  return parseJson(end(json));
}

/** Returns the largest body in bytes that the options of `parse` allow. */
export function limit(options) {
  const read = tryRead(readOptions, options);
  return call(() => glue.limit(read));
}

/** Returns the event of a body. */
export function parse(number, scheme, limit, given) {
  const { body, fault, found } = readOneBody(given, limit);
  return parseJson(call(() => glue.parse(number, scheme, limit, body, fault, found)));
}

/** Tells whether an event replaces another; `null` if we can't tell. */
export function supersedes(number, fields, next, previous) {
  const one = tryRead(readEvent, next, fields);
  const other = tryRead(readEvent, previous, fields);
  return call(() => glue.supersedes(number, one, other)) ?? null;
}

/** Returns the headers of a genuine delivery, as an object. */
export function sign(number, scheme, given, config, timestamp, id) {
  const read = tryRead(readOptions, config);
  const { body, fault, found } = readOneBody(given, Infinity);
  return call(() => glue.sign(number, scheme, read, timestamp, id, body, fault, found));
}
