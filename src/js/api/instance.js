// One instance of the module per entry; only "#wasm" differs between the runtimes.

import module from "#wasm";
import { createApi } from "./core.js";

export { WebhookError, isWebhookError } from "./core.js";
export const { providers, custom, sign, signFor } = createApi(module);
