import { createHandler } from "countersign/node";
import { webhook } from "../../webhook.js";

export default createHandler(webhook);
