import { createHandler } from "countersign/fetch";
import { webhook } from "./webhook.ts";

const handle = createHandler(webhook);

type Lists = Record<string, string | string[]>;

/** The three kinds of events: the fields that this handler uses. */
interface HttpEvent {
  body?: string | null;
  isBase64Encoded?: boolean;
  headers?: Lists;
  multiValueHeaders?: Lists;
  httpMethod?: string;
  path?: string;
  rawPath?: string;
  rawQueryString?: string;
  queryStringParameters?: Lists | null;
  multiValueQueryStringParameters?: Lists | null;
  requestContext?: { domainName?: string; elb?: object; http?: { method: string } };
}

export async function handler(event: HttpEvent) {
  const { requestContext, multiValueHeaders } = event;
  if (!requestContext) throw new TypeError("no request: the console's sample event is not one of an HTTP API or a load balancer");
  const method = event.httpMethod ?? requestContext.http?.method ?? "";
  const url = `https://${requestContext.domainName ?? "load-balancer"}${event.rawPath ?? event.path}?${queryOf(event)}`;
  const body = method === "POST" ? bytesOf(event) : null;
  const response = await handle(new Request(url, { method, headers: pairs(multiValueHeaders ?? event.headers ?? {}), body }), event);
  const headers = Object.fromEntries(response.headers);
  const answer = { statusCode: response.status, headers, body: await response.text(), isBase64Encoded: false };
  // A load balancer that sends lists of values expects lists in the answer.
  return multiValueHeaders ? { ...answer, multiValueHeaders: listed(headers) } : answer;
}

function bytesOf({ body, isBase64Encoded }: HttpEvent) {
  if (!body) return null;
  if (typeof body !== "string") throw new TypeError("event.body was parsed: take the body parser off this function");
  return Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
}

function queryOf({ rawQueryString, multiValueQueryStringParameters, queryStringParameters, requestContext }: HttpEvent) {
  if (rawQueryString !== undefined) return rawQueryString;
  const query = pairs(multiValueQueryStringParameters ?? queryStringParameters ?? {});
  // A load balancer leaves the values encoded; a REST API decodes them.
  return requestContext?.elb ? query.map((pair) => pair.join("=")).join("&") : new URLSearchParams(query);
}

const pairs = (lists: Lists) => Object.entries(lists).flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value]));
const listed = (values: Record<string, string>) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));
