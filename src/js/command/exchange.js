// One request to a server, and its whole answer.

import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";

/** The maximal wait for a server, in seconds. */
export const PATIENCE_SECONDS = 30;

/** Resolves to `{ status, type, body }`. Rejects if the server doesn't answer, breaks off, or is silent for too long. */
export function exchange(url, { method, headers, body, seconds = PATIENCE_SECONDS }) {
  const open = url.protocol === "https:" ? overHttps : overHttp;
  return new Promise((resolve, reject) => {
    const sent = open(url, { method, agent: false, headers }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode, type: response.headers["content-type"], body: Buffer.concat(parts) }),
      );
    });
    sent.setTimeout(seconds * 1000, () => sent.destroy(new Error(`nothing came for ${seconds} seconds`)));
    sent.on("error", reject);
    sent.end(body);
  });
}
