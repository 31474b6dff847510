// The package: a receiver that was made once, and the plain functions, which read their config in every call.

import { API_KEY, SECRET, TOKEN } from "./keys.mjs";

const CONFIGS = {
  optondemand: { secret: SECRET },
  xoxoday: { apiKey: API_KEY },
  reward: { urlToken: TOKEN },
  isendu: { urlToken: TOKEN },
};

const incoming = {
  optondemand: ({ body, headers }) => ({ body, headers }),
  xoxoday: ({ body, headers }) => ({ body, headers }),
  reward: ({ body, url }) => ({ body, url }),
  isendu: ({ body, url }) => ({ body, url }),
};

/** Reads the same properties as a caller would, so that no lazy work is left out of the measurement. */
const LOOK = {
  verify: ({ trust }) => trust,
  receive: ({ dedupeKey, payload }) => dedupeKey.length > 0 && typeof payload === "object",
};

export const RECEIVER = "receiver";
export const PLAIN = "plain function";

/** Returns two candidates for each package `{ label, api }`. */
export function ours(packages, provider, method, config = CONFIGS[provider]) {
  const [take, look] = [incoming[provider], LOOK[method]];
  return packages.flatMap(({ label, api }) => {
    const plain = api[provider];
    const receiver = plain.receiver(config);
    return [
      { name: `${label}, ${RECEIVER}`, call: (delivery) => look(receiver[method](take(delivery))) },
      { name: `${label}, ${PLAIN}`, call: (delivery) => look(plain[method](take(delivery), config)) },
    ];
  });
}
