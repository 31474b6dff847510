import { createServer } from "node:http";
import { createHandler } from "countersign/node";
import { webhook } from "./webhook.ts";

createServer(createHandler(webhook)).listen(8080, "127.0.0.1");
