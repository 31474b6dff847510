// The answers. A sender learns the status and nothing else: the text is the same for every reason.

const TEXTS = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  413: "Content Too Large",
  422: "Unprocessable Content",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** Tells whether we answer with this status. An error of the caller's own code may look like ours and have any status. */
export const hasAnswer = (status) => Object.hasOwn(TEXTS, status);

/** Exactly 200 without a body: every provider accepts that as success. */
export const SUCCESS = { status: 200, headers: {}, body: "" };

export const refusal = (status) => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8", ...(status === 405 && { allow: "POST" }) },
  body: `${TEXTS[status]}\n`,
});

/**
 * Tells whether we discard the rest of the body before this answer (`drain` of both handlers). Otherwise a sender may lose the
 * answer. We don't wait again for a sender that was too slow.
 */
export const isDrained = ({ status }) => status >= 400 && status !== 408;
