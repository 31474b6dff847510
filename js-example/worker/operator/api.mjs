import { confirmationState, openConfirmation } from "../ingest/confirmation.mjs";
import { log } from "../log.mjs";
import { quarantineObject, subjectObject } from "../objects/index.mjs";
import { readDeliveries, readDelivery, readLedger, readSummary } from "../objects/overview/reading.mjs";
import { tell } from "../objects/overview/shards.mjs";
import { eraseSubject } from "./erase.mjs";
import { isId, deliveriesPage, ledgerCursor, ledgerPage, quarantinePage, readSubject } from "./queries.mjs";
import { showDelivery, showKept, showQuarantined } from "./show.mjs";

/**
 * What the operator can ask and do: method, path, and a function of `env`, the query and what the path holds. It returns
 * what is sent as JSON, `ACCEPTED`, or null for what is not there.
 *
 * @type {[string, RegExp, (env: object, query: URLSearchParams, part: string) => Promise<object | null>][]}
 */
export const ROUTES = [
  ["GET", /^\/summary$/, summary],
  ["POST", /^\/confirmation$/, confirm],
  ["GET", /^\/deliveries$/, deliveries],
  ["GET", /^\/deliveries\/([^/]+)$/, delivery],
  ["POST", /^\/deliveries\/([^/]+)\/replay$/, replay],
  ["GET", /^\/quarantine$/, quarantine],
  ["GET", /^\/ledger$/, ledger],
  ["DELETE", /^\/subject$/, erase],
];

/** The answer to a request that was handed on. */
export const ACCEPTED = {};

async function summary(env) {
  const [figures, quarantined, confirmation] = await Promise.all([
    readSummary(env),
    quarantineObject(env).count(),
    confirmationState(env),
  ]);
  return { ...figures, quarantined, ...(confirmation && { confirmation }) };
}

async function confirm(env) {
  if (!(await openConfirmation(env))) return null;
  log.warn("isendu's confirmation is answered for 15 minutes, as the operator wants");
  return ACCEPTED;
}

async function deliveries(env, query) {
  const page = deliveriesPage(query);
  const { rows, next } = cut(await readDeliveries(env, oneMore(page)), page, ({ id }) => id);
  return { deliveries: rows.map(showDelivery), next };
}

async function delivery(env, query, id) {
  const found = await find(env, id);
  if (!found) return null;
  const held = await found.object.read(found.received);
  if (!held) return { ...showDelivery(found.row), event: null, ...showKept(null) };
  const { row, event, body, bodyIn } = held;
  const bytes = body ?? (bodyIn && (await subjectObject(env, { ...row, subject: bodyIn }).readBody()));
  return { ...showDelivery(row), event: JSON.parse(event), ...showKept(bytes) };
}

async function replay(env, query, id) {
  const found = await find(env, id);
  if (!found) return null;
  const row = await found.object.replay(found.received);
  if (!row) return null;
  await tell(env, [{ rows: [row], entries: [] }]);
  log.info("replayed by the operator", { id });
  return ACCEPTED;
}

async function quarantine(env, query) {
  const page = quarantinePage(query);
  const { rows, next } = cut(await quarantineObject(env).list(oneMore(page)), page, ({ id }) => id);
  return { quarantined: rows.map(showQuarantined), next };
}

async function ledger(env, query) {
  const page = ledgerPage(query);
  const { rows, next } = cut(await readLedger(env, oneMore(page)), page, ledgerCursor);
  return { entries: rows, next };
}

async function erase(env, query) {
  const about = readSubject(query);
  const result = await eraseSubject(env, about);
  log.info("deleted by the operator", { provider: about.provider, ...result }); // not the subject
  return result;
}

/** The object that holds a delivery, and the delivery's place there. */
async function find(env, id) {
  const row = isId(id) ? await readDelivery(env, id) : null;
  return row && { row, object: subjectObject(env, row), received: row.received };
}

/** One row more than is shown tells whether there is a next page. */
const oneMore = (page) => ({ ...page, limit: page.limit + 1 });

function cut(rows, { limit }, cursorOf) {
  return { rows: rows.slice(0, limit), next: rows.length > limit ? cursorOf(rows[limit - 1]) : null };
}
