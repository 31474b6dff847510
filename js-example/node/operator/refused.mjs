import { randomInt } from "node:crypto";
import { Worker } from "node:worker_threads";

/** How many deliveries are kept of each provider and error code, so that many of one kind don't displace the others. */
const KEPT = 5;
/** In bytes. A longer body is not kept. */
const LONGEST = 32_768;
/** Refusals that say something about keys, bodies, tokens and addresses. */
const STATUSES = [401, 403];
const TIMEOUT_MS = 60_000;
/** Ids begin anywhere below this, and stay exact as numbers. */
const FIRST_IDS = 2 ** 47;

/**
 * Keeps the last refused deliveries in memory, so that the operator can ask why. They are never written to the disk. Their
 * senders decide neither how many are kept nor how long they get.
 *
 * @param {Pick<import("../config.mjs").Config, "providers">} config
 */
export function createRefused({ providers }) {
  const bodies = new WeakMap();
  const kinds = new Map();
  // The page may ask another process, or this one after a restart: it must not get the cause of another delivery.
  let last = randomInt(FIRST_IDS);
  let busy = Promise.resolve();

  return {
    /** Listens to the body of a request once the handler reads it; it is not read for this alone. */
    watch(req) {
      req.on("newListener", function look(name) {
        if (name !== "data") return;
        req.off("newListener", look);
        const chunks = [];
        let length = 0;
        bodies.set(req, () => (length > LONGEST ? null : Buffer.concat(chunks)));
        req.on("data", (chunk) => {
          length += chunk.length;
          if (length > LONGEST) chunks.length = 0;
          else chunks.push(chunk);
        });
      });
    },

    /** Keeps a delivery that the handler of a provider has refused. */
    keep(provider, { code, status }, req) {
      if (!STATUSES.includes(status)) return;
      const body = bodies.get(req)?.();
      if (body === null) return;
      last += 1;
      const kind = `${provider} ${code}`;
      const { rawHeaders, url } = req;
      const row = { id: String(last), provider, code, receivedAt: new Date().toISOString(), body, url, rawHeaders };
      kinds.set(kind, [row, ...(kinds.get(kind) ?? [])].slice(0, KEPT));
    },

    count: () => all().length,

    /** Returns what is shown of each, the last received first. It holds no URL and no header: they may hold a token. */
    list: () =>
      all().map(({ id, provider, code, receivedAt, body }) => ({
        id,
        provider,
        code,
        receivedAt,
        bodyBytes: body?.length ?? null,
      })),

    /**
     * Resolves to the diagnosis of a delivery, or null if it isn't kept any longer. One search runs at a time, in a thread
     * of its own: it can take seconds.
     */
    diagnose(id) {
      const row = all().find((each) => each.id === id);
      if (row === undefined) return null;
      const result = busy.then(() => search(inputOf(row, providers[row.provider])));
      busy = result.catch(() => {});
      return result;
    },
  };

  function all() {
    return [...kinds.values()].flat().sort((one, other) => Number(other.id) - Number(one.id));
  }
}

/** Returns the arguments of `diagnose`. */
function inputOf({ provider, code, body, url, rawHeaders }, config) {
  const pairs = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1]]] : []));
  if (body !== undefined) return { provider, incoming: { body, headers: pairs, url }, config };
  // The handler refused it without reading the body. Then nothing can be said about a signature.
  const headers = pairs.filter(([name]) => name.toLowerCase() !== "content-length");
  const isToken = ["mismatch", "missing_token"].includes(code) && config.secret;
  const known = isToken ? { urlToken: config.urlToken, maxBodyBytes: config.maxBodyBytes } : config;
  return { provider, incoming: { body: new Uint8Array(), headers, url }, config: known };
}

function search(workerData) {
  const worker = new Worker(new URL("diagnosis.mjs", import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => worker.terminate(), TIMEOUT_MS);
    worker.once("message", resolve).once("error", reject);
    worker.once("exit", () => {
      clearTimeout(timer);
      reject(new Error("the search did not end"));
    });
  });
}
