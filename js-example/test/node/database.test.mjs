// Opens SQLite's file while another process has locked it.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import Database from "better-sqlite3";
import { openDatabase } from "../../node/database.mjs";
import { createLog } from "../../node/log.mjs";
import { makeFolder } from "../../lab/launch/caretaker.mjs";

/** Runs a test with a new file in which another connection has begun a write transaction. */
async function withLockedFile(run) {
  const { folder, remove } = makeFolder("countersign-locked-");
  const file = join(folder, "test.db");
  const other = new Database(file);
  other.exec("begin immediate");
  try {
    await run({ file, other });
  } finally {
    other.close();
    remove();
  }
}

/** Returns a log that calls the function at each warning. */
function logThat(onWarning) {
  return Object.assign(createLog("silent"), { warn: onWarning });
}

const config = (file, waitMs) => ({ url: null, file, waitMs });

test("a server waits while another process writes to its new file", () =>
  withLockedFile(async ({ file, other }) => {
    const warnings = [];
    const log = logThat(({ err }) => {
      warnings.push(err.code);
      if (other.inTransaction) other.exec("commit");
    });
    const database = await openDatabase(config(file, 60_000), log);
    assert.deepEqual(warnings, ["SQLITE_BUSY"]);
    assert.equal(other.pragma("journal_mode", { simple: true }), "wal");
    await database.close();
  }));

test("a server gives up if the file stays locked", () =>
  withLockedFile(async ({ file, other }) => {
    await assert.rejects(
      openDatabase(
        config(file, 0),
        logThat(() => {}),
      ),
      { code: "SQLITE_BUSY" },
    );
    assert.equal(other.inTransaction, true);
  }));

test("a server fails at once if the file cannot have a write-ahead log", () =>
  assert.rejects(
    openDatabase(config(":memory:", 60_000), logThat(assert.fail)),
    /DATABASE_FILE :memory:.*cannot use a write-ahead log/,
  ));
