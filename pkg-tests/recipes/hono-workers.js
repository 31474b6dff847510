import { optondemand } from "countersign";
import { createHandler } from "countersign/fetch";
import { Hono } from "hono";

const handler = createHandler({
  provider: optondemand,
  config: (c) => ({ secret: c.env.OPTONDEMAND_SECRET }),
  onEvent: async (event, c) => {
    throw new Error(`not stored: ${event.dedupeKey}`); // put your database here: c.env has your bindings
  },
});
const app = new Hono();
app.post("/hooks/optondemand", (c) => handler(c.req.raw, c));
export default app;
