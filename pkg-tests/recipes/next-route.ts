import { createHandler } from "countersign/fetch";
import { webhook } from "../../../webhook.ts";

// A function: next build runs this file, too, where there are no secrets.
const config = () => ({ secret: process.env.OPTONDEMAND_SECRET });

export const POST = createHandler({ ...webhook, config });
