import { http } from "@google-cloud/functions-framework";
import { createHandler } from "countersign/node";
import { webhook } from "./webhook.js";

http("optondemand", createHandler(webhook));
