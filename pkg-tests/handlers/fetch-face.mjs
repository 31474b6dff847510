// Gives the cases access to the handler of `countersign/fetch`.

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
  /** There is no address unless the option `ip` provides one. */
  peer: undefined,
  close: () => undefined,
});
