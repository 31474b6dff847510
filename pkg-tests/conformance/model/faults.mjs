// The outcome of a call: a value, or an error with one of the codes in src/docs/errors.md.

const CODES = {
  500: ["invalid_config", "invalid_argument", "body_not_raw"],
  413: ["body_too_large"],
  401: [
    "missing_header",
    "multiple_values",
    "malformed_signature",
    "missing_token",
    "mismatch",
    "timestamp_invalid",
    "too_old",
    "in_future",
  ],
  403: ["ip_not_allowed"],
  404: ["unknown_key_id"],
  422: [
    "invalid_utf8",
    "invalid_json",
    "too_deep",
    "duplicate_key",
    "not_object",
    "missing_field",
    "wrong_type",
    "too_many_elements",
  ],
};
const statuses = Object.entries(CODES).flatMap(([status, codes]) => codes.map((code) => [code, Number(status)]));

/** The status to answer with, for each code. */
export const STATUS = Object.fromEntries(statuses);

export class WebhookError extends Error {
  constructor(code, path) {
    super(code);
    // A retry only helps if the receiver is at fault.
    Object.assign(this, { name: "WebhookError", code, status: STATUS[code], retryUseful: STATUS[code] === 500, path });
  }
}

/** Throws an error with a code, and the place in the body if there is one. */
export function fail(code, path) {
  throw new WebhookError(code, path);
}

/** Returns the outcome of a call of the model or the package. Other errors are thrown on. */
export function outcome(call) {
  try {
    return { value: call() };
  } catch (error) {
    if (error.name !== "WebhookError") throw error;
    const { code, status, retryUseful, path } = error;
    return { error: { code, status, retryUseful, path } };
  }
}
