// One instance of the module per entry; only "#wasm" differs between the runtimes.

import { bytes } from "#wasm";
import { createDiagnose } from "./index.js";

export { WebhookError } from "../boundary/error.js";
export { isWebhookError } from "../api/is-webhook-error.js";
export const { diagnose, replay, explain, findingIds } = createDiagnose(bytes);
