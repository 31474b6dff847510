import { createServer } from "node:http";
import { createReceiver, logLine } from "../receiver.mjs";
import { configFrom } from "../receiver/config.mjs";
import { readBody } from "../receiver/read-body.mjs";

const HOST = "127.0.0.1";
const LINGER_MS = 1_000;
const STOP_MS = 5_000;

const receive = createReceiver(configFrom(process.env));

const server = createServer({ requestTimeout: 15_000 }, async (req, res) => {
  let body;
  try {
    // Without destroyOnReturn: false, to stop reading would close the connection before the 413 is sent.
    body = await readBody(req.iterator({ destroyOnReturn: false }));
  } catch {
    res.destroy(); // the sender hung up before its body was complete
    return;
  }
  const result = receive({
    method: req.method,
    url: req.url,
    headers: req.headers,
    body,
    ip: req.socket.remoteAddress,
  });
  res.writeHead(result.status, result.headers).end(result.body);
  console.log(logLine(req.headers["x-demo-delivery"], result));
  if (body === null) discardRest(req);
});

// A connection closed with bytes still coming in is reset, and the sender may lose the answer: they are thrown away for
// a moment first.
function discardRest(req) {
  req.resume();
  setTimeout(() => {
    if (!req.complete) req.destroy();
  }, LINGER_MS).unref();
}

function stop() {
  server.close();
  setTimeout(() => server.closeAllConnections(), STOP_MS).unref();
}

process.once("SIGTERM", stop);
process.once("SIGINT", stop);

server.listen(Number(process.env.PORT ?? 8080), HOST, () => {
  console.log(JSON.stringify({ listening: `http://${HOST}:${server.address().port}` }));
});
