#!/usr/bin/env node
import { parseArgs } from "node:util";
import { readConfig } from "./config.mjs";
import { openDatabase } from "./database.mjs";
import { createLog } from "./log.mjs";
import { forget } from "./operator/forget.mjs";

const HELP = `Deletes everything about a subject: events, bodies, and ledger entries. Keys stay for their time.

usage: node forget.mjs <provider> <subject>     as the operator's page shows them, for example: reward user:42
It reads DATABASE_URL or DATABASE_FILE, like the server. The server may keep running.
`;
const PROVIDERS = ["isendu", "optondemand", "reward", "xoxoday"];

async function main() {
  const { values, positionals } = parseArgs({ options: { help: { type: "boolean" } }, allowPositionals: true });
  if (values.help) return process.stdout.write(HELP);
  const [provider, subject, ...rest] = positionals;
  if (!PROVIDERS.includes(provider) || !subject || rest.length > 0) throw new Error(HELP);
  const config = readConfig({ ...process.env, ROLE: "worker" });
  const database = await openDatabase(config.database, createLog("warn"));
  try {
    process.stdout.write(`${JSON.stringify(await forget(database, { provider, subject }))}\n`);
  } finally {
    await database.close();
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 2;
});
