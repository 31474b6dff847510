// A receiver that stores everything in memory and works at once, for the tests of the simulator. With a fault it breaks one
// promise, and the comparison must notice.

import { isUtf8 } from "node:buffer";
import { createServer } from "node:http";
import { isendu, optondemand, reward, xoxoday } from "countersign";
import { createHandler } from "countersign/node";
import { canReturn, judge, returnKey } from "../../shared/ledger/returns.mjs";
import { balanceOf, credit, settle } from "../../shared/ledger/settle.mjs";
import { unitsOf } from "../../shared/ledger/units.mjs";
import { ISENDU_API, KEYS } from "../../lab/simulator/keys.mjs";

const PROVIDERS = { isendu, optondemand, reward, xoxoday };

/**
 * @typedef {"loses" | "doubles" | "applies twice" | "wrong entry" | "stores forgeries" | "drops unreadable"
 *   | "forgets the newest" | "miscounts" | "takes halves" | "takes news for a duplicate" | "skips what happened"
 *   | "repeats effects"} Fault
 */

/**
 * Starts a receiver.
 *
 * @param {{ fault?: Fault, at?: number }} [options] the fault happens only at its `at`-th opportunity; without `at`, at each
 *   one
 */
export async function startReceiver({ fault, at } = {}) {
  const rows = [];
  const known = new Map();
  const ledger = new Map();
  const quarantined = [];
  const gone = new Set();
  const state = { failing: false, occasions: 0 };
  const strikes = (name) => fault === name && (at === undefined || (state.occasions += 1) === at);

  /** A lost unit stays lost: otherwise a repeated delivery would restore it. */
  function isGone(name, fault) {
    if (!gone.has(name) && strikes(fault)) gone.add(name);
    return gone.has(name);
  }

  function put(entry) {
    ledger.set(`${entry.provider} ${entry.subject}`, entry);
  }

  function work(row, unit) {
    const find = (subject) => ledger.get(`${unit.provider} ${subject}`);
    try {
      const outcome = settle(unit, find(unit.subject));
      row.state = outcome.state;
      const { effects } = outcome.entry ?? { effects: [] };
      if (outcome.effect === null && outcome.state === "applied" && effects.length > 0 && strikes("repeats effects"))
        effects.push(effects[0]);
      if (!outcome.entry || outcome.state !== "applied") return;
      const balance = balanceOf(unit);
      // Nothing is stored until all of it has succeeded.
      const credited = balance && credit(unit, find(balance));
      put(outcome.entry);
      if (credited === null) return;
      put(credited);
      if (strikes("applies twice")) put(credit(unit, find(balance)));
    } catch {
      row.state = "dead";
    }
  }

  function store(unit) {
    const before = known.get(unit.dedupeKey);
    if (before && !strikes("doubles")) repeat(unit, before);
    else add(unit);
  }

  function repeat(unit, before) {
    if (!canReturn(unit)) return (before.duplicates += 1);
    const { is, of } = judge(
      unit,
      rows.filter(({ provider, subject }) => provider === unit.provider && subject === unit.subject),
    );
    if (is === "news" && !strikes("takes news for a duplicate")) return add({ ...unit, dedupeKey: returnKey(unit) });
    if (is === "later") {
      of.event = unit.event;
      const entry = find(unit);
      if (entry.version === of.dedupeKey) put({ ...entry, event: unit.event });
    }
    return ((of ?? before).duplicates += 1);
  }

  function add(unit) {
    if (isGone(unit.dedupeKey, "loses")) return;
    const row = {
      id: rows.length,
      ...unit,
      key: unit.dedupeKey,
      state: "pending",
      duplicates: 0,
      received: rows.length,
    };
    rows.push(row);
    known.set(unit.dedupeKey, row);
    if (find(unit) && strikes("forgets the newest")) row.state = "superseded";
    else if (unit.kind === "trigger_event.created" && find(unit) && strikes("skips what happened"))
      row.state = "superseded";
    else work(row, { ...unit, received: row.received });
    if (unit.subject.startsWith("tx:") && find(unit) && strikes("wrong entry")) find(unit).state = "something else";
    if (strikes("miscounts")) row.duplicates += 100;
  }

  const find = (unit) => ledger.get(`${unit.provider} ${unit.subject}`);
  const setAside = new Set();

  /** Stores a repeated body once in the quarantine, like the examples. */
  function aside(row) {
    const name = `${row.provider} ${row.path} ${row.body.toString("base64")}`;
    if (!setAside.has(name)) quarantined.push({ id: quarantined.length, ...row });
    setAside.add(name);
  }

  function handler(name) {
    return createHandler({
      provider: PROVIDERS[name],
      config: KEYS[name],
      ...(name === "isendu" && { confirm: ISENDU_API }),
      onEvent(event, request) {
        if (state.failing) throw new Error("the store is out of order");
        for (const unit of unitsOf(event)) store(unit);
        for (const { path, code } of event.rejected ?? []) aside({ provider: name, path, code, body: request.bytes });
      },
      onUnreadable(body, { code, path = null }) {
        if (state.failing) throw new Error("the store is out of order");
        if (isGone(Buffer.from(body).toString("hex"), "drops unreadable")) return;
        aside({ provider: name, path, code, body: Buffer.from(body) });
      },
      onRejected(_error, request) {
        if (strikes("stores forgeries"))
          store({
            provider: name,
            kind: "forged",
            subject: "forged",
            dedupeKey: `${name}:forged`,
            event: { request: request.url },
          });
      },
      onError() {},
    });
  }

  const handlers = Object.fromEntries(Object.keys(PROVIDERS).map((name) => [name, handler(name)]));
  const server = createServer(async (request, response) => {
    const [, hooks, provider] = request.url.split("/");
    const handle = hooks === "hooks" && Object.hasOwn(handlers, provider) ? handlers[provider] : null;
    if (!handle) return response.writeHead(404).end();
    if (request.method !== "POST") return handle(request, response);
    // The rejected parts of a batch go to the quarantine with its bytes, so these are needed beside the event.
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch (error) {
      if (!strikes("takes halves")) return response.destroy(error);
    }
    request.bytes = request.rawBody = Buffer.concat(chunks);
    handle(request, response);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));

  const count = (wanted) => rows.filter((row) => row.state === wanted).length;
  const shown = (body) =>
    isUtf8(body)
      ? { body: body.toString(), bodyEncoding: "utf8" }
      : { body: body.toString("base64"), bodyEncoding: "base64" };

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** With `true`, storing fails from now on; with `false`, it works again. */
    fail: (failing) => (state.failing = failing),
    /** @returns {import("../../lab/simulator/view.mjs").View} */
    view: () => ({
      deliveries: rows,
      ledger: [...ledger.values()],
      quarantined: quarantined.map((row) => ({ ...row, ...shown(row.body) })),
      summary: {
        stored: rows.length,
        duplicates: rows.reduce((all, row) => all + row.duplicates, 0),
        pending: count("pending"),
        applied: count("applied"),
        superseded: count("superseded"),
        dead: count("dead"),
        quarantined: quarantined.length,
      },
    }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
