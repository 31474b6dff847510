// Runs the same as Node, inside workerd: `workerd test` calls test().

import * as api from "countersign/workerd.js";
import { createHandler } from "countersign/fetch.handler.js";
import * as testing from "countersign/testing.workerd.js";
import * as presets from "countersign/presets.data.js";
import files from "files.json";
import schemes from "schemes.json";
import { runCases } from "./handlers/cases.mjs";
import { fetchFace } from "./handlers/fetch-face.mjs";
import { compareMacs, platformMacs } from "./conformance/hmac.mjs";
import { runDefects } from "./conformance/peers.mjs";
import { runSchemes } from "./conformance/schemes.mjs";
import { runVectors } from "./conformance/vectors.mjs";

export default {
  async test(_controller, { SEED }) {
    const macs = await platformMacs();
    const outcomes = {
      vectors: runVectors(api, files),
      schemes: runSchemes(api, { ...schemes, presets }),
      handlers: await runCases({ api, testing, face: fetchFace(createHandler) }),
      defects: await runDefects(api),
      [`HMAC by ${Object.keys(macs).join(", ")}`]: await compareMacs(api, macs, SEED),
    };
    for (const [name, { run, failures }] of Object.entries(outcomes)) {
      console.log(`${name}: ${run} run, ${failures.length} failed\n${failures.join("\n")}`);
    }
    if (Object.values(outcomes).some(({ failures }) => failures.length > 0)) throw new Error("something failed");
  },
};
