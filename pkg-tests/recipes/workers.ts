import { optondemand } from "countersign";
import { createHandler } from "countersign/fetch";

interface Env {
  OPTONDEMAND_SECRET: string;
}

export default {
  fetch: createHandler({
    provider: optondemand,
    config: (env: Env) => ({ secret: env.OPTONDEMAND_SECRET }), // called for each request; the receiver is cached
    onEvent: async (event) => {
      throw new Error(`not stored: ${event.dedupeKey}`); // put your database here: the second argument is env, with your bindings
    },
    onRejected: (error) => console.warn(`rejected: ${error.code}: ${error.message}`),
  }),
} satisfies ExportedHandler<Env>;
