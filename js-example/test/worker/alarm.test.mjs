import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { xoxodayOrder } from "../support/deliveries.mjs";
import { bundleOf, withWorker } from "../support/workerd.mjs";

const SILENT_QUEUE = fileURLToPath(new URL("../support/workers/silent-queue/index.mjs", import.meta.url));

test("while the queue does not answer, an alarm never goes off before its postponed time", async () => {
  const bundle = await bundleOf(SILENT_QUEUE);
  await withWorker({ ...bundle, SEND_SECONDS: "1" }, async (worker) => {
    assert.deepEqual(await worker.post(xoxodayOrder(1, "delivered")), { status: 200, text: "" });
    const alarms = () => worker.lines().filter(({ msg }) => msg === "alarm");
    await worker.until(() => alarms().length >= 3, "three alarms");
    const times = alarms().map(({ at }) => at);
    // A busy machine can only delay the alarms.
    const gaps = times.slice(1).map((at, index) => at - times[index]);
    assert.ok(
      gaps.every((gap) => gap >= 990),
      `${times.length} alarms, ${Math.min(...gaps)} ms apart`,
    );
  });
});
