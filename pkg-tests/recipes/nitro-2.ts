import { createHandler } from "countersign/fetch";
import { defineEventHandler, toWebRequest } from "h3";
import { webhook } from "../../webhook.ts";

const handler = createHandler(webhook);

export default defineEventHandler((event) => handler(toWebRequest(event), event));
