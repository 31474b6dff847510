// Signing as a provider does. The build exports one signer for each provider that proves a delivery in a header.

import { sign } from "#instance";

/** Returns the signer of a provider. */
export const signer = (provider) => Object.freeze({ sign: (body, config) => sign(provider, body, config) });
