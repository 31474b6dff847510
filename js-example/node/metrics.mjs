import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Returns the metrics, and the registry that shows them to Prometheus. Labels hold names only, nothing that was sent. */
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
    duplicates: counter("deliveries_duplicate_total", "Units that were known already", ["provider"]),
    quarantined: counter("quarantined_total", "Authentic bodies and elements that cannot be read", ["provider"]),
    refused: counter("refused_total", "Deliveries that are not authentic, too large, or not wanted", [
      "provider",
      "code",
    ]),
    failed: counter("failed_total", "Deliveries that could not be stored, or were cut off", ["provider"]),
    worked: counter("work_total", "What became of a unit that was worked on", ["provider", "outcome"]),
    answering: histogram("request_seconds", "Time from a request's first line to its answer", SECONDS, [
      "route",
      "status",
    ]),
    storing: histogram("store_seconds", "Time of a transaction that stores", SECONDS),
    batchSize: histogram(
      "store_batch_size",
      "Requests that one such transaction serves",
      [1, 2, 5, 10, 20, 50, 100, 200],
    ),
    working: histogram("work_seconds", "Time of a transaction that works", SECONDS),
  };
}

/** A scrape waits for the database no longer than this. */
const LIMIT_MS = 2_000;

/**
 * Shows what the database holds, asked when Prometheus asks. While the database is away, this gauge alone is missing: the
 * others are needed just then.
 *
 * @param {ReturnType<typeof createMetrics>} metrics
 * @param {() => Promise<Record<string, number>>} summary
 */
export function showDatabase({ registry }, summary) {
  const registers = [registry];
  let asking = null;

  /** Both gauges of one scrape ask once. */
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
    help: "Units in the database, by state, and what is in quarantine",
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
