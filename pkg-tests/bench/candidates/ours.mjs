// The package: the receiver that was made once, and the plain functions, which read their config in every call.

import { API_KEY, SECRET, TOKEN } from "./keys.mjs";

const CONFIGS = {
  optondemand: { secret: SECRET },
  xoxoday: { apiKey: API_KEY },
  reward: { urlToken: TOKEN },
  isendu: { urlToken: TOKEN },
};

/** What a config has to be asked with, beside the body. */
const INCOMING = {
  secret: ({ body, headers }) => ({ body, headers }),
  apiKey: ({ body, headers }) => ({ body, headers }),
  urlToken: ({ body, url }) => ({ body, url }),
};

/** Returns the candidates of each package: `packages` are `{ label, api }`. */
export function ours(packages, provider, method, config = CONFIGS[provider]) {
  const incoming = INCOMING[Object.keys(config)[0]];
  return packages.flatMap(({ label, api }) => {
    const receiver = api[provider].receiver(config);
    const plain = api[provider];
    return [
      { name: `${label}, receiver`, call: (delivery) => receiver[method](incoming(delivery)) },
      { name: `${label}, plain function`, call: (delivery) => plain[method](incoming(delivery), config) },
    ];
  });
}
