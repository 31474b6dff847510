import { createHandler } from "countersign/fetch";
import { webhook } from "./webhook.js";

const handle = createHandler(webhook);

export async function handler(event) {
  const { requestContext, multiValueHeaders } = event;
  const method = event.httpMethod ?? requestContext.http.method;
  const url = `https://${requestContext.domainName ?? "load-balancer"}${event.rawPath ?? event.path}?${queryOf(event)}`;
  const headers = pairs(multiValueHeaders ?? event.headers);
  const response = await handle(new Request(url, { method, headers, body: method === "POST" ? bytesOf(event) : null }), event);
  const answer = { statusCode: response.status, headers: Object.fromEntries(response.headers), body: await response.text(), isBase64Encoded: false };
  // What asks with lists of values reads lists.
  return multiValueHeaders ? { ...answer, multiValueHeaders: Object.fromEntries([...response.headers].map(([name, value]) => [name, [value]])) } : answer;
}

function bytesOf({ body, isBase64Encoded }) {
  if (!body) return null;
  if (typeof body !== "string") throw new TypeError("event.body was parsed: take the body parser off this function");
  return Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
}

function queryOf({ rawQueryString, multiValueQueryStringParameters, queryStringParameters, requestContext }) {
  if (rawQueryString !== undefined) return rawQueryString;
  const query = pairs(multiValueQueryStringParameters ?? queryStringParameters ?? {});
  // A load balancer leaves it encoded, a REST API does not.
  return requestContext.elb ? query.map((pair) => pair.join("=")).join("&") : new URLSearchParams(query);
}

const pairs = (lists) => Object.entries(lists).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
