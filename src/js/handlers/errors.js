// The errors that a handler finds by itself, with the codes and the wording of all others.

import { WebhookError } from "#core";

export const invalidOption = (option, problem) =>
  new WebhookError("invalid_config", `handler option \`${option}\` ${problem}`, 500, true);

export const invalidArgument = (argument, problem) =>
  new WebhookError("invalid_argument", `\`${argument}\` ${problem}`, 500, true);

export const wrongMethod = () => new WebhookError("invalid_argument", "`method` must be POST", 405, false);

export const bodyNotRaw = (found, remedy) =>
  new WebhookError("body_not_raw", `the body must be the raw bytes of the request, but ${found}: ${remedy}`, 500, true);

/** A body that was announced and of which nothing came. It is never taken for an empty one. */
export const bodyLost = (remedy) => bodyNotRaw("one was announced and no byte of it came", remedy);

export const bodyTooLarge = (limit) =>
  new WebhookError("body_too_large", `the body has more than ${limit} bytes`, 413, false);

/** `cause` is what the runtime says, where it says something. */
export function bodyBroken(cause) {
  const error = new WebhookError("body_incomplete", "the request ended before its body was complete", 400, true);
  return cause === undefined ? error : Object.assign(error, { cause });
}

export const bodyTooSlow = (seconds) =>
  new WebhookError(
    "body_incomplete",
    `the body was not complete after ${seconds} seconds: the sender is slow, or something before the handler has read it`,
    408,
    true,
  );

export const tooLate = (seconds) =>
  Object.assign(new Error(`the delivery was not taken within ${seconds} seconds (\`eventTimeoutSeconds\`)`), {
    name: "TimeoutError",
  });

export const noCredentials = () =>
  new WebhookError(
    "unknown_key_id",
    "a confirmation of the URL came, and `confirm` gives no credentials for it",
    404,
    false,
  );

/** Tells by the name, as the package asks everybody to: the provider may come from another copy of it. */
export const isWebhookError = (error) => error?.name === "WebhookError" && typeof error.status === "number";

// Others are not named: a message holds no text that a stranger chose.
const ENCODINGS = /^(gzip|x-gzip|deflate|br|zstd|compress|x-compress)$/;

/**
 * Returns an error that names the encoding of the body, where that may be why it does not match or cannot be read: a body is
 * verified as it came.
 */
export function namingEncoding(error, header) {
  const names = (header ?? "").split(",").map((name) => name.trim().toLowerCase());
  const encodings = names.filter((name) => name !== "" && name !== "identity");
  if (encodings.length === 0 || !(error.code === "mismatch" || error.status === 422)) return error;
  const shown = encodings.map((name) => (ENCODINGS.test(name) ? name : "an unknown one")).join(", ");
  const message = `${error.message}; the body was taken as it came, with the content-encoding ${shown}`;
  return new WebhookError(error.code, message, error.status, error.retryUseful, error.path);
}
