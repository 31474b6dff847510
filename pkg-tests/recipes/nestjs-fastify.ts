import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { createHandler } from "countersign/node";
import { webhook } from "./webhook.js";

@Module({})
class AppModule {}

const app = await NestFactory.create(AppModule, new FastifyAdapter());
app.use("/hooks/optondemand", createHandler(webhook)); // runs before Fastify's body parser
await app.listen(8080, "127.0.0.1");
