// The package: the receiver that was made once, and the plain functions, which read their config in every call.

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

/** Looks at what a caller looks at: nothing may be left to a first access that never comes. */
const LOOK = {
  verify: ({ trust }) => trust,
  receive: ({ dedupeKey, payload }) => dedupeKey.length > 0 && typeof payload === "object",
};

export const RECEIVER = "receiver";
export const PLAIN = "plain function";

/** Returns two candidates for each package, which is `{ label, api }`. */
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
