// Answers a Node request.

import { isDrained } from "./responses.js";
import { off, on } from "./node-body.js";
import { after, DRAIN, reserve } from "./deadlines.js";

/** Resolves when the answer has been written, or when the sender has disconnected. */
export async function send(req, res, answer) {
  if (!canAnswer(res)) return;
  if (isComplete(req)) return write(req, res, answer, true);
  const release = reserve(lengthOf(req));
  try {
    const isWhole = release !== undefined && isDrained(answer) && (await drain(req));
    if (canAnswer(res)) await write(req, res, answer, isWhole, release);
  } finally {
    release?.();
  }
}

/** Without a length or an encoding, a request of HTTP/1 has no body (RFC 9112, section 6.3). */
function lengthOf({ httpVersionMajor, headers = {} }) {
  return headers["content-length"] ?? (httpVersionMajor === 1 && !headers["transfer-encoding"] ? 0 : undefined);
}

async function write(req, res, answer, isWhole, release) {
  const headers = { ...answer.headers, "content-length": String(new TextEncoder().encode(answer.body).length) };
  try {
    // Not chained: a wrapped `writeHead` may return nothing.
    const isHttp2 = req.httpVersionMajor > 1;
    if (isWhole || isHttp2) {
      // Before the answer is written: a sender that doesn't read it must not hold the room of others.
      release?.();
      await end(res, answer.status, headers, answer.body);
    } else await endAndClose(req, res, answer, headers, release);
    // HTTP/2 tells the sender to stop, and keeps the connection (RFC 9113, section 8.1).
    if (isHttp2 && !isWhole) res.stream?.close?.();
  } catch (error) {
    // No other code would end it.
    res.destroy();
    throw error;
  }
}

/** A middleware may have answered in the meantime, or the sender may have disconnected. */
const canAnswer = (res) => !res.headersSent && !res.destroyed;

const isComplete = (req) => Boolean(req.complete || req.readableEnded);

function end(res, status, headers, body) {
  res.writeHead(status, headers);
  res.end(body);
  return written(res);
}

/**
 * Answers a request whose body is still arriving. If we closed the connection at once it would be reset, and the sender could
 * lose the answer. So we announce the end, send the answer, discard the rest of the body for a moment, and then close.
 */
async function endAndClose(req, res, { status, body }, headers, release) {
  res.writeHead(status, { ...headers, connection: "close" });
  res.write(body);
  if (release) await drained(req, true);
  release?.();
  res.end();
  await written(res);
}

/** A response without a connection waits for its turn, or only looks like Node's: then there is nothing to wait for. */
function written(res) {
  if (res.writableFinished || res.destroyed || !res.socket || typeof res.once !== "function") return undefined;
  return new Promise((resolve) => {
    for (const name of ["finish", "close", "error"]) res.once(name, resolve);
    // A response of HTTP/2 does not finish before its stream is closed by both sides.
    res.stream?.once?.("finish", resolve);
  });
}

/** Discards the rest of a body, within the bounds. Resolves to whether it reached the end. */
const drain = (req) => (Number(req.headers?.["content-length"] ?? 0) > DRAIN.bytes ? false : drained(req, false));

function drained(req, isAnswered) {
  if (req.destroyed) return false;
  return new Promise((resolve) => {
    let left = DRAIN.bytes;
    const settle = (isWhole) => {
      callOff();
      off(req, listeners);
      resolve(isWhole);
    };
    const cut = () => settle(false);
    const count = (chunk) => {
      left -= chunk.length;
      if (left >= 0) return;
      // After the answer we only stop reading: the sender has the rest of the time to read it.
      if (isAnswered) req.pause?.();
      else cut();
    };
    const listeners = { data: count, end: () => settle(true), close: cut };
    const callOff = after(DRAIN.seconds, cut);
    // The error listener stays: an error event without a listener would end the process.
    on(req, { ...listeners, error: cut });
    req.resume?.();
  });
}
