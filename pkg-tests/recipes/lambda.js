import { createHandler } from "countersign/fetch";
import { webhook } from "./webhook.js";

const handle = createHandler(webhook);

export async function handler(event) {
  const { headers, rawPath, rawQueryString, requestContext } = event;
  const request = new Request(`https://${requestContext.domainName}${rawPath}?${rawQueryString}`, {
    method: requestContext.http.method,
    headers,
    body: bytesOf(event),
  });
  const response = await handle(request, event);
  return { statusCode: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

function bytesOf({ body = null, isBase64Encoded }) {
  if (body === null) return null;
  if (typeof body !== "string") throw new TypeError("event.body was parsed: take the body parser off this function");
  return Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
}
