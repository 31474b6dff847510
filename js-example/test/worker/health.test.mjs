import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { makeDisk } from "../../lab/torture/disk.mjs";
import { genuine } from "../support/deliveries.mjs";
import { startWorker } from "../support/workerd.mjs";

const MEGABYTES = 64;
/** The free space of the disk: enough for a row in an existing file, but not for a new file. */
const LEFT_BYTES = 32_768;
/** An isolate asks at most once a second. */
const KEPT_MS = 1_100;
const disk = await makeDisk({ megabytes: MEGABYTES });
after(disk.remove);
const skip = !disk.canBeFilled && "a small disk needs Linux and root";

/** Triggers. Each one needs more space than is free. */
const trigger = (user) =>
  genuine.reward(
    JSON.stringify({
      id: `we_${user}`,
      type: "trigger_event.created",
      data: { user: { id: user }, trigger: { id: "paid" }, note: "x".repeat(LEFT_BYTES) },
    }),
  );

test("the Worker is unhealthy while the disk is full, and healthy afterwards", { skip }, async () => {
  const worker = await startWorker({ RESEND_SECONDS: "1" }, disk.folder);
  const status = async () => (await fetch(`${worker.url}/healthz`)).status;
  try {
    assert.equal(await status(), 200);
    assert.equal((await worker.post(trigger("u1"))).status, 200);
    await worker.settled(1);
    for (const user of ["u2", "u3"]) {
      const reserve = join(disk.folder, "reserve");
      writeFileSync(reserve, Buffer.alloc(LEFT_BYTES));
      await disk.fill();
      rmSync(reserve);
      await sleep(KEPT_MS);
      assert.equal(await status(), 503);
      assert.equal((await worker.post(trigger(user))).status, 503);
      await disk.free();
      await worker.until(async () => (await status()) === 200, "it to be healthy again");
      assert.equal((await worker.post(trigger(user))).status, 200);
    }
    await worker.settled(3); // the overview catches up
  } catch (error) {
    error.message += `\n${worker.output().slice(-4_000)}`;
    throw error;
  } finally {
    await worker.kill();
  }
});
