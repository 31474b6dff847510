// `listen`: receives deliveries on this machine, and shows each one.

import { createServer } from "node:http";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isendu } from "countersign";
import { diagnoseLine } from "./again.js";
import { exchange } from "./exchange.js";
import { INTERRUPTED, io, usage } from "./exit.js";
import { CONFIG_OPTIONS, configOf, credentialsOf } from "./keys.js";
import { providerOf } from "./providers.js";
import { harmless, note, paint, say } from "./terminal.js";
import { attempt, errorJson } from "./attempt.js";

/** The maximal length of a body. */
const MOST = 8 << 20;

/** Headers that belong to one connection (RFC 9110, section 7.6.1), and those that we set ourselves. */
const HOP = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length|host)$/i;

const pairsOf = ({ rawHeaders }) =>
  Array.from({ length: rawHeaders.length / 2 }, (_, at) => [rawHeaders[at * 2], rawHeaders[at * 2 + 1]]);

/** Resolves to the body; undefined if it is too long. Rejects if the client breaks off. */
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

/** Returns a delivery as a raw request, for `verify` and `diagnose`. */
function rawRequest(req, headers, body) {
  const kept = headers.filter(([name]) => !/^(transfer-encoding|content-length)$/i.test(name));
  const lines = [...kept, ["Content-Length", String(body.length)]].map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${req.method} ${req.url} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1"), body]);
}

/**
 * Returns the URL to forward a delivery to. It is always on the named server: two slashes, or a whole URL as the target, would name
 * another host (RFC 9112, section 3.2.2, and RFC 3986, section 4.2). If the named URL has a path, that path replaces the one of the
 * request. The query and a token in the last segment are kept. Undefined if the target would leave that path.
 */
function targetOf(to, path, { urlToken, urlTokenParam }) {
  if (to.pathname !== "/") {
    const url = new URL(to);
    const [front, query = ""] = path.split(/\?(.*)/s);
    if (url.search === "") url.search = query;
    const token = front.split("/").at(-1);
    const isInPath = urlToken !== undefined && urlTokenParam === undefined;
    if (!isInPath || url.pathname.split("/").at(-1) === token) return url;
    const target = `${url.pathname.replace(/\/$/, "")}/${token}`;
    url.pathname = target;
    // A segment such as `..` changes the path (WHATWG URL Standard, path state).
    return url.pathname === target ? url : undefined;
  }
  if (!/^\/(?!\/)/.test(path) || !URL.canParse(to.origin + path)) return undefined;
  const url = new URL(to.origin + path);
  return Object.assign(url, { username: to.username, password: to.password });
}

/** Forwards a delivery, and resolves to the answer. */
async function forward(to, req, headers, body, config) {
  const url = targetOf(to, req.url, config);
  if (url === undefined) {
    note("not forwarded: the target of the request is not a plain path");
    return { status: 400, body: "", isOurs: true };
  }
  const passed = headers.filter(([name]) => !HOP.test(name)).flat();
  try {
    return await exchange(url, {
      method: req.method,
      headers: [...passed, "host", url.host, "content-length", String(body.length)],
      body,
    });
  } catch (problem) {
    note(`${to.host} did not answer: ${harmless(problem.message || problem.code)}`);
    return { status: 502, body: "", isOurs: true };
  }
}

/** Returns the reply for isendu. It contains the API secret, so the token in the URL must have been checked. */
function replyTo(event, body, credentials) {
  if (event.kind !== "confirmation" || credentials === undefined) return {};
  if (event.trust === "none") return { line: "confirmation of the URL, not answered: it proves nothing" };
  const { value: reply, error } = attempt(() => isendu.confirm(body, credentials));
  return error ? { line: `${error.code}: ${error.message}`, error } : { line: "confirmation of the URL", reply };
}

/** Returns the verdict on a delivery: the result of `receive`, and the reply for isendu. */
function judge(provider, incoming, config, credentials) {
  const { value: event, error } = attempt(() => provider.api.receive(incoming, config));
  if (error) return { line: `${error.code}: ${error.message}`, reply: undefined, error, event: null };
  const proof = event.trust === "none" ? "NOT authenticated" : `proven by: ${event.trust}`;
  const line = `${proof}  ${event.kind}  ${event.dedupeKey}`;
  return { line, reply: undefined, error: null, event, ...replyTo(event, incoming.body, credentials) };
}

/** Stores a delivery, and returns its file; undefined if it could not be written. */
function keepIn(folder, number, request) {
  const file = join(folder, `${Date.now()}-${String(number).padStart(4, "0")}.http`);
  try {
    writeFileSync(file, request, { mode: 0o600, flag: "wx" });
    return file;
  } catch (problem) {
    note(`not kept: ${harmless(problem.message)}`);
    return undefined;
  }
}

function showVerdict({ line, error, event }, { number, length, file, options }) {
  // We don't show the URL, which may contain the token, or headers, which may contain the key.
  if (options.json) {
    say(JSON.stringify({ schema: 1, number, bytes: length, error: errorJson(error), event, file: file ?? null }));
    return;
  }
  say(`${paint(error ? "red" : "green", error ? "refused " : "accepted")}  ${length} bytes  ${harmless(line)}`);
  if (file === undefined) return;
  const why = error ? diagnoseLine(file, options) : undefined;
  note(harmless(why === undefined ? `kept ${file}` : `Why? ${why}`));
}

function take({ provider, config, credentials, to, options }) {
  let count = 0;
  return async (req, res) => {
    const body = await bodyOf(req);
    if (body === undefined) return res.writeHead(413).end();
    const number = (count += 1);
    const headers = pairsOf(req);
    const incoming = { body, headers, url: req.url, ip: req.socket.remoteAddress };
    const verdict = judge(provider, incoming, config, credentials);
    const { keep } = options;
    const file = keep === undefined ? undefined : keepIn(keep, number, rawRequest(req, headers, body));
    showVerdict(verdict, { number, length: body.length, file, options });
    if (to !== undefined) {
      const answer = await forward(to, req, headers, body, config);
      if (!options.json && !answer.isOurs) note(`${to.host} answered ${answer.status}`);
      return res.writeHead(answer.status, answer.type ? { "content-type": answer.type } : {}).end(answer.body);
    }
    const { reply, error } = verdict;
    if (reply !== undefined) return res.writeHead(reply.status, reply.headers).end(reply.body);
    return res.writeHead(error?.status ?? 200).end();
  };
}

/** Wraps a handler: an error ends the request, but not the command. */
const guarded = (handler) => (req, res) =>
  handler(req, res).catch((problem) => {
    note(`a request broke off: ${harmless(problem.message)}`);
    if (res.headersSent) res.destroy();
    else res.writeHead(500).end();
  });

function makeFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw io(`--keep: ${error.code === "EEXIST" ? `${folder} is a file, not a folder` : error.message}`);
  }
}

async function run({ options }) {
  const provider = providerOf(options.provider);
  const port = Number(options.port ?? 8080);
  if (!(Number.isInteger(port) && port >= 0 && port < 65_536)) throw usage("--port is a number from 0 to 65535");
  const given = options["forward-to"];
  if (given !== undefined && !(URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)))
    throw usage(`--forward-to is not a URL of a server: ${harmless(given)}. Begin it with http:// or https://`);
  const config = await configOf(options, provider);
  const { error } = attempt(() => provider.api.receiver(config));
  if (error) throw usage(error.message);
  if (options.keep !== undefined) makeFolder(options.keep);
  const credentials = provider.name === "isendu" ? credentialsOf(options) : undefined;
  const to = given === undefined ? undefined : new URL(given);
  const server = createServer(guarded(take({ provider, config, credentials, to, options })));
  await new Promise((resolve, reject) => {
    server.on("error", (problem) => reject(io(`port ${port}: ${problem.message}`)));
    server.listen(port, "127.0.0.1", resolve);
  });
  process.on("SIGINT", () => process.exit(INTERRUPTED));
  note(`listening on http://127.0.0.1:${server.address().port}/ for ${provider.name}; Ctrl-C ends it`);
  if (options.keep === undefined) note("add --keep FOLDER to store the deliveries, so that you can diagnose a refusal");
  return new Promise(() => {});
}

export const listen = {
  summary: "receives deliveries on 127.0.0.1 and shows each one; can store and forward them",
  usage: "listen -p PROVIDER [--port 8080] [--forward-to URL] [--keep FOLDER]",
  examples: [
    "OPTONDEMAND_SECRET=… npx countersign listen -p optondemand --port 8080 --keep deliveries",
    "STRIPE_WEBHOOK_SECRET=… npx countersign listen -p stripe --forward-to http://127.0.0.1:3000/hooks",
  ],
  files: 0,
  options: {
    provider: {
      type: "string",
      short: "p",
      value: "NAME",
      help: "whose deliveries they are: a provider, a preset such as stripe, or a file, ./scheme.json",
    },
    ...CONFIG_OPTIONS,
    port: { type: "string", value: "PORT", help: "the port to listen on; default: 8080. 0 chooses a free one" },
    "forward-to": {
      type: "string",
      value: "URL",
      help: "your server: it gets each delivery, and its answer is returned. A path replaces the path of the request",
    },
    keep: { type: "string", value: "FOLDER", help: "stores each delivery as a .http file that only you can read" },
  },
  run,
};
