// What a handler keeps in memory while `onEvent` is under way. A parsed event takes several times as much as its body.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as api from "countersign";
import * as web from "countersign/fetch";
import * as node from "countersign/node";
import * as testing from "countersign/testing";
import { deliveries } from "./deliveries.mjs";
import { fetchFace } from "./fetch-face.mjs";
import { nodeFace } from "./node-face.mjs";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");
/** Some rounds are enough. The engine promises no number. */
const ROUNDS = 100;

for (const [name, face] of [
  ["fetch", fetchFace(web.createHandler)],
  ["node", nodeFace(node.createHandler)],
]) {
  for (const limit of [{}, { eventTimeoutSeconds: 600 }]) {
    test(`${name}: only onEvent keeps its event, ${JSON.stringify(limit)}`, async (t) => {
      t.after(() => face.close());
      const { provider, config, request } = deliveries({ api, testing }).reward;
      let isGone = false;
      const registry = new FinalizationRegistry(() => (isGone = true));
      let finish;
      const onEvent = (event) => {
        registry.register(event);
        return new Promise((resolve) => (finish = resolve));
      };
      const answer = face.open({ provider, config, onEvent, ...limit })(request);
      while (finish === undefined) await yieldToOthers();
      for (let round = 0; round < ROUNDS && !isGone; round += 1) {
        await yieldToOthers();
        collectGarbage();
      }
      finish();
      assert.equal((await answer).status, 200);
      assert.ok(isGone);
    });
  }
}
