// Requests that a tool has written as JSON.

import { fromBase64, fromText } from "./bytes.js";

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function bodyOf(text, isBase64) {
  if (isBase64) return { body: fromBase64(text ?? "") ?? fromText(text), exactness: "exact" };
  return { body: fromText(text ?? ""), exactness: "text" };
}

/** Returns headers of any form as pairs. */
function pairs(headers) {
  if (Array.isArray(headers))
    return headers
      .map((each) => (Array.isArray(each) ? each : [each.name, each.value]))
      .map(([name, value]) => [name, String(value)]);
  return Object.entries(headers ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)]),
  );
}

/** An entry of an HTTP archive (HAR 1.2), or the first one of a whole archive that was posted. */
function fromHar(document) {
  const entries = document.log?.entries ?? [document];
  const request = entries.map((entry) => entry?.request).find((each) => each?.method === "POST" && each.headers);
  if (request === undefined) return undefined;
  const { text, encoding } = request.postData ?? {};
  return {
    form: "an entry of an HTTP archive",
    url: request.url,
    headers: pairs(request.headers),
    ...bodyOf(text, encoding === "base64"),
  };
}

const queryOf = (parameters) => {
  const query = Object.entries(parameters ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  );
  return query.length > 0 ? `?${query.join("&")}` : "";
};

/** An event of AWS Lambda: of a function URL or an HTTP API (v2), of a REST API (v1), of a load balancer. */
function fromLambda(event) {
  if (!isObject(event.requestContext) || !("body" in event)) return undefined;
  const { http, elb } = event.requestContext;
  const query = event.rawQueryString
    ? `?${event.rawQueryString}`
    : queryOf(event.multiValueQueryStringParameters ?? event.queryStringParameters);
  const kind = http ? "v2" : elb ? "of a load balancer" : "v1";
  return {
    form: `an event of AWS Lambda (${kind})`,
    url: `${event.rawPath ?? event.path ?? "/"}${query}`,
    headers: pairs(event.multiValueHeaders ?? event.headers),
    ip: http?.sourceIp ?? event.requestContext.identity?.sourceIp,
    ...bodyOf(event.body, event.isBase64Encoded === true),
  };
}

function fromObject(document) {
  const has = (name) => typeof document[name] === "string";
  const hasHeaders = isObject(document.headers) || Array.isArray(document.headers);
  if (!hasHeaders || !(has("body") || has("bodyBase64"))) return undefined;
  const { url, headers, ip } = document;
  const isBase64 = has("bodyBase64");
  return {
    form: "a request as JSON",
    url,
    headers: pairs(headers),
    ip,
    ...bodyOf(isBase64 ? document.bodyBase64 : document.body, isBase64),
  };
}

/** Reads a request; undefined for anything else, a body of JSON among it. */
export function jsonRequest(text) {
  let document;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isObject(document) ? (fromHar(document) ?? fromLambda(document) ?? fromObject(document)) : undefined;
}
