// Compiled, never run: neither a DOM nor Node's types are needed.

import { reward } from "countersign";
import { createHandler as createFetchHandler } from "countersign/fetch";
import { createHandler } from "countersign/node";

const options = { provider: reward, config: { acceptUnauthenticated: true } } as const;
export const web = createFetchHandler({ ...options, onEvent: (event) => event.id });
export const node = createHandler({ ...options, onEvent: (event, req) => [event.id, req.url, req.headers["x"]] });
// @ts-expect-error nothing is known of a response
node({ headers: {}, socket: {} }, {});
