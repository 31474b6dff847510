// The handler of `countersign/fetch`, as the cases see both handlers.

const CONTEXT = { name: "the context" };

export const fetchFace = (createHandler) => ({
  createHandler,
  /** Returns a function that sends a request and returns the answer. */
  open(options) {
    const handler = createHandler(options);
    return async ({ path = "/", ...init }) => {
      const response = await handler(new Request(`https://shop.example${path}`, { method: "POST", ...init }), CONTEXT);
      return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
    };
  },
  isContext: (context) => context === CONTEXT,
  isRequest: (request) => request instanceof Request,
  /** There is no address unless the caller tells where it is. */
  peer: undefined,
  close: () => undefined,
});
