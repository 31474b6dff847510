import { createHandler } from "countersign/fetch";
import { webhook } from "../../webhook.js";

const handler = createHandler(webhook);

export default (event) => handler(event.req, event);
