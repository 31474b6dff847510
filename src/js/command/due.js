// What your server should do with a delivery, and whether it did.

import { attempt } from "./attempt.js";

/** The statuses of a refusal. Others, such as 500, do not show that the proof was checked. 404 does if the proof is in the URL. */
const REFUSALS = [400, 401, 403, 422];

/** No limit of the age: it would refuse a delivery for another reason. */
const ANY_AGE = { maxAgeSeconds: 1e12, maxFutureSeconds: 1e12 };

/**
 * Returns what a delivery should be by the checks of the package: `accepted`, `refused`, or `either` if it is genuine, but its
 * body is no event. Without a config only the body is known.
 */
export function due({ api, scheme }, { url, headers, body }, config) {
  const whole = { ...config, maxBodyBytes: Math.max(1, body.length), ...(scheme?.timestamp && ANY_AGE) };
  const isRefused = config && attempt(() => api.verify({ url: url.href, headers, body }, whole)).error;
  if (isRefused) return "refused";
  return attempt(() => api.parse(body, { maxBodyBytes: Math.max(1, body.length) })).error ? "either" : "accepted";
}

/** Judges an answer: `{ isRight, text }`. `isToken` tells whether the proof is a token in the URL, which a router may check. */
export function judged(status, expected, isToken) {
  const isTaken = status >= 200 && status < 300;
  const isRefused = REFUSALS.includes(status) || (isToken && status === 404);
  if (expected === "accepted") return { isRight: isTaken, text: "" };
  if (expected === "either") return { isRight: isTaken || isRefused, text: "" };
  if (isTaken)
    return { isRight: false, text: "ACCEPTED, but it must be refused: your server does not check the proof" };
  return isRefused
    ? { isRight: true, text: "refused, as it should be" }
    : { isRight: false, text: "not accepted, but 401 was expected: is the URL right?" };
}
