import { createHandler } from "countersign/fetch";
import { webhook } from "../../../../isendu.ts";

// A function: next build runs this file, too, where there are no secrets.
const config = () => ({ urlToken: process.env.ISENDU_URL_TOKEN });

export const POST = createHandler({ ...webhook, config });
