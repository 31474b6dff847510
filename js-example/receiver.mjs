import { isendu, optondemand, reward, xoxoday } from "countersign";
import { apply } from "./receiver/apply.mjs";
import { describe } from "./receiver/describe.mjs";

const PROVIDERS = { isendu, optondemand, reward, xoxoday };

const ROUTE = /^\/hooks\/([^/]+)\/[^/]+$/;

/**
 * @typedef {import("countersign").XoxodayEvent | import("countersign").OptOnDemandEvent
 *   | import("countersign").IsenduEvent | import("countersign").RewardEvent} Event
 *
 * @typedef {object} Request
 * @property {string | undefined} method
 * @property {string | undefined} url path and query, or the whole URL
 * @property {Headers | Record<string, string | string[] | undefined>} headers
 * @property {Uint8Array | null} body the bytes as they came, null when there were more than MAX_BODY_BYTES
 * @property {string | undefined} ip address of the peer
 *
 * @typedef {object} Result
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {string} body
 * @property {string | null} provider
 * @property {string | null} trust what vouched for the delivery, null when nothing did
 * @property {string} outcome what was done with it, or the code of the error
 * @property {string | null} understood one line about the event
 */

/**
 * Returns the function that answers deliveries. It throws here, at start-up, when the configuration is wrong.
 *
 * @param {import("./receiver/config.mjs").Config} config
 * @returns {(request: Request) => Result}
 */
export function createReceiver({ hooks, confirmation }) {
  const routes = new Map(
    Object.entries(hooks).map(([name, config]) => [
      name,
      { provider: PROVIDERS[name], receiver: PROVIDERS[name].receiver(config) },
    ]),
  );
  const applied = new Set();

  return function receive({ method, url, headers, body, ip }) {
    const target = parseUrl(url);
    const name = target && ROUTE.exec(target.pathname)?.[1];
    const route = routes.get(name);
    if (!route) return refusal({ status: 404, outcome: "not_found" });

    const known = { provider: name, trust: null, understood: null };
    if (method !== "POST") {
      return refusal({ ...known, status: 405, headers: { allow: "POST" }, outcome: "method_not_allowed" });
    }
    if (body === null) return refusal({ ...known, status: 413, outcome: "body_too_large" });

    try {
      // verify and parse apart, rather than receive in one call, so that a delivery that is authentic but unreadable
      // can be told from a refused one: a production receiver stores its bytes, raises an alert and answers 200, because
      // the provider would send the same bytes again.
      known.trust = route.receiver.verify({ body, headers, url: target, ip }).trust;
      const event = route.provider.parse(body);
      known.understood = describe(event);

      if (event.kind === "confirmation") return confirm(body, confirmation, known);
      return success({ ...known, outcome: apply(event, applied) });
    } catch (error) {
      return failure(error, known);
    }
  };
}

/**
 * One line of JSON about a delivery: no body, no header but the demo's own, no URL (it holds the token).
 *
 * @param {string | null | undefined} delivery
 * @param {Result} result
 */
export function logLine(delivery, { status, provider, trust, outcome, understood }) {
  return JSON.stringify({ delivery: delivery ?? null, status, provider, trust, outcome, understood });
}

function parseUrl(url = "") {
  const base = "http://localhost";
  return URL.canParse(url, base) ? new URL(url, base) : null;
}

// The reply hands out the API secret. Nothing is awaited on the way here, because isendu waits for five seconds only.
function confirm(body, credentials, known) {
  if (credentials === null) return refusal({ ...known, status: 404, outcome: "confirmation_closed" });
  return { ...isendu.confirm(body, credentials), ...known, outcome: "confirmed" };
}

function success(result) {
  return { status: 200, headers: {}, body: "", ...result };
}

// One text for every refusal: which check failed is for the log, not for whoever sent it.
function refusal({ headers = {}, ...result }) {
  return {
    provider: null,
    trust: null,
    understood: null,
    ...result,
    headers: { "content-type": "text/plain", ...headers },
    body: "refused",
  };
}

function failure(error, known) {
  // By name, not instanceof: a process can hold two copies of the package, each with a class of its own.
  const isWebhookError = error?.name === "WebhookError";
  const { status, code } = isWebhookError ? error : { status: 500, code: "internal_error" };
  if (status >= 500) console.error(error);
  return refusal({ ...known, status, outcome: code });
}
