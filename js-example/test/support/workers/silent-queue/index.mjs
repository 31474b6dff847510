// The Worker with a queue that never answers. It logs when a subject's alarm goes off.

import { Subject as Whole } from "../../../../worker/index.mjs";

export { Balance, Confirmation, default, Overview, Probe, Quarantine } from "../../../../worker/index.mjs";

const SILENT = { sendBatch: () => new Promise(() => {}) };

export class Subject extends Whole {
  constructor(ctx, env) {
    super(ctx, { ...env, WORK: SILENT });
  }

  alarm() {
    console.log(JSON.stringify({ msg: "alarm", at: Date.now() }));
    return super.alarm();
  }
}
