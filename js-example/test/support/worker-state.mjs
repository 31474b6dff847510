// Reads and changes the data of a Worker in workerd while it is stopped.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { startWorker } from "./workerd.mjs";

/** Runs statements on the files of a class of objects. None of them may be in use. */
export function edit(state, className, ...statements) {
  for (const file of databases(state, className)) {
    const database = new Database(file);
    for (const statement of statements) database.exec(statement);
    database.close();
  }
}

function databases(state, className) {
  const folder = folderOf(state, className);
  const names = readdirSync(folder).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  return names.map((name) => join(folder, name)).filter(holdsTables);
}

/** An emptied object has no tables. */
function holdsTables(file) {
  const database = new Database(file, { readonly: true });
  const { count } = database.prepare("SELECT COUNT(*) AS count FROM sqlite_master").get();
  database.close();
  return count > 0;
}

function folderOf(state, className) {
  const isIt = (path) => path.endsWith(`countersign-example-${className}`);
  return join(state, readdirSync(state, { recursive: true }).find(isIt));
}

/** Makes the alarms of a class of objects go off at the next start. */
export function ring(state, className) {
  // workerd stores an alarm's time in nanoseconds twice: in the object, and in its own list of alarms.
  const past = "1700000000000000000";
  edit(state, className, `UPDATE _cf_METADATA SET value = ${past} WHERE key = 1`);
  const database = new Database(join(folderOf(state, className), "metadata.sqlite"));
  database.exec(`UPDATE _cf_ALARM SET scheduled_time = ${past}`);
  database.close();
}

/** Queries the files of a class of objects. None of them may be in use. */
export const query = (state, className, statement) =>
  databases(state, className).flatMap((file) => {
    const database = new Database(file, { readonly: true });
    const rows = database.prepare(statement).all();
    database.close();
    return rows;
  });

/** Stops a Worker, changes its data, and starts it again. */
export async function restart(worker, env, change = () => {}) {
  await worker.kill();
  change(worker.state);
  const { url, ...next } = await startWorker(env, worker.state);
  return Object.assign(worker, next, { url });
}
