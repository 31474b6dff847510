import type { RequestHandler } from "@sveltejs/kit";
import { createHandler } from "countersign/fetch";
import { webhook } from "../../../webhook.ts";

// A function, because the build also runs this file, without the secrets.
const handler = createHandler({ ...webhook, config: () => ({ secret: process.env.OPTONDEMAND_SECRET }) });

export const POST: RequestHandler = (event) => handler(event.request, event);
