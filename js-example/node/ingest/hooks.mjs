import { createHash } from "node:crypto";
import * as countersign from "countersign";
import { createHandler } from "countersign/node";
import { turnAway } from "../http/unread.mjs";
import { createSampled } from "../log/sampled.mjs";
import { unitsOf } from "../../shared/ledger/units.mjs";

/**
 * Returns the handler of each provider. It answers 200 once the delivery is committed, and 503 if it cannot be stored.
 *
 * @param {Pick<import("../config.mjs").Config, "providers">} config
 * @param {{ store: ReturnType<typeof import("./store.mjs").createStore>, confirmation?: ReturnType<typeof import("./confirmation.mjs").createConfirmation> | null, log: import("pino").Logger, metrics: ReturnType<typeof import("../metrics.mjs").createMetrics> }} around
 * @returns {Map<string, (req: import("node:http").IncomingMessage, res: import("node:http").ServerResponse) => void>}
 */
export function createHooks({ providers }, { store, confirmation = null, log, metrics }) {
  const refused = createSampled(log);
  const responses = new WeakMap();
  return new Map(Object.entries(providers).map(([name, config]) => [name, hook(name, config)]));

  function hook(name, config) {
    const confirm = name === "isendu" && confirmation ? { confirm: answerConfirmation } : {};
    const handler = createHandler({
      provider: countersign[name],
      config,
      ...confirm,
      onEvent: (event, req, body) => keep(event, body),
      onUnreadable: (body, { code, path }, { trust }) => setAside({ code, path: path ?? "" }, name, trust, body),
      onRejected(error, req) {
        turnAway(req, responses.get(req), error.status);
        metrics.refused.inc({ provider: name, code: error.code });
        refused({ provider: name, code: error.code }, "refused");
      },
      onError(err) {
        metrics.failed.inc({ provider: name });
        log.error({ provider: name, err }, "failed");
      },
    });
    return (req, res) => {
      responses.set(req, res);
      return handler(req, res);
    };
  }

  async function keep(event, body) {
    const { provider, trust, rejected = [] } = event;
    const { stored, duplicates } = await store.put({
      ...receipt(provider, trust, body),
      units: unitsOf(event),
      unreadable: rejected,
    });
    metrics.stored.inc({ provider }, stored);
    metrics.duplicates.inc({ provider }, duplicates);
    if (rejected.length > 0) metrics.quarantined.inc({ provider }, rejected.length);
    log.info({ provider, kind: event.kind, trust, stored, duplicates, quarantined: rejected.length }, "stored");
  }

  async function setAside(unreadable, provider, trust, body) {
    await store.put({ ...receipt(provider, trust, body), units: [], unreadable: [unreadable] });
    metrics.quarantined.inc({ provider });
    log.error({ provider, code: unreadable.code, trust }, "quarantined an authentic delivery that cannot be read");
  }

  function answerConfirmation() {
    const credentials = confirmation.credentials();
    if (credentials === null) return null;
    log.warn(
      { provider: "isendu" },
      "a confirmation of the URL came: the answer to a known key id discloses the API secret",
    );
    return credentials;
  }
}

function receipt(provider, trust, body) {
  return { provider, trust, body, receivedAt: Date.now(), sha256: createHash("sha256").update(body).digest("hex") };
}
