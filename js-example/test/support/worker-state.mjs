// What a Worker has stored in workerd, read and changed while it does not run.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { startWorker } from "./workerd.mjs";

/** Runs statements on the files of a class of objects, while none of them is in use. */
export function edit(state, className, ...statements) {
  for (const file of databases(state, className)) {
    const database = new Database(file);
    for (const statement of statements) database.exec(statement);
    database.close();
  }
}

function databases(state, className) {
  const folder = readdirSync(state, { recursive: true }).find((path) =>
    path.endsWith(`countersign-example-${className}`),
  );
  const names = readdirSync(join(state, folder)).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  return names.map((name) => join(state, folder, name));
}

/** What the files of a class of objects hold, while none of them is in use. */
export const query = (state, className, statement) =>
  databases(state, className).flatMap((file) => {
    const database = new Database(file, { readonly: true });
    const rows = database.prepare(statement).all();
    database.close();
    return rows;
  });

/** Ends a Worker, changes what it has stored, and starts it anew. */
export async function restart(worker, env, change = () => {}) {
  await worker.kill();
  change(worker.state);
  const { url, ...next } = await startWorker(env, worker.state);
  return Object.assign(worker, next, { url });
}
