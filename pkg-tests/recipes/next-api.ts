import { createHandler } from "countersign/node";
import { webhook } from "../../webhook.ts";

export const config = { api: { bodyParser: false, externalResolver: true } };

export default createHandler({ ...webhook, config: () => ({ secret: process.env.OPTONDEMAND_SECRET }) });
