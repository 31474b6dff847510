import { createHandler } from "countersign/node";
import express from "express";
import { webhook } from "./isendu.ts";

const app = express();
app.post("/hooks/isendu/:token", createHandler(webhook));
app.use(express.json()); // after the webhook
app.listen(8080, "127.0.0.1");
