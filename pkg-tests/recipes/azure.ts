import { app } from "@azure/functions";
import { createHandler } from "countersign/fetch";
import { webhook } from "./webhook.ts";

app.http("optondemand", {
  methods: ["POST"],
  authLevel: "anonymous",
  route: "hooks/optondemand",
  handler: createHandler(webhook),
});
