// How a call ends: with a value, or with one of the codes that src/docs/errors.md lists.

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
    // A retry helps where the receiver is at fault, and nowhere else.
    Object.assign(this, { name: "WebhookError", code, status: STATUS[code], retryUseful: STATUS[code] === 500, path });
  }
}

/** Refuses, with a code and, where there is one, the place in the body. */
export function fail(code, path) {
  throw new WebhookError(code, path);
}

/** Returns how a call ends, be it the model's or the package's; what is no refusal goes on up. */
export function outcome(call) {
  try {
    return { value: call() };
  } catch (error) {
    if (error.name !== "WebhookError") throw error;
    const { code, status, retryUseful, path } = error;
    return { error: { code, status, retryUseful, path } };
  }
}
