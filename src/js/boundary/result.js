// What a call returns: a number, JSON, bytes; or an error, whose length is negative. The other end is `result.rs`.

import { fill, fromUtf8, push } from "../input/primordials.js";
import { WebhookError } from "./error.js";
import { finish, view } from "./memory.js";

const { parse } = JSON;

const text = (length) => fromUtf8(view(length));

/** Ends a call by the number that it returned; throws the error that a negative one stands for. */
export function end(number) {
  if (number < 0) fail(-number);
  finish();
  return number;
}

function fail(length) {
  const { code, message, status, retryUseful, path } = parse(text(length));
  finish();
  throw new WebhookError(code, message, status, retryUseful, path);
}

/** Ends a call whose answer is JSON. */
export function endWithJson(length) {
  if (length < 0) fail(-length);
  const value = parse(text(length));
  finish();
  return value;
}

/** Ends a call whose answer is secret: takes it as bytes, and wipes it where it stood. */
export function endWithSecret(length) {
  if (length < 0) fail(-length);
  const answer = view(length);
  const bytes = new Uint8Array(answer);
  fill(answer, 0);
  finish();
  return bytes;
}

/** Ends a call whose answer is JSON with a secret in it, or nothing: `null`. */
export function endWithSecretJson(length) {
  if (length === 0) return end(null);
  return parse(fromUtf8(endWithSecret(length)));
}

/** Ends a call whose answer is a list of numbers of 32 bits. */
export function endWithNumbers(length) {
  if (length < 0) fail(-length);
  const bytes = view(length);
  const numbers = [];
  for (let at = 0; at < length; at += 4) push(numbers, bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24));
  finish();
  return numbers;
}
