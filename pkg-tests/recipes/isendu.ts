import { isendu } from "countersign";
import { defineWebhook } from "countersign/fetch";

const { ISENDU_CONFIRM, ISENDU_KEY_ID, ISENDU_SECRET, ISENDU_URL_TOKEN } = process.env;

export const webhook = defineWebhook({
  provider: isendu,
  config: { urlToken: ISENDU_URL_TOKEN }, // the last segment of the path
  confirm: ISENDU_CONFIRM === "1" ? { keyId: ISENDU_KEY_ID, secret: ISENDU_SECRET } : null, // null: we reply 404
  onEvent: async (event) => {
    throw new Error(`not stored: ${event.dedupeKey}`); // put your database here: until then we reply 503
  },
  onRejected: (error) => console.warn(`rejected: ${error.code}: ${error.message}`),
});
