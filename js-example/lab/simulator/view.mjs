// The receiver's data, read with the operator's API like the operator's page reads it.

const PAGE = 200;

/**
 * @typedef {object} Row a delivery in the operator's API
 * @property {string | number} id
 * @property {string} provider
 * @property {string} subject
 * @property {string} dedupeKey
 * @property {"pending" | "applied" | "superseded" | "dead"} state
 * @property {number} duplicates
 *
 * @typedef {object} View
 * @property {Record<string, number>} summary
 * @property {Row[]} deliveries
 * @property {{ provider: string, subject: string, state: string, version: string, events: number }[]} ledger
 * @property {{ provider: string, code: string, path: string | null, body: string }[]} quarantined
 */

/** A wrong answer of the operator's API, or none. */
export class OperatorError extends Error {
  constructor(path, reason) {
    super(`${path}: ${reason}`);
    this.name = "OperatorError";
  }
}

/**
 * Returns the calls of the operator's API.
 *
 * @param {() => string} url the receiver's address
 * @param {string} token
 */
export function operator(url, token) {
  async function call(path, method = "GET") {
    const response = await fetch(`${url()}/operator/api/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(30_000),
    }).catch((error) => {
      throw new OperatorError(path, error.cause?.code ?? error.message);
    });
    if (!response.ok) throw new OperatorError(path, `answered ${response.status}`);
    return method === "GET" ? response.json() : null;
  }

  /** Yields all there is, page by page. */
  async function* pages(path, list, cursor, limit = PAGE, filter = "") {
    for (let next = ""; next !== null; ) {
      const from = next === "" ? "" : `&${cursor}=${encodeURIComponent(next)}`;
      const page = await call(`${path}?limit=${limit}${filter}${from}`);
      yield* page[list];
      if (page.next !== null && page.next === next) throw new OperatorError(path, "the next page is the same one");
      next = page.next;
    }
  }

  const all = async (...of) => {
    const rows = [];
    for await (const row of pages(...of)) rows.push(row);
    return rows;
  };

  return {
    summary: () => call("summary"),
    delivery: (id) => call(`deliveries/${encodeURIComponent(id)}`),
    replay: (id) => call(`deliveries/${encodeURIComponent(id)}/replay`, "POST"),
    /** The newest deliveries, at most `limit`. */
    newest: async (limit, filter = "") => (await call(`deliveries?limit=${limit}${filter}`)).deliveries,
    /** All deliveries of a provider. */
    deliveriesOf: (provider) => all("deliveries", "deliveries", "before", 1_000, `&provider=${provider}`),

    /** Reads everything. @returns {Promise<View>} */
    view: async () => ({
      summary: await call("summary"),
      deliveries: await all("deliveries", "deliveries", "before"),
      ledger: await all("ledger", "entries", "after", 1_000),
      quarantined: await all("quarantine", "quarantined", "before", 50),
    }),
  };
}

/** @typedef {ReturnType<typeof operator>} Operator */
