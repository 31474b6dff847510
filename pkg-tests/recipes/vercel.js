import { createHandler } from "countersign/fetch";
import { webhook } from "../../webhook.js";

export const POST = createHandler(webhook);
