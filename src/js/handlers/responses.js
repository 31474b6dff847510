// What goes back: the status says all that the sender may know, and the text is the same for every reason behind it.

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

/** Tells whether there is an answer with a status. An error of the caller's own code may look like ours and have any. */
export const hasAnswer = (status) => Object.hasOwn(TEXTS, status);

/** Exactly 200 and no body, which every provider takes for success. */
export const SUCCESS = { status: 200, headers: {}, body: "" };

export const refusal = (status) => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8", ...(status === 405 && { allow: "POST" }) },
  body: `${TEXTS[status]}\n`,
});

/**
 * Tells whether an answer waits for the rest of a body, which is thrown away (`drain` of both handlers): those to a sender that
 * may lose the answer otherwise. One that was too slow is not waited for again.
 */
export const isDrained = ({ status }) => status >= 400 && status !== 408;
