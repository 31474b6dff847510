import { createHandler } from "countersign/fetch";
import { webhook } from "../../../webhook.ts";

// A function, because next build also runs this file, without the secrets.
const config = () => ({ secret: process.env.OPTONDEMAND_SECRET });

export const POST = createHandler({ ...webhook, config });
