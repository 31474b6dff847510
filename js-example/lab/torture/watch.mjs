// Measures the receiver's outages, as a provider would notice them.

import { setTimeout as sleep } from "node:timers/promises";

const EVERY_MS = 100;
const LIMIT_MS = 5_000;

/** Calls each server's health check repeatedly, until `stop`. */
export function watchHealth(services) {
  const outages = { count: 0, longestMs: 0 };
  let isStopped = false;

  async function watch(service) {
    let healthyAt = performance.now();
    let isDown = false;
    while (!isStopped) {
      const isHealthy = await isWell(service.url);
      const now = performance.now();
      if (isHealthy) healthyAt = now;
      else {
        if (!isDown) outages.count += 1;
        outages.longestMs = Math.max(outages.longestMs, now - healthyAt);
      }
      isDown = !isHealthy;
      await sleep(EVERY_MS);
    }
  }

  const watching = Promise.all(services.filter(({ url }) => url !== null).map(watch));
  return {
    outages,
    async stop() {
      isStopped = true;
      await watching;
    },
  };
}

/** Returns whether the server can store deliveries. */
export async function isWell(url) {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(LIMIT_MS) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
