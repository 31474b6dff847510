// Runs a test on every database that the Node server supports.

import { join } from "node:path";
import { after, test } from "node:test";
import { makeFolder } from "../../lab/launch/caretaker.mjs";
import { startPostgres } from "../../lab/launch/postgres.mjs";

let cluster;
after(async () => (await cluster)?.stop());

const DATABASES = {
  /** Creates an empty database. Returns its environment variables, and a function that removes it. */
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
 * @param {(env: Record<string, string>, t: import("node:test").TestContext) => Promise<void>} run
 * @param {string[]} [names] of databases
 */
export function onEachDatabase(title, run, names = Object.keys(DATABASES)) {
  for (const name of names) {
    test(`${title} (${name})`, async (t) => {
      const { env, remove } = await DATABASES[name]();
      try {
        await run(env, t);
      } finally {
        remove();
      }
    });
  }
}
