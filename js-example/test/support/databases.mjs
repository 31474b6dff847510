// Runs a test on each database that the Node server can use: none is left out.

import { join } from "node:path";
import { after, test } from "node:test";
import { makeFolder } from "../../lab/launch/caretaker.mjs";
import { startPostgres } from "../../lab/launch/postgres.mjs";

let cluster;
after(async () => (await cluster)?.stop());

const DATABASES = {
  /** Makes an empty database; returns the variables that name it, and what removes it. */
  async sqlite() {
    const { folder, remove } = makeFolder("countersign-sqlite-");
    return { env: { DATABASE_FILE: join(folder, "test.db") }, remove };
  },
  async postgres() {
    cluster ??= startPostgres();
    return { env: { DATABASE_URL: await (await cluster).createDatabase() }, remove: () => {} };
  },
};

/**
 * @param {string} title
 * @param {(env: Record<string, string>) => Promise<void>} run
 * @param {string[]} [names] of databases
 */
export function onEachDatabase(title, run, names = Object.keys(DATABASES)) {
  for (const name of names) {
    test(`${title} (${name})`, async () => {
      const { env, remove } = await DATABASES[name]();
      try {
        await run(env);
      } finally {
        remove();
      }
    });
  }
}
