import { readPage, readProvider, readState, WrongQuery } from "../../shared/operator/query.mjs";
import { sendJson, sendStatus } from "../http/answer.mjs";
import { createSampled } from "../log/sampled.mjs";
import { createQueries, readLedgerCursor } from "./queries.mjs";
import { createTokenCheck } from "./token.mjs";

const ID = /^[1-9]\d{0,15}$/;

/**
 * Returns the handler of /operator/api. It needs the operator's token.
 *
 * @param {string[]} tokens
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ log: import("pino").Logger, confirmation?: Awaited<ReturnType<typeof import("../ingest/confirmation.mjs").startConfirmation>> | null, kept?: ReturnType<typeof import("./refused.mjs").createRefused> | null, onReplay: () => void }} around
 * @returns {(req: import("node:http").IncomingMessage, res: import("node:http").ServerResponse, url: URL) => Promise<void>}
 */
export function createOperatorApi(tokens, database, { log, confirmation = null, kept = null, onReplay }) {
  const isOperator = createTokenCheck(tokens);
  const queries = createQueries(database);
  const refused = createSampled(log);

  const routes = [
    ["GET", /^\/summary$/, summary],
    ["POST", /^\/confirmation$/, openConfirmation],
    [
      "GET",
      /^\/deliveries$/,
      (query) => queries.deliveries(readPage(query, 50, { before: id, provider: readProvider, state: readState })),
    ],
    ["GET", /^\/deliveries\/(\d+)$/, (query, [text]) => (ID.test(text) ? queries.delivery(Number(text)) : null)],
    ["POST", /^\/deliveries\/(\d+)\/replay$/, (query, [text]) => (ID.test(text) ? replay(Number(text)) : null)],
    ["GET", /^\/refused$/, () => kept && { refused: kept.list(), next: null }],
    ["POST", /^\/refused\/(\d+)\/diagnosis$/, (query, [text]) => kept && diagnose(text)],
    ["GET", /^\/quarantine$/, (query) => queries.quarantine(readPage(query, 50, { before: id }))],
    ["GET", /^\/ledger$/, (query) => queries.ledger(readPage(query, 1_000, { after: readLedgerCursor }))],
  ];

  async function summary() {
    const figures = await queries.summary();
    return {
      ...figures,
      ...(kept ? { refused: kept.count() } : {}),
      ...(confirmation ? { confirmation: { openUntil: await confirmation.openUntil() } } : {}),
    };
  }

  async function diagnose(id) {
    const diagnosis = await kept.diagnose(id);
    return diagnosis && { diagnosis };
  }

  async function openConfirmation() {
    if (!confirmation) return null;
    await confirmation.open();
    log.warn("isendu's confirmation is answered for 15 minutes, as the operator wants");
    return { status: 202 };
  }

  async function replay(id) {
    if (!(await queries.replay(id))) return null;
    log.info({ delivery: id }, "replayed by the operator");
    onReplay();
    return { status: 202 };
  }

  return async function answer(req, res, url) {
    if (!isOperator(req)) {
      refused({}, "a request to the operator's API has no valid token");
      return sendStatus(res, 401, { "www-authenticate": "Bearer" });
    }
    const path = url.pathname.slice("/operator/api".length);
    const found = routes.filter(([, pattern]) => pattern.test(path));
    if (found.length === 0) return sendStatus(res, 404);
    const route = found.find(([method]) => method === req.method);
    if (!route) return sendStatus(res, 405, { allow: found[0][0] });

    try {
      const [, pattern, act] = route;
      const result = await act(url.searchParams, pattern.exec(path).slice(1));
      if (result === null) return sendStatus(res, 404);
      return result.status ? sendStatus(res, result.status) : sendJson(res, result);
    } catch (error) {
      if (error instanceof WrongQuery) return sendJson(res, { error: error.message }, 400);
      log.error({ err: error }, "the operator's API failed");
      return sendStatus(res, 503);
    }
  };
}

const id = (text) => (ID.test(text) ? Number(text) : undefined);
