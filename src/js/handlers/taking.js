/** A registered symbol, because `countersign/testing` may come from another copy of the package. */
const TAKES = Symbol.for("countersign.takes");

/** Marks a handler with the kind of request that it accepts, for `deliver` of countersign/testing. */
export const taking = (kind, handler) => Object.defineProperty(handler, TAKES, { value: kind });
