import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { Kysely, sql } from "kysely";
import { postgres } from "../../node/database/postgres.mjs";
import { createLog } from "../../node/log.mjs";

// PostgreSQL's messages (its documentation: Frontend/Backend Protocol, Message Formats).
const message = (type, body) => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)]);
};
const AUTHENTICATION_OK = message("R", [0, 0, 0, 0]);
const READY_FOR_QUERY = message("Z", "I");
const COMMAND_COMPLETE = message("C", "SELECT 0\0");
const NOTHING = Buffer.alloc(0);
const SHUT_DOWN = message("E", "SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0");

/** A server that answers a new client and its queries with these packets, one each. Then it closes the connection. */
async function withServer(says, run) {
  const server = createServer((socket) => {
    const queue = [...says];
    socket.on("error", () => {});
    socket.on("data", () => {
      if (queue.length > 0) socket.write(Buffer.concat(queue.shift()));
      if (queue.length === 0) socket.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `postgres://user:password@127.0.0.1:${server.address().port}/name`;
  const engine = postgres({ url, connections: 1 }, createLog("silent"));
  const db = new Kysely({ dialect: engine.dialect });
  try {
    await run({ db, engine });
  } finally {
    await db.destroy();
    server.close();
  }
}

const select = sql`select`;

const ACCEPTED = [AUTHENTICATION_OK, READY_FOR_QUERY];

// A missing error listener would end the process, and this test with it.
for (const [when, says] of Object.entries({
  "as soon as it has connected": [[...ACCEPTED, SHUT_DOWN]],
  "right after its answer": [ACCEPTED, [COMMAND_COMPLETE, READY_FOR_QUERY, SHUT_DOWN]],
  "instead of an answer": [ACCEPTED, [SHUT_DOWN]],
  "instead of an answer, without an error message": [ACCEPTED, [NOTHING]],
  "instead of a connection": [[SHUT_DOWN]],
  "instead of a connection, without an error message": [[NOTHING]],
})) {
  test(`a PostgreSQL that ends a connection ${when} fails the query, and the next query works`, async () => {
    await withServer(says, async ({ db, engine }) => {
      for (let time = 0; time < 3; time += 1) {
        const asked = db.connection().execute(async (connection) => {
          await select.execute(connection);
          await select.execute(connection);
        });
        await assert.rejects(asked, engine.isTransient);
      }
    });
  });
}

test("an outage is distinguished from a fault of our own", () => {
  const { isTransient, isOutage } = postgres({ url: "postgres://127.0.0.1/name", connections: 1 }, createLog("silent"));
  const outages = { ECONNREFUSED: true, EAI_AGAIN: true, "08006": true, "57P03": true, 58030: false };
  for (const [code, again] of Object.entries(outages)) {
    const error = Object.assign(new Error(), { code });
    assert.deepEqual([isTransient(error), isOutage(error)], [again, true], code);
  }
  const faults = [
    new TypeError(),
    ...["ERR_INVALID_ARG_TYPE", "23505", "28P01"].map((code) => Object.assign(new Error(), { code })),
  ];
  for (const error of faults)
    assert.deepEqual([isTransient(error), isOutage(error)], [false, false], `${error.name} ${error.code}`);
});
