import { createHandler } from "countersign/fetch";
import { webhook } from "./webhook.ts";

Bun.serve({ port: 8080, hostname: "127.0.0.1", fetch: createHandler(webhook) });
