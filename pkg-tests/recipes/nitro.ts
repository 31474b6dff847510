import { createHandler } from "countersign/fetch";
import { webhook } from "../../webhook.ts";

const handler = createHandler(webhook);

export default (event: { req: Request }) => handler(event.req, event);
