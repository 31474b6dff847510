// `listen`: takes deliveries on this machine, and shows each of them live.

import { createServer, request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isendu } from "countersign";
import { INTERRUPTED, io, usage } from "./exit.js";
import { CONFIG_OPTIONS, configOf, credentialsOf } from "./keys.js";
import { providerOf } from "./providers.js";
import { harmless, note, paint, say } from "./terminal.js";
import { attempt, errorJson } from "./verify.js";

/** The longest body that is taken. */
const MOST = 8 << 20;

/** Headers that belong to one connection (RFC 9110, section 7.6.1), and those that are set anew. */
const HOP = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length|host)$/i;

const pairsOf = ({ rawHeaders }) =>
  Array.from({ length: rawHeaders.length / 2 }, (_, at) => [rawHeaders[at * 2], rawHeaders[at * 2 + 1]]);

async function bodyOf(req) {
  const parts = [];
  let length = 0;
  for await (const part of req) {
    length += part.length;
    if (length > MOST) return undefined;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** Returns a delivery as a raw request, which `verify` and `diagnose` read. */
function rawRequest(req, headers, body) {
  const kept = headers.filter(([name]) => !/^(transfer-encoding|content-length)$/i.test(name));
  const lines = [...kept, ["Content-Length", String(body.length)]].map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${req.method} ${req.url} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1"), body]);
}

/** Sends a delivery on, and resolves to the answer. */
function forward(to, req, headers, body) {
  const url = to.pathname === "/" ? new URL(req.url, to) : to;
  const open = url.protocol === "https:" ? overHttps : overHttp;
  const passed = headers.filter(([name]) => !HOP.test(name)).flat();
  return new Promise((resolve, reject) => {
    const sent = open(
      url,
      {
        method: req.method,
        agent: false,
        headers: [...passed, "host", url.host, "content-length", String(body.length)],
      },
      async (response) => {
        const parts = [];
        for await (const part of response) parts.push(part);
        resolve({ status: response.statusCode, type: response.headers["content-type"], body: Buffer.concat(parts) });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Returns the verdict on a delivery: what `receive` says, or isendu's reply. */
function judge(provider, incoming, config, credentials) {
  if (credentials !== undefined) {
    const { value: reply, error } = attempt(() => isendu.confirm(incoming.body, credentials));
    if (error?.code === "unknown_key_id") return { line: `${error.code}: ${error.message}`, reply, error, event: null };
    if (reply) return { line: "confirmation of the URL", reply, error: null, event: null };
  }
  const { value: event, error } = attempt(() => provider.api.receive(incoming, config));
  const line = event
    ? `proven by: ${event.trust}  ${event.kind}  ${event.dedupeKey}`
    : `${error.code}: ${error.message}`;
  return { line, reply: undefined, error, event: event ?? null };
}

function take({ provider, config, credentials, keep, to, isJson }) {
  let count = 0;
  return async (req, res) => {
    const body = await bodyOf(req);
    if (body === undefined) return res.writeHead(413).end();
    const number = (count += 1);
    const headers = pairsOf(req);
    const incoming = { body, headers, url: req.url, ip: req.socket.remoteAddress };
    const { line, reply, error, event } = judge(provider, incoming, config, credentials);
    const file = keep === undefined ? undefined : join(keep, `${Date.now()}-${String(number).padStart(4, "0")}.http`);
    if (file !== undefined) writeFileSync(file, rawRequest(req, headers, body), { mode: 0o600, flag: "wx" });
    // The URL may hold the token, and headers may hold the key: neither is shown.
    if (isJson) {
      say(
        JSON.stringify({ schema: 1, number, bytes: body.length, error: errorJson(error), event, file: file ?? null }),
      );
    } else {
      say(
        `${paint(error ? "red" : "green", error ? "refused " : "accepted")}  ${body.length} bytes  ${harmless(line)}`,
      );
      if (file !== undefined)
        note(error ? `Why? npx countersign diagnose ${file} -p ${provider.name}` : `kept ${file}`);
    }
    if (to !== undefined) {
      const answer = await forward(to, req, headers, body).catch((problem) => {
        note(`${to.host} did not answer: ${problem.message || problem.code}`);
        return { status: 502, body: "" };
      });
      if (!isJson) note(`${to.host} answered ${answer.status}`);
      return res.writeHead(answer.status, answer.type ? { "content-type": answer.type } : {}).end(answer.body);
    }
    if (reply !== undefined) return res.writeHead(reply.status, reply.headers).end(reply.body);
    return res.writeHead(error?.status ?? 200).end();
  };
}

async function run({ options }) {
  const provider = providerOf(options.provider);
  const port = Number(options.port ?? 8080);
  if (!(Number.isInteger(port) && port >= 0 && port < 65_536)) throw usage("--port is a number from 0 to 65535");
  const given = options["forward-to"];
  if (given !== undefined && !URL.canParse(given)) throw usage(`--forward-to is not a URL: ${given}`);
  const config = await configOf(options, provider);
  const { error } = attempt(() => provider.api.receiver(config));
  if (error) throw usage(error.message);
  if (options.keep !== undefined) mkdirSync(options.keep, { recursive: true, mode: 0o700 });
  const server = createServer(
    take({
      provider,
      config,
      credentials: provider.name === "isendu" ? credentialsOf(options) : undefined,
      keep: options.keep,
      to: given === undefined ? undefined : new URL(given),
      isJson: options.json,
    }),
  );
  await new Promise((resolve, reject) => {
    server.on("error", (problem) => reject(io(`port ${port}: ${problem.message}`)));
    server.listen(port, "127.0.0.1", resolve);
  });
  process.on("SIGINT", () => process.exit(INTERRUPTED));
  note(`listening on http://127.0.0.1:${server.address().port}/ for ${provider.name}; Ctrl-C ends it`);
  return new Promise(() => {});
}

export const listen = {
  summary: "takes deliveries on 127.0.0.1, shows each live, keeps the exact bytes, and forwards them",
  usage: "listen -p PROVIDER [--port 8080] [--forward-to URL] [--keep FOLDER]",
  examples: ["OPTONDEMAND_SECRET=… npx countersign listen -p optondemand --port 8080 --keep deliveries"],
  files: 0,
  options: {
    provider: { type: "string", short: "p", value: "NAME", help: "whose deliveries they are" },
    ...CONFIG_OPTIONS,
    port: { type: "string", value: "PORT", help: "where it listens; 8080, and 0 takes a free one" },
    "forward-to": {
      type: "string",
      value: "URL",
      help: "your server, which gets each delivery and whose answer counts",
    },
    keep: { type: "string", value: "FOLDER", help: "keeps each delivery as a .http file that you alone may read" },
  },
  run,
};
