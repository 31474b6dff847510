import { http } from "@google-cloud/functions-framework";
import { createHandler } from "countersign/node";
import { webhook } from "./webhook.ts";

http("optondemand", createHandler(webhook));
