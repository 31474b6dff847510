// The Worker as it is deployed, with a switch for its overview and its queue: POST /lab/<part>/<how>.

import whole, { Overview as WholeOverview, Subject as WholeSubject } from "../../../worker/index.mjs";

export { Balance, Confirmation, Probe, Quarantine } from "../../../worker/index.mjs";

const SWITCH = /^\/lab\/(overview|queue)\/(works|throws|is-silent)$/;
const POLL_MS = 50;

/** In workerd on one machine, all objects of a Worker and the Worker itself share it. */
const parts = { overview: "works", queue: "works" };

/** Stands for a part before it is used. A request can wait for a timer of its own, not for what another one does. */
async function pass(part) {
  while (parts[part] === "is-silent") await scheduler.wait(POLL_MS);
  if (parts[part] === "throws") throw new Error(`the ${part} fails on purpose`);
}

export class Overview extends WholeOverview {
  async record(...told) {
    await pass("overview");
    return super.record(...told);
  }
}

export class Subject extends WholeSubject {
  constructor(ctx, env) {
    const sendBatch = async (messages) => {
      await pass("queue");
      return env.WORK.sendBatch(messages);
    };
    super(ctx, { ...env, WORK: { sendBatch } });
  }
}

export default {
  ...whole,
  async fetch(request, env, ctx) {
    const [, part, how] = SWITCH.exec(new URL(request.url).pathname) ?? [];
    if (!part || request.method !== "POST") return whole.fetch(request, env, ctx);
    parts[part] = how;
    return new Response("ok");
  },
};
