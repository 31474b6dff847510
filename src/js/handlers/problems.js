// The errors that a handler finds by itself, with the codes and the wording of all others.

import { WebhookError } from "#core";

export const invalidOption = (option, problem) =>
  new WebhookError("invalid_config", `handler option \`${option}\` ${problem}`, 500, true);

export const invalidArgument = (argument, problem) =>
  new WebhookError("invalid_argument", `\`${argument}\` ${problem}`, 500, true);

export const bodyNotRaw = (found, remedy) =>
  new WebhookError("body_not_raw", `the body must be the raw bytes of the request, but ${found}: ${remedy}`, 500, true);

export const bodyTooLarge = (limit) =>
  new WebhookError("body_too_large", `the body has more than ${limit} bytes`, 413, false);

export const noCredentials = () =>
  new WebhookError("unknown_key_id", "a confirmation of the URL came, and `confirm` gives no credentials for it", 404, false);

/** Tells by the name, as the package asks everybody to: the provider may come from another copy of it. */
export const isWebhookError = (error) => error?.name === "WebhookError" && typeof error.status === "number";
