import { createHandler } from "countersign/node";
import { webhook } from "./webhook.js";

const handler = createHandler(webhook);

export default class WebhookMiddleware {
  handle({ request, response }, next) {
    if (request.url() !== "/hooks/optondemand") return next();
    return handler(request.request, response.response);
  }
}
