import { isendu } from "countersign";
import { createHandler } from "countersign/fetch";

interface Env {
  ISENDU_URL_TOKEN: string;
  ISENDU_KEY_ID: string;
  ISENDU_SECRET: string;
  ISENDU_CONFIRM?: string;
}

export default {
  fetch: createHandler({
    provider: isendu,
    config: (env: Env) => ({ urlToken: env.ISENDU_URL_TOKEN }), // the last segment of the path
    confirm: (env) => (env.ISENDU_CONFIRM === "1" ? { keyId: env.ISENDU_KEY_ID, secret: env.ISENDU_SECRET } : null), // null: we reply 404
    onEvent: async (event) => {
      throw new Error(`not stored: ${event.dedupeKey}`); // put your database here: the second argument is env, with your bindings
    },
    onRejected: (error) => console.warn(`rejected: ${error.code}: ${error.message}`),
  }),
} satisfies ExportedHandler<Env>;
