import { createHandler } from "countersign/fetch";
import { webhook } from "./webhook.ts";

Deno.serve({ port: 8080, hostname: "127.0.0.1" }, createHandler(webhook));
