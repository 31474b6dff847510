import { createHandler } from "countersign/node";
import serverless from "serverless-http";
import { webhook } from "./webhook.js";

export const handler = serverless(createHandler(webhook));
