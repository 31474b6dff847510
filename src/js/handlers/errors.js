// The errors that a handler throws itself. Codes and wording match those of the module.

import { WebhookError } from "#core";

export const invalidOption = (option, problem) =>
  new WebhookError("invalid_config", `handler option \`${option}\` ${problem}`, 500, true);

/**
 * Calls `confirm` of a provider. An error about the credentials names the option of the handler, because the config has a `secret` as
 * well.
 */
export function confirmed(provider, body, credentials) {
  try {
    return provider.confirm(body, credentials);
  } catch (error) {
    const [, name, problem] = /^config option `(keyId|secret|credentials)` (.*)$/s.exec(error?.message) ?? [];
    if (!isWebhookError(error) || error.code !== "invalid_config" || name === undefined) throw error;
    throw invalidOption(name === "credentials" ? "confirm" : `confirm.${name}`, problem);
  }
}

export const invalidArgument = (argument, problem) =>
  new WebhookError("invalid_argument", `\`${argument}\` ${problem}`, 500, true);

export const wrongMethod = () => new WebhookError("invalid_argument", "`method` must be POST", 405, false);

export const bodyNotRaw = (found, remedy) =>
  new WebhookError("body_not_raw", `the body must be the raw bytes of the request, but ${found}: ${remedy}`, 500, true);

/** The request announced a body, but no byte arrived. We never treat that as an empty body. */
export const bodyLost = (remedy) => bodyNotRaw("the request announced a body and no byte arrived", remedy);

export const bodyTooLarge = (limit) =>
  new WebhookError(
    "body_too_large",
    `the body has more than ${limit} bytes, the limit of \`maxBodyBytes\``,
    413,
    false,
  );

/** `cause` is the runtime's own error, if there is one. */
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
  Object.assign(new Error(`the delivery was not handled within ${seconds} seconds (\`eventTimeoutSeconds\`)`), {
    name: "TimeoutError",
  });

export const noCredentials = () =>
  new WebhookError(
    "unknown_key_id",
    "isendu asked to confirm the URL, but `confirm` has no credentials for it",
    404,
    false,
  );

/** Recognises the error by its name: the provider may come from another copy of the package. */
export const isWebhookError = (error) => error?.name === "WebhookError" && typeof error.status === "number";

// We name no others: a message never contains text that a sender chose.
const ENCODINGS = /^(gzip|x-gzip|deflate|br|zstd|compress|x-compress)$/;

/**
 * Adds the content-encoding to an error that it may have caused. A compressed body is verified as it arrived, so its
 * signature may not match, and it isn't JSON.
 */
export function namingEncoding(error, header) {
  const names = (header ?? "").split(",").map((name) => name.trim().toLowerCase());
  const encodings = names.filter((name) => name !== "" && name !== "identity");
  if (encodings.length === 0 || !(error.code === "mismatch" || error.status === 422)) return error;
  const shown = encodings.map((name) => (ENCODINGS.test(name) ? name : "an unknown one")).join(", ");
  const message = `${error.message}; the body was not decoded: its content-encoding is ${shown}`;
  return new WebhookError(error.code, message, error.status, error.retryUseful, error.path);
}
