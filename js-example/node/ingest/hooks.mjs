import { createHash } from "node:crypto";
import * as countersign from "countersign";
import { createHandler } from "countersign/node";
import { turnAway } from "../http/unread.mjs";
import { createSampled } from "../log/sampled.mjs";
import { unitsOf } from "../../shared/ledger/units.mjs";

/**
 * Returns the handler of each provider. It answers 200 when the delivery is committed, and 503 if that fails.
 *
 * @param {Pick<import("../config.mjs").Config, "providers">} config
 * @param {{ store: ReturnType<typeof import("./store.mjs").createStore>, confirmation?: Awaited<ReturnType<typeof import("./confirmation.mjs").startConfirmation>> | null, kept?: ReturnType<typeof import("../operator/refused.mjs").createRefused> | null, log: import("pino").Logger, metrics: ReturnType<typeof import("../metrics.mjs").createMetrics> }} around
 * @returns {Map<string, (req: import("node:http").IncomingMessage, res: import("node:http").ServerResponse) => void>}
 */
export function createHooks({ providers }, { store, confirmation = null, kept = null, log, metrics }) {
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
        kept?.keep(name, error, req);
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
      kept?.watch(req);
      return handler(req, res);
    };
  }

  /** It is not async: such a function would keep the parsed event in memory until it is stored. */
  function keep(event, body) {
    const { provider, kind, trust, rejected = [] } = event;
    const counts = store.put({ ...receipt(provider, trust, body), units: unitsOf(event), unreadable: rejected });
    return report(counts, { provider, kind, trust, quarantined: rejected.length });
  }

  async function report(counts, { provider, kind, trust, quarantined }) {
    const { stored, duplicates } = await counts;
    metrics.stored.inc({ provider }, stored);
    metrics.duplicates.inc({ provider }, duplicates);
    if (quarantined > 0) metrics.quarantined.inc({ provider }, quarantined);
    log.info({ provider, kind, trust, stored, duplicates, quarantined }, "stored");
  }

  async function setAside(unreadable, provider, trust, body) {
    await store.put({ ...receipt(provider, trust, body), units: [], unreadable: [unreadable] });
    metrics.quarantined.inc({ provider });
    log.error({ provider, code: unreadable.code, trust }, "quarantined a genuine delivery that cannot be parsed");
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
