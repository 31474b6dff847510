import type { HttpContext } from "@adonisjs/core/http";
import type { NextFn } from "@adonisjs/core/types/http";
import { createHandler } from "countersign/node";
import { webhook } from "./webhook.ts";

const handler = createHandler(webhook);

export default class WebhookMiddleware {
  handle({ request, response }: HttpContext, next: NextFn) {
    if (request.url() !== "/hooks/optondemand") return next();
    return handler(request.request, response.response);
  }
}
