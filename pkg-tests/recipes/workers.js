import { optondemand } from "countersign";
import { createHandler } from "countersign/fetch";

export default {
  fetch: createHandler({
    provider: optondemand,
    config: (env) => ({ secret: env.OPTONDEMAND_SECRET }), // read at the first request, then kept
    onEvent: async (event, env) => {
      console.log("stored", event.dedupeKey); // env has your bindings
    },
    onRejected: (error) => console.warn("refused", error.code),
  }),
};
