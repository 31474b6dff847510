import type { RequestHandler } from "@sveltejs/kit";
import { createHandler } from "countersign/fetch";
import { webhook } from "../../../webhook.ts";

// A function: the build runs this file, too, where there are no secrets.
const handler = createHandler({ ...webhook, config: () => ({ secret: process.env.OPTONDEMAND_SECRET }) });

export const POST: RequestHandler = (event) => handler(event.request, event);
