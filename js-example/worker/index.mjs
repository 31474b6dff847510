import { createReceiver, logLine } from "../receiver.mjs";
import { configFrom } from "../receiver/config.mjs";
import { readBody } from "../receiver/read-body.mjs";

/** @type {ReturnType<typeof createReceiver> | undefined} */
let receive;

export default {
  /**
   * @param {Request} request
   * @param {Record<string, string>} env
   */
  async fetch(request, env) {
    // Bindings first arrive with a request; what is made of them is kept for as long as the isolate lives.
    receive ??= createReceiver(configFrom(env));

    const result = receive({
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: await readBody(request.body ?? []),
      ip: request.headers.get("cf-connecting-ip") ?? undefined,
    });
    console.log(logLine(request.headers.get("x-demo-delivery"), result));
    return new Response(result.body, { status: result.status, headers: result.headers });
  },
};
