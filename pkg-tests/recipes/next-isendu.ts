import { createHandler } from "countersign/fetch";
import { webhook } from "../../../../isendu.ts";

// A function, because next build also runs this file, without the secrets.
const config = () => ({ urlToken: process.env.ISENDU_URL_TOKEN });

export const POST = createHandler({ ...webhook, config });
