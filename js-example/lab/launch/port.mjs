import { once } from "node:events";
import { connect, createServer } from "node:net";

const HOST = "127.0.0.1";

const held = new Set();

/**
 * Returns a port of 127.0.0.1 that is reserved until this process ends. It is in use as the client end of a connection, so the
 * system does not assign it to a server that asks for any free port. But a server can still listen on it by its number.
 *
 * A port that was only free can be taken by another server in the meantime. So can the port of a killed server.
 */
export async function holdPort() {
  const far = createServer().listen(0, HOST);
  await once(far, "listening");
  const near = connect({ port: far.address().port, host: HOST, localAddress: HOST });
  const accepted = once(far, "connection");
  await once(near, "connect");
  const [socket] = await accepted;
  far.close();
  for (const end of [near, socket]) {
    end.unref();
    held.add(end); // a garbage-collected socket would be closed
  }
  return near.localPort;
}
