// What builds on Node's server and runs more than one file, or something of its own around the recipe.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { freePort } from "../matrix/process.mjs";
import { PATH, SECRET, edit, fails, folder, post, read, serveFile, serving, signature, works } from "./harness.mjs";

const version1 = ['from "h3"', 'from "h3-1"'];

test("h3 1: the recipe", async (t) => works(await serveFile(t, "h3 1", edit(read("h3-1.js"), [version1]))));
