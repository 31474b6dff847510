// The suite inside workerd. A request runs one candidate a number of times. The time is measured outside, because the clock in a
// Worker doesn't advance.

import { ROWS } from "./rows.mjs";
import { prepare } from "./suite.mjs";

const ready = new Map();

const prepared = (name, ...given) => {
  if (!ready.has(name))
    ready.set(
      name,
      prepare(
        ROWS.find((row) => row.name === name),
        ...given,
      ),
    );
  return ready.get(name);
};

/** Returns the Worker. `/` answers when it is ready, and `/?row=…` with the candidates of a row. The arguments go to `prepare`. */
export const worker = (...given) => ({
  async fetch(request) {
    const asked = new URL(request.url).searchParams;
    if (!asked.has("row")) return new Response("ready");
    try {
      const candidates = await prepared(asked.get("row"), ...given);
      if (!asked.has("candidate")) return Response.json(candidates.map(({ name, parses }) => ({ name, parses })));
      await candidates[asked.get("candidate")].run(Number(asked.get("calls")), asked.has("dry"));
      return new Response("done");
    } catch (error) {
      return new Response(error.stack, { status: 500 });
    }
  },
});
