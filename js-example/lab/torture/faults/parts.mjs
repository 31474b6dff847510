import { setTimeout as sleep } from "node:timers/promises";

/**
 * A part of the Worker throws for a while, and then does not answer for a while. The Worker under torture has a switch for it:
 * lab/torture/worker/index.mjs.
 *
 * @param {() => string} url
 * @param {"overview" | "queue"} part
 * @returns {import("../faults.mjs").Fault}
 */
export function partFails(url, part, ms) {
  const set = async (how) => {
    const response = await fetch(`${url()}/lab/${part}/${how}`, { method: "POST" });
    if (response.status !== 200) throw new Error(`the ${part} could not be switched: ${response.status}`);
  };
  const strike = async () => {
    await set("throws");
    await sleep(ms / 2);
    await set("is-silent");
    await sleep(ms / 2);
    await set("works");
  };
  return { name: `an ${part} that fails`.replace("an q", "a q"), strike };
}
