import { createHandler } from "countersign/node";
import express from "express";
import { webhook } from "./webhook.ts";

const app = express();
app.post("/hooks/optondemand", createHandler(webhook));
app.use(express.json()); // after the webhook
app.listen(8080, "127.0.0.1");
