/** Registered, because a test may take `countersign/testing` from another copy of the package. */
const TAKES = Symbol.for("countersign.takes");

/** Marks a handler with the requests that it takes, for `deliver` of countersign/testing. */
export const taking = (kind, handler) => Object.defineProperty(handler, TAKES, { value: kind });
