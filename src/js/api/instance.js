// One instance of the module per entry; only "#wasm" differs between the runtimes.

import module from "#wasm";
import { start } from "./core.js";

export { WebhookError } from "./core.js";
export const { providers, sign } = start(module);
