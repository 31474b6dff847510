import { createHandler } from "countersign/fetch";
import { webhook } from "../../../webhook.js";

// A function: the build runs this file, too, where there are no secrets.
const handler = createHandler({ ...webhook, config: () => ({ secret: process.env.OPTONDEMAND_SECRET }) });

export const POST = (event) => handler(event.request, event);
