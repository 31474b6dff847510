// Compiled, never run: requests of other libraries, by their own types.

import { reward } from "countersign";
import { createHandler } from "countersign/fetch";
import type { HttpRequest } from "@azure/functions";
import type { Request as UndiciRequest } from "undici-types";

declare const azure: HttpRequest;
declare const undici: UndiciRequest;
declare const web: Request;

const handler = createHandler({
  provider: reward,
  config: { urlToken: process.env["T"] },
  onEvent: (event) => event.id,
});
const answers: Promise<Response>[] = [handler(azure), handler(undici), handler(web)];
createHandler({
  provider: reward,
  config: { urlToken: "t" },
  onEvent: () => 1,
  ip: (request: HttpRequest) => request.params["ip"],
})(azure);
// @ts-expect-error a URL is not a request
handler(new URL(web.url));
// @ts-expect-error a response is not a request
handler(new Response());

export { answers };
