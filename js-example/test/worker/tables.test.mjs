// How an object's tables get from one version to the next, on a SQLite that stands in for an object's storage.

import assert from "node:assert/strict";
import { test } from "node:test";
import Database from "better-sqlite3";
import { addColumn, openTables } from "../../worker/objects/tables.mjs";

/** An object's storage, as far as the tables need it. */
function createStorage() {
  const database = new Database(":memory:");
  const exec = (query, ...values) => {
    const statement = database.prepare(query);
    if (!statement.reader) statement.run(...values);
    const rows = statement.reader ? statement.all(...values) : [];
    return { toArray: () => rows, one: () => rows[0] };
  };
  return { sql: { exec }, transactionSync: (work) => database.transaction(work)() };
}

const FIRST = { tables: ["CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY)"], steps: [] };
const addText = (sql) => addColumn(sql, "notes", "text", "TEXT NOT NULL DEFAULT 'old'");
const SECOND = {
  tables: ["CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL DEFAULT 'new')"],
  steps: [addText],
};
const THIRD = {
  tables: [...SECOND.tables, "CREATE TABLE IF NOT EXISTS marks (note INTEGER NOT NULL)"],
  steps: [addText, (sql) => sql.exec("UPDATE notes SET text = text || '!'")],
};
const FOURTH = { ...THIRD, steps: [...THIRD.steps, (sql) => sql.exec("UPDATE notes SET text = text || '?'")] };

const all = ({ sql }, query) => sql.exec(query).toArray();
const versionOf = (storage) => all(storage, "SELECT version FROM schema")[0].version;
const insert = (storage) => storage.sql.exec("INSERT INTO notes DEFAULT VALUES");
const texts = (storage) => all(storage, "SELECT text FROM notes ORDER BY id").map(({ text }) => text);

test("a new object has the newest tables, and no step was taken", () => {
  const storage = createStorage();
  const refuse = () => assert.fail("a step was taken");
  openTables(storage, { ...THIRD, steps: [refuse, refuse] });
  assert.equal(versionOf(storage), 3);
  insert(storage);
  assert.deepEqual(texts(storage), ["new"]);
});

test("an object in which only the platform has made a table is new", () => {
  for (const name of ["_cf_KV", "__miniflare_do_name", "other"]) {
    const storage = createStorage();
    storage.sql.exec(`CREATE TABLE ${name} (id INTEGER PRIMARY KEY)`);
    openTables(storage, { ...SECOND, steps: [() => assert.fail("a step was taken")] });
    assert.deepEqual([versionOf(storage), texts(storage)], [2, []]);
  }
});

test("an older object takes each step that it lacks, once and in order", () => {
  const storage = createStorage();
  openTables(storage, FIRST);
  insert(storage);
  openTables(storage, SECOND);
  assert.deepEqual([versionOf(storage), texts(storage)], [2, ["old"]]);
  openTables(storage, THIRD);
  openTables(storage, THIRD);
  assert.deepEqual([versionOf(storage), texts(storage)], [3, ["old!"]]);
  assert.deepEqual(all(storage, "SELECT * FROM marks"), []);
  openTables(storage, FOURTH);
  assert.deepEqual([versionOf(storage), texts(storage)], [4, ["old!?"]]);

  const late = createStorage();
  openTables(late, FIRST);
  insert(late);
  openTables(late, THIRD);
  assert.deepEqual([versionOf(late), texts(late)], [3, ["old!"]]);
});

test("tables without a version are the first ones, or have what a step adds already", () => {
  for (const made of [FIRST, SECOND]) {
    const storage = createStorage();
    storage.sql.exec("CREATE TABLE _cf_METADATA (key INTEGER)");
    for (const table of made.tables) storage.sql.exec(table);
    insert(storage);
    openTables(storage, SECOND);
    assert.equal(versionOf(storage), 2);
    assert.equal(texts(storage).length, 1);
  }
});

test("tables of the runtime's own are none of the object's", () => {
  const storage = createStorage();
  storage.sql.exec("CREATE TABLE _cf_METADATA (key INTEGER)");
  openTables(storage, { ...SECOND, steps: [() => assert.fail("a step was taken")] });
  assert.equal(versionOf(storage), 2);
});

test("a step that fails leaves everything as it was, and is taken again", () => {
  const storage = createStorage();
  openTables(storage, SECOND);
  insert(storage);
  const fail = (sql) => {
    sql.exec("UPDATE notes SET text = 'half done'");
    throw new Error("no space is left");
  };
  assert.throws(() => openTables(storage, { ...THIRD, steps: [addText, fail] }), /no space is left/);
  assert.deepEqual([versionOf(storage), texts(storage)], [2, ["new"]]);
  openTables(storage, THIRD);
  assert.deepEqual([versionOf(storage), texts(storage)], [3, ["new!"]]);
});

test("an older Worker leaves the tables of a newer one alone", () => {
  const storage = createStorage();
  openTables(storage, THIRD);
  assert.throws(() => openTables(storage, SECOND), /the tables have version 3, and this Worker knows 2/);
  assert.equal(versionOf(storage), 3);
});
