import { optondemand } from "countersign";
import { createHandler } from "countersign/fetch";

export default {
  fetch: createHandler({
    provider: optondemand,
    config: (env) => ({ secret: env.OPTONDEMAND_SECRET }), // read at the first request, then kept
    onEvent: async (event, env) => {
      throw new Error(`not stored: ${event.dedupeKey}`); // put your database here: env has your bindings
    },
    onRejected: (error) => console.warn("rejected", error.code),
  }),
};
