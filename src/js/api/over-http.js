// Delivers to a Node handler over a local connection, so that it gets a genuine request of Node.

/** Loaded at run time: bundlers for browsers could not resolve an import. Node has it since 20.16 and 22.3. */
function http() {
  const found = globalThis.process?.getBuiltinModule?.("http");
  if (found === undefined) throw new TypeError("a Node handler needs Node 20.16 or later, Bun or Deno");
  return found;
}

/** Sends a request to a handler and returns the answer. Rejects with the handler's error. */
export async function overHttp(handler, request) {
  const { createServer, request: open } = http();
  return new Promise((resolve, reject) => {
    const server = createServer(async (req, res) => {
      try {
        await handler(req, res);
      } catch (error) {
        finish(reject, error);
      }
    });
    const finish = (settle, value) => {
      server.close(() => settle(value));
      server.closeAllConnections();
    };
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () =>
      send(open, server.address().port, request).then(
        (answer) => finish(resolve, answer),
        (error) => finish(reject, error),
      ),
    );
  });
}

function send(open, port, { url, headers, body }) {
  return new Promise((resolve, reject) => {
    const path = url.pathname + url.search;
    const sent = open(
      {
        host: "127.0.0.1",
        port,
        path,
        method: "POST",
        agent: false,
        headers: { ...headers, "content-length": String(body.length) },
      },
      async (response) => {
        try {
          response.setEncoding("utf8");
          let text = "";
          for await (const part of response) text += part;
          resolve({ status: response.statusCode, body: text });
        } catch (error) {
          reject(error);
        }
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
