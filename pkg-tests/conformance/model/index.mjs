// A second implementation of the package, written only from the standards and the providers' documents, to be read and not to be
// fast. It shares no code with the sources, so a mistake in one of them shows up in the comparison.

import { MAX_BODY_BYTES, verify } from "./checks.mjs";
import { checkConfig, checkCredentials, checkOptions } from "./config.mjs";
import { fail, WebhookError } from "./faults.mjs";
import { bodyOf } from "./incoming.mjs";
import { isendu } from "./isendu.mjs";
import { payload, read } from "./json.mjs";
import { optondemand } from "./optondemand.mjs";
import { SUPERSEDES } from "./ordering.mjs";
import { reward } from "./reward.mjs";
import { xoxoday } from "./xoxoday.mjs";

const providers = Object.entries({ isendu, optondemand, reward, xoxoday });

/** The same exports as the package's. */
export const model = {
  WebhookError,
  ...Object.fromEntries(providers.map(([name, provider]) => [name, functionsOf(name, provider)])),
};

function functionsOf(name, provider) {
  const event = (bytes) => {
    const root = read(bytes);
    return { provider: name, ...provider.event(root, bytes), payload: payload(root) };
  };
  const functions = {
    parse: (body, options) => event(bytesOf(body, options)),
    verify: (incoming, config) => ({
      provider: name,
      ...verify(provider, incoming, config, { needsBody: false }).proven,
    }),
    receive(incoming, config) {
      const { bytes, proven } = verify(provider, incoming, config, { needsBody: true });
      return { ...event(bytes), ...proven };
    },
    receiver(config) {
      checkConfig(provider, config);
      return {
        verify: (incoming) => functions.verify(incoming, config),
        receive: (incoming) => functions.receive(incoming, config),
      };
    },
    supersedes: SUPERSEDES[name],
  };
  if (name !== "isendu") return functions;
  return {
    ...functions,
    confirm(body, credentials) {
      checkCredentials(credentials);
      return provider.confirm(read(bytesOf(body)), credentials);
    },
  };
}

function bytesOf(body, options = {}) {
  checkOptions(options, ["maxBodyBytes"]);
  const { size, bytes } = bodyOf(body);
  return size > (options.maxBodyBytes ?? MAX_BODY_BYTES) ? fail("body_too_large") : bytes();
}
