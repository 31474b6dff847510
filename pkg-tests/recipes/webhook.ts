import { optondemand } from "countersign";
import { defineWebhook } from "countersign/fetch";

export const webhook = defineWebhook({
  provider: optondemand,
  config: { secret: process.env.OPTONDEMAND_SECRET },
  onEvent: async (event) => {
    throw new Error(`not stored: ${event.dedupeKey}`); // put your database here: until then we reply 503
  },
  onRejected: (error) => console.warn(`rejected: ${error.code}: ${error.message}`),
});
