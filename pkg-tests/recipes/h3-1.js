import { createServer } from "node:http";
import { createHandler } from "countersign/fetch";
import { createApp, eventHandler, toNodeListener, toWebRequest } from "h3";
import { webhook } from "./webhook.js";

const handler = createHandler(webhook);
const app = createApp();
app.use(
  "/hooks/optondemand",
  eventHandler((event) => handler(toWebRequest(event), event)),
);
createServer(toNodeListener(app)).listen(8080, "127.0.0.1");
