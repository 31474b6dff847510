// The requests of strangers. They cost a receiver much and a stranger little, and need no secret.

import { FORGED } from "../../simulator/keys.mjs";

const MEBIBYTE = 1024 * 1024;
const PART = "x".repeat(64 * 1024);
const PROVIDERS = ["isendu", "optondemand", "reward", "xoxoday"];

const forged = (provider) => `/hooks/${provider}/${FORGED.urlToken}`;

const head = (path, length) =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\nx-api-key: ${FORGED.apiKey}\r\nx-signature: sha256=${"0".repeat(64)}\r\n${length}\r\n\r\n`;

function* short(path) {
  yield head(path, `content-length: ${MEBIBYTE}`);
  for (let sent = 0; sent < MEBIBYTE - PART.length; sent += PART.length) yield PART;
  yield PART.slice(1);
}

function* endless(path) {
  yield head(path, "transfer-encoding: chunked");
  for (;;) yield `10000\r\n${PART}\r\n`;
}

/**
 * Each kind of stranger: `send` gives its bytes, a part at a time, and then it waits in silence. `share` says how many of a hundred
 * are of that kind.
 *
 * @type {Record<string, { share: number, send: (provider: string) => Iterable<string> }>}
 */
export const KINDS = {
  "1 MiB less a byte": { share: 35, send: (provider) => short(forged(provider)) },
  "a body without an end": { share: 25, send: (provider) => endless(forged(provider)) },
  "a body without an end for no path of the server": { share: 5, send: () => endless("/nothing") },
  "a body without an end for the operator": { share: 5, send: () => endless("/operator/api/summary") },
  "nothing at all": { share: 10, send: () => [] },
  "half a head": { share: 10, send: (provider) => [`POST ${forged(provider)} HTTP/1.1\r\nhost: x\r\n`] },
  "a request, and then nothing": { share: 10, send: () => ["GET /nothing HTTP/1.1\r\nhost: x\r\n\r\n"] },
};

/** Returns the kind of a stranger by its number. The numbers of a kind are spread over all. */
export function kindOf(number) {
  const names = Object.keys(KINDS);
  let place = (number * 37) % 100;
  const name = names.find((each) => (place -= KINDS[each].share) < 0);
  return { name, send: () => KINDS[name].send(PROVIDERS[number % PROVIDERS.length]) };
}
