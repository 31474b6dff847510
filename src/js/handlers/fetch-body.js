// Reads the body of a Request, or discards it.

import { collector } from "./body-collector.js";
import { after, DRAIN, reserve } from "./deadlines.js";
import { bodyBroken, bodyNotRaw, bodyTooSlow } from "./errors.js";
import { REQUEST_WAS_READ } from "./hints.js";

/** Returns three functions: `read` the body, `drain` the rest of a refused one, `giveUp` on one that is too slow. */
export function bodyOf(request) {
  let reader;

  /** @throws {WebhookError} `body_too_large`, `body_not_raw`, `body_incomplete` */
  async function read(limit, seconds) {
    if (isTaken(request)) throw bodyNotRaw("it has been read already", REQUEST_WAS_READ);
    const collected = collector(limit);
    if (!request.body) return collected.bytes();
    reader = request.body.getReader();
    await each(
      reader,
      seconds,
      () => bodyTooSlow(seconds),
      (part) => collected.add(part),
    );
    return collected.bytes();
  }

  /** Discards the rest of the body, within the bounds. Resolves to whether it reached the end; if not, it stops reading. */
  async function drain() {
    if (reader === undefined && (isTaken(request) || !request.body)) return true;
    reader ??= request.body.getReader();
    const length = request.headers.get("content-length") ?? undefined;
    const release = reserve(length);
    let left = DRAIN.bytes;
    const count = (part) => {
      left -= part?.byteLength ?? DRAIN.bytes;
      if (left < 0) throw TOO_MUCH;
    };
    try {
      if (release === undefined || Number(length ?? 0) > DRAIN.bytes) throw TOO_MUCH;
      await each(reader, DRAIN.seconds, () => TOO_MUCH, count);
      return true;
    } catch {
      return giveUp();
    } finally {
      release?.();
    }
  }

  /** Stops reading. Returns false: the body is not complete. */
  function giveUp() {
    // Not awaited: the sender decides how long it takes.
    reader?.cancel().catch(() => {});
    return false;
  }

  return { read, drain, giveUp };
}

const TOO_MUCH = new Error("more than we discard");

const isTaken = (request) => request.bodyUsed || request.body?.locked;

/** Passes each part of a body to `take`. Rejects with `body_incomplete`, with `late()` after `seconds`, or with an error of `take`. */
function each(reader, seconds, late, take) {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const end = (act, outcome) => {
      isOver = true;
      callOff();
      act(outcome);
    };
    const callOff = after(seconds, () => end(reject, late()));
    const next = () => reader.read().then(took, (cause) => end(reject, bodyBroken(cause)));
    const took = ({ value, done }) => {
      if (isOver) return;
      if (done) return end(resolve);
      try {
        take(value);
      } catch (error) {
        return end(reject, error);
      }
      next();
    };
    next();
  });
}
