import "reflect-metadata";
import { Controller, Module, Post, Req, Res } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { createHandler } from "countersign/node";
import { webhook } from "./webhook.js";

const handler = createHandler(webhook);

@Controller("hooks")
class HooksController {
  @Post("optondemand")
  receive(@Req() req, @Res() res) {
    handler(req, res);
  }
}

@Module({ controllers: [HooksController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { rawBody: true });
await app.listen(8080, "127.0.0.1");
