// Reads requests that a tool has recorded as JSON.

import { fromBase64, fromText, toText } from "./bytes.js";

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (value) => (typeof value === "string" ? value : undefined);

function bodyOf(given, isBase64) {
  const text = textOf(given) ?? "";
  if (isBase64) return { body: fromBase64(text) ?? fromText(text), exactness: "exact" };
  return { body: fromText(text), exactness: "text" };
}

/** Returns headers of any form as pairs. Skips anything that isn't a header. */
function pairs(headers) {
  const given = Array.isArray(headers)
    ? headers.map((each) => (Array.isArray(each) ? each : [each?.name, each?.value]))
    : Object.entries(isObject(headers) ? headers : {});
  return given
    .flatMap(([name, value]) => [value].flat().map((each) => [name, each]))
    .filter(([name, value]) => typeof name === "string" && ["string", "number", "boolean"].includes(typeof value))
    .map(([name, value]) => [name, String(value)]);
}

/** An entry of an HTTP archive (HAR 1.2), or the first POST request of a whole archive. */
function fromHar(document) {
  const entries = Array.isArray(document.log?.entries) ? document.log.entries : [document];
  const request = entries.map((entry) => entry?.request).find((each) => each?.method === "POST" && each.headers);
  if (request === undefined) return undefined;
  const { text, encoding } = request.postData ?? {};
  return {
    form: "an entry of an HTTP archive",
    url: textOf(request.url),
    headers: pairs(request.headers),
    ...bodyOf(text, encoding === "base64"),
  };
}

/** Encodes a part of a query. Half a surrogate, which has no UTF-8, becomes the replacement character. */
const encoded = (value) => encodeURIComponent(toText(fromText(String(value))));

const queryOf = (parameters) => {
  const query = Object.entries(parameters ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value) => `${encoded(name)}=${encoded(value)}`),
  );
  return query.length > 0 ? `?${query.join("&")}` : "";
};

/** An event of AWS Lambda, from a function URL, an HTTP API (v2), a REST API (v1) or a load balancer. */
function fromLambda(event) {
  if (!isObject(event.requestContext) || !(typeof event.body === "string" || event.body === null)) return undefined;
  const { http, elb } = event.requestContext;
  const query = event.rawQueryString
    ? `?${event.rawQueryString}`
    : queryOf(event.multiValueQueryStringParameters ?? event.queryStringParameters);
  const kind = http ? "v2" : elb ? "of a load balancer" : "v1";
  return {
    form: `an event of AWS Lambda (${kind})`,
    url: `${event.rawPath ?? event.path ?? "/"}${query}`,
    headers: pairs(event.multiValueHeaders ?? event.headers),
    ip: textOf(http?.sourceIp ?? event.requestContext.identity?.sourceIp),
    ...bodyOf(event.body, event.isBase64Encoded === true),
  };
}

function fromObject(document) {
  const has = (name) => typeof document[name] === "string";
  const hasHeaders = isObject(document.headers) || Array.isArray(document.headers);
  if (!hasHeaders || !(has("body") || has("bodyBase64"))) return undefined;
  const { headers } = document;
  const isBase64 = has("bodyBase64");
  return {
    form: "a request as JSON",
    url: textOf(document.url),
    headers: pairs(headers),
    ip: textOf(document.ip),
    ...bodyOf(isBase64 ? document.bodyBase64 : document.body, isBase64),
  };
}

/** Reads a request; undefined for anything else, such as a JSON body. */
export function jsonRequest(text) {
  let document;
  try {
    document = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
  return isObject(document) ? (fromHar(document) ?? fromLambda(document) ?? fromObject(document)) : undefined;
}
