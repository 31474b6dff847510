// The body of a Request: read, or thrown away.

import { collector } from "./body-collector.js";
import { after, DRAIN } from "./deadlines.js";
import { bodyBroken, bodyNotRaw, bodyTooSlow } from "./errors.js";
import { REQUEST_WAS_READ } from "./hints.js";

/** Returns what reads a body, what throws away the rest of one that is refused, and what gives one up that is too slow. */
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

  /** Resolves to whether all of the body has come, within the bounds. Of what has not come nothing more is taken. */
  async function drain() {
    if (reader === undefined && (isTaken(request) || !request.body)) return true;
    reader ??= request.body.getReader();
    let left = DRAIN.bytes;
    const count = (part) => {
      left -= part?.byteLength ?? DRAIN.bytes;
      if (left < 0) throw TOO_MUCH;
    };
    try {
      if (Number(request.headers.get("content-length") ?? 0) > DRAIN.bytes) throw TOO_MUCH;
      await each(reader, DRAIN.seconds, () => TOO_MUCH, count);
      return true;
    } catch {
      return giveUp();
    }
  }

  /** Takes no more of a body that is being read, which has not come to its end: returns false. */
  function giveUp() {
    // Not awaited: it may take as long as the sender likes.
    reader?.cancel().catch(() => {});
    return false;
  }

  return { read, drain, giveUp };
}

const TOO_MUCH = new Error("more than is thrown away");

const isTaken = (request) => request.bodyUsed || request.body?.locked;

/** Takes each part of a body. @throws {WebhookError} `body_incomplete` where it breaks off; what `late` returns; what `take` throws */
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
