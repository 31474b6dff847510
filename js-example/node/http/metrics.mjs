import { sendStatus } from "./answer.mjs";
import { reading } from "./routes.mjs";
import { startServer } from "./server.mjs";
import { leaveBody } from "./unread.mjs";

/** Prometheus and a probe are all that come here. */
const LIMITS = { maxConnections: 20, maxConnectionsPerAddress: 20, requestMs: 5_000, keepAliveMs: 65_000 };

/**
 * Serves /metrics and /healthz on a separate port. The public port is behind a proxy that forwards every path. A scraper also
 * needs no operator's token this way.
 *
 * @param {{ metrics: { host: string, port: number } }} config
 * @param {{ metrics: ReturnType<typeof import("../metrics.mjs").createMetrics>, health: (req: any, res: any) => void }} parts
 */
export async function serveMetrics(config, { metrics: { registry }, health }) {
  const show = async (req, res) => {
    const text = await registry.metrics();
    res.writeHead(200, { "content-type": registry.contentType }).end(text);
  };
  const routes = { "/metrics": reading(show), "/healthz": reading(health) };
  const listener = (req, res) => {
    leaveBody(req, res);
    return Object.hasOwn(routes, req.url) ? routes[req.url](req, res) : sendStatus(res, 404);
  };
  return { ...(await startServer(listener, { ...config.metrics, ...LIMITS })), what: "serving metrics" };
}
