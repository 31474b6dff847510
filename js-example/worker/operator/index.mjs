import { WrongQuery } from "../../shared/operator/query.mjs";
import { log } from "../log.mjs";
import { ACCEPTED, ROUTES } from "./api.mjs";
import { pageAt } from "./page.mjs";
import { isOperator } from "./token.mjs";
import { operatorTokens } from "../settings.mjs";

const API = "/operator/api";
const PRIVATE = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/**
 * Serves the operator's page, which contains no data, and its API, which needs the token. Without a token in the
 * configuration, both are missing.
 *
 * @param {Request} request
 * @param {object} env
 */
export async function operator(request, env) {
  try {
    const tokens = operatorTokens(env);
    return tokens === null ? answer(404) : await serve(request, env, tokens);
  } catch (error) {
    if (error instanceof WrongQuery) return Response.json({ error: error.message }, { status: 400, headers: PRIVATE });
    log.sampled.error("the operator's page failed", {}, { error });
    return answer(503);
  }
}

async function serve(request, env, tokens) {
  const { pathname, searchParams } = new URL(request.url);
  if (!pathname.startsWith(`${API}/`)) return servePage(request.method, pathname);

  if (!(await isOperator(request, tokens))) {
    log.sampled.warn("a request to the operator's API has no valid token");
    return answer(401, { "www-authenticate": "Bearer" });
  }
  const path = pathname.slice(API.length);
  const found = ROUTES.filter(([, pattern]) => pattern.test(path));
  if (found.length === 0) return answer(404);
  const route = found.find(([method]) => method === request.method);
  return route ? serveApi(route, path, searchParams, env) : answer(405, { allow: found[0][0] });
}

function servePage(method, pathname) {
  const file = pageAt(pathname);
  if (!file) return answer(404);
  if (!["GET", "HEAD"].includes(method)) return answer(405, { allow: "GET, HEAD" });
  return new Response(file.body, { headers: file.headers });
}

async function serveApi([, pattern, act], path, query, env) {
  const result = await act(env, query, pattern.exec(path)[1]);
  if (result === null) return answer(404);
  if (result === ACCEPTED) return answer(202);
  return Response.json(result, { headers: PRIVATE });
}

function answer(status, headers = {}) {
  return new Response(null, { status, headers: { ...PRIVATE, ...headers } });
}
