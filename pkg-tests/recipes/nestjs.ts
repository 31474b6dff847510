import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { createHandler } from "countersign/node";
import { webhook } from "./webhook.ts";

@Module({})
class AppModule {}

const app = await NestFactory.create(AppModule);
app.use("/hooks/optondemand", createHandler(webhook)); // before listen(), which adds Nest's body parser
await app.listen(8080, "127.0.0.1");
