import { optondemand } from "countersign";
import { createHandler } from "countersign/fetch";
import { type Context, Hono } from "hono";

type Env = { Bindings: { OPTONDEMAND_SECRET: string } };

const handler = createHandler({
  provider: optondemand,
  config: (c: Context<Env>) => ({ secret: c.env.OPTONDEMAND_SECRET }),
  onEvent: async (event) => {
    throw new Error(`not stored: ${event.dedupeKey}`); // put your database here: the second argument is c, and c.env has your bindings
  },
  onRejected: (error) => console.warn(`rejected: ${error.code}: ${error.message}`),
});
const app = new Hono<Env>();
app.post("/hooks/optondemand", (c) => handler(c.req.raw, c));
export default app;
