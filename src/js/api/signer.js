// Signs like a provider. The build exports one signer for each provider that authenticates deliveries in a header.

import { sign } from "#instance";

/** Returns the signer of a provider. */
export const signer = (provider) => Object.freeze({ sign: (body, config) => sign(provider, body, config) });
