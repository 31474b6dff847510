import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Returns the metrics and their Prometheus registry. Labels contain only fixed names, never values that were sent. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const counter = (name, help, labelNames) => new Counter({ name: `countersign_${name}`, help, labelNames, registers });
  const histogram = (name, help, buckets, labelNames = []) =>
    new Histogram({ name: `countersign_${name}`, help, buckets, labelNames, registers });

  return {
    registry,
    stored: counter("deliveries_stored_total", "Units that were stored", ["provider"]),
    duplicates: counter("deliveries_duplicate_total", "Duplicate units", ["provider"]),
    quarantined: counter("quarantined_total", "Genuine bodies and elements that cannot be parsed", ["provider"]),
    refused: counter("refused_total", "Deliveries that a check refused, for example a wrong signature or size", [
      "provider",
      "code",
    ]),
    failed: counter("failed_total", "Deliveries that could not be stored, or were cut off", ["provider"]),
    worked: counter("work_total", "Outcomes of work on units", ["provider", "outcome"]),
    answering: histogram("request_seconds", "Time from a request's first line to its answer", SECONDS, [
      "route",
      "status",
    ]),
    storing: histogram("store_seconds", "Duration of a transaction that stores units", SECONDS),
    batchSize: histogram(
      "store_batch_size",
      "Requests in one transaction that stores units",
      [1, 2, 5, 10, 20, 50, 100, 200],
    ),
    working: histogram("work_seconds", "Duration of a transaction that works on units", SECONDS),
  };
}

/** How long a scrape waits for the database. */
const LIMIT_MS = 2_000;

/**
 * Adds the database's figures, read at each scrape. While the database is away, only this gauge is missing: the other metrics
 * are needed then.
 *
 * @param {ReturnType<typeof createMetrics>} metrics
 * @param {() => Promise<Record<string, number>>} summary
 */
export function showDatabase({ registry }, summary) {
  const registers = [registry];
  let asking = null;

  /** Both gauges of a scrape share one query. */
  function ask() {
    asking ??= within(LIMIT_MS, summary()).then(
      (figures) => figures,
      () => null,
    );
    asking.finally(() => (asking = null));
    return asking;
  }

  new Gauge({
    name: "countersign_database_up",
    help: "Whether the database answers",
    registers,
    async collect() {
      this.set((await ask()) ? 1 : 0);
    },
  });
  new Gauge({
    name: "countersign_units",
    help: "Units in the database by state, and the size of the quarantine",
    labelNames: ["state"],
    registers,
    async collect() {
      const figures = await ask();
      this.reset();
      for (const state of figures ? ["pending", "applied", "superseded", "dead", "quarantined"] : []) {
        this.set({ state }, figures[state]);
      }
    },
  });
}

function within(limitMs, promise) {
  let timer;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), limitMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
