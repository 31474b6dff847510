import { request } from "node:http";

const TIMEOUT_MS = 5_000;

/** As many as it takes to cut a character in two. */
const PIECES = 20;

/**
 * Sends one delivery and returns the reply.
 *
 * node:http rather than fetch: it sends these headers and no others, and takes an answer that comes before the body is out.
 *
 * @param {import("./deliveries.mjs").Delivery} delivery
 * @param {string} baseUrl
 * @returns {Promise<{ status: number, headers: Record<string, string | string[] | undefined>, body: string }>}
 */
export function send(delivery, baseUrl) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(baseUrl);
    const outgoing = request(
      {
        hostname,
        port,
        path: delivery.path,
        method: delivery.method,
        headers: { ...delivery.headers, "x-demo-delivery": delivery.id },
        agent: false,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      async (incoming) => {
        try {
          const body = Buffer.concat(await incoming.toArray()).toString();
          resolve({ status: incoming.statusCode, headers: incoming.headers, body });
        } catch (error) {
          reject(error);
        }
      },
    );
    // Not once: after an early answer, what is still being written may fail as well.
    outgoing.on("error", reject);

    if (delivery.chunked) {
      for (const piece of piecesOf(delivery.body)) outgoing.write(piece);
      outgoing.end();
    } else {
      outgoing.end(delivery.body);
    }
  });
}

function piecesOf(body) {
  const size = Math.ceil(body.length / PIECES);
  return Array.from({ length: PIECES }, (_, i) => body.subarray(i * size, (i + 1) * size));
}
