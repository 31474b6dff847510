// The vectors inside workerd: `workerd test` calls test().

import * as api from "countersign/workerd.js";
import files from "files.json";
import { runVectors } from "vectors.mjs";

export default {
  test() {
    const { run, failures } = runVectors(api, files);
    console.log(`vectors: ${run} run, ${failures.length} failed\n${failures.join("\n")}`);
    if (failures.length > 0) throw new Error("vectors failed");
  },
};
