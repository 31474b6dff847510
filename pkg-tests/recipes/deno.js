import { createHandler } from "countersign/fetch";
import { webhook } from "./webhook.js";

Deno.serve({ port: 8080, hostname: "127.0.0.1" }, createHandler(webhook));
