import { sendStatus } from "./answer.mjs";
import { leaveBody } from "./unread.mjs";

const HOOK = /^\/hooks\/([a-z]+)\/[^/?]+(?:\?|$)/;

/**
 * Returns the public routes: /hooks, /healthz, and /operator if there is an operator.
 *
 * @param {object} parts
 * @param {Map<string, (req: any, res: any) => void>} parts.hooks by provider
 * @param {(req: any, res: any) => void} parts.health
 * @param {{ page: Map<string, (req: any, res: any) => void>, api: (req: any, res: any, url: URL) => void } | null} parts.operator
 * @param {{ answering: import("prom-client").Histogram }} parts.metrics
 * @returns {(req: import("node:http").IncomingMessage, res: import("node:http").ServerResponse) => void}
 */
export function createRoutes({ hooks, health, operator, metrics }) {
  return function route(req, res) {
    const [name, answer] = find(req);
    const end = metrics.answering.startTimer({ route: name });
    res.once("close", () => end({ status: res.headersSent ? res.statusCode : "none" }));
    if (!hooks.has(name)) leaveBody(req, res);
    answer(req, res);
  };

  function find(req) {
    const [, provider] = HOOK.exec(req.url) ?? [];
    if (hooks.has(provider)) return [provider, hooks.get(provider)];
    if (!URL.canParse(req.url, "http://localhost")) return ["none", (req, res) => sendStatus(res, 400)];
    const url = new URL(req.url, "http://localhost");
    if (url.pathname === "/healthz") return ["healthz", reading(health)];
    if (operator && url.pathname.startsWith("/operator/api/"))
      return ["operator", (req, res) => operator.api(req, res, url)];
    if (operator?.page.has(url.pathname)) return ["operator", reading(operator.page.get(url.pathname))];
    return ["none", (req, res) => sendStatus(res, 404)];
  }
}

/** Answers only GET and HEAD. */
export function reading(answer) {
  return (req, res) =>
    ["GET", "HEAD"].includes(req.method) ? answer(req, res) : sendStatus(res, 405, { allow: "GET, HEAD" });
}
