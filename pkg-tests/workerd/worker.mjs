// What Node runs, inside workerd: `workerd test` calls test().

import * as api from "countersign/workerd.js";
import files from "files.json";
import { compareMacs, platformMacs } from "./hmac.mjs";
import { runDefects } from "./peers.mjs";
import { runVectors } from "./vectors.mjs";

export default {
  async test(_controller, { SEED }) {
    const macs = await platformMacs();
    const outcomes = {
      vectors: runVectors(api, files),
      defects: await runDefects(api),
      [`HMAC by ${Object.keys(macs).join(", ")}`]: await compareMacs(api, macs, SEED),
    };
    for (const [name, { run, failures }] of Object.entries(outcomes)) {
      console.log(`${name}: ${run} run, ${failures.length} failed\n${failures.join("\n")}`);
    }
    if (Object.values(outcomes).some(({ failures }) => failures.length > 0)) throw new Error("something failed");
  },
};
