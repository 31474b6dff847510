import { createServer } from "node:http";
import { once } from "node:events";

/**
 * Starts an HTTP server with limits for slow clients, and many of them.
 *
 * @param {(req: import("node:http").IncomingMessage, res: import("node:http").ServerResponse) => void} listener
 * @param {{ host: string, port: number, maxConnections: number, requestMs: number, keepAliveMs: number }} config
 */
export async function startServer(listener, { host, port, maxConnections, requestMs, keepAliveMs }) {
  const options = {
    // Both are looked at by one timer; a client gets 408.
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(1_000, requestMs),
    keepAliveTimeout: keepAliveMs,
    maxHeaderSize: 16_384,
  };
  const server = createServer(options, listener);
  server.maxConnections = maxConnections;
  server.listen(port, host);
  await once(server, "listening");

  return {
    port: server.address().port,
    /**
     * Takes no more connections, lets the requests that are there end, and cuts those off that do not within the limit.
     * Resolves to whether all have ended by themselves.
     */
    stop(limitMs) {
      let isClean = true;
      // Idle connections are closed at once; the others are told to close after their answer.
      server.on("request", (req, res) => res.setHeader("connection", "close"));
      const timer = setTimeout(() => {
        isClean = false;
        server.closeAllConnections();
      }, limitMs);
      return new Promise((resolve) => {
        server.close(() => {
          clearTimeout(timer);
          resolve(isClean);
        });
      });
    },
  };
}
