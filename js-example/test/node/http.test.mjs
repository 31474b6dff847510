import assert from "node:assert/strict";
import { connect } from "node:net";
import { once } from "node:events";
import { onEachDatabase } from "../support/databases.mjs";
import { SECRETS, genuine, rewardCredit, tooFine, xoxodayOrder } from "../support/deliveries.mjs";
import { operator, until, withServer } from "../support/server.mjs";

const onSqlite = (title, run) => onEachDatabase(title, run, ["sqlite"]);

/** A raw connection, for requests that no HTTP client would send. */
async function dial(url) {
  const socket = connect(new URL(url).port, "127.0.0.1");
  const heard = { text: "" };
  socket.on("data", (chunk) => (heard.text += chunk));
  socket.on("error", () => {}); // some tests want the server to reset it
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await once(socket, "connect");
  return { socket, heard, closed };
}

const requestText = ({ path, headers, body }) =>
  [
    `POST ${path} HTTP/1.1`,
    "host: localhost",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${body.length}`,
    "",
    body,
  ].join("\r\n");

onSqlite("SIGTERM: the server accepts no more connections, finishes open requests, and exits with 0", async (env) => {
  await withServer(env, async (server) => {
    const text = requestText(xoxodayOrder(1, "delivered"));
    const slow = await dial(server.url);
    const idle = await dial(server.url);
    slow.socket.write(text.slice(0, -20));
    await until(
      async () => (await fetch(`${server.url}/healthz`)).status === 200,
      "the server to have read the first part",
    );

    server.child.kill("SIGTERM");
    await idle.closed;
    await assert.rejects(dial(server.url));
    slow.socket.write(text.slice(-20));
    await slow.closed;
    assert.match(slow.heard.text, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(slow.heard.text, /connection: close/i);
    await until(() => server.child.exitCode !== null, "the process to end");
    assert.equal(server.child.exitCode, 0);
    assert.equal(server.line("stopped").isClean, true);
  });

  await withServer(env, async (again) => assert.equal((await again.settled()).applied, 1));
});

onSqlite("SIGTERM: a request that does not end in time is cut off, and the exit code is not 0", async (env) => {
  await withServer({ ...env, SHUTDOWN_SECONDS: "0.1" }, async (server) => {
    const slow = await dial(server.url);
    slow.socket.write(requestText(xoxodayOrder(1, "delivered")).slice(0, -20));
    await until(
      async () => (await fetch(`${server.url}/healthz`)).status === 200,
      "the server to have read the first part",
    );
    assert.equal(await server.end("SIGTERM"), 1);
    await slow.closed;
    assert.equal(slow.heard.text, "");
  });
});

onSqlite("a second signal ends the process at once", async (env) => {
  await withServer(env, async (server) => {
    const slow = await dial(server.url);
    slow.socket.write(requestText(xoxodayOrder(1, "delivered")).slice(0, -20));
    await until(
      async () => (await fetch(`${server.url}/healthz`)).status === 200,
      "the server to have read the first part",
    );
    server.child.kill("SIGINT");
    await until(() => server.line("stopping"), "the first signal to be noticed");
    assert.equal(await server.end("SIGINT"), 1);
  });
});

onSqlite("a request that arrives too slowly is refused, and its connection is closed", (env) =>
  withServer({ ...env, REQUEST_SECONDS: "0.3", MAX_CONNECTIONS: "20" }, async (server) => {
    const text = requestText(xoxodayOrder(1, "delivered"));
    const slow = await Promise.all(Array.from({ length: 10 }, () => dial(server.url)));
    for (const [index, { socket }] of slow.entries()) socket.write(text.slice(0, index % 2 ? 10 : -10));
    await Promise.all(slow.map(({ closed }) => closed));
    for (const { heard } of slow) assert.match(heard.text, /^HTTP\/1\.1 408 /);
    assert.equal((await server.post(xoxodayOrder(1, "delivered"))).status, 200);
    assert.equal((await server.summary()).stored, 1);
  }),
);

onSqlite("the number of connections is limited, and busy ones are kept", (env) =>
  withServer({ ...env, MAX_CONNECTIONS: "3", REQUEST_SECONDS: "600" }, async (server) => {
    const delivery = xoxodayOrder(1, "delivered");
    const text = requestText({ ...delivery, headers: { ...delivery.headers, expect: "100-continue" } });
    const atWork = [];
    for (let number = 0; number < 3; number += 1) {
      const connection = await dial(server.url);
      connection.socket.write(text.slice(0, -10));
      await until(() => /^HTTP\/1\.1 100 /.test(connection.heard.text), "the request to be read");
      atWork.push(connection);
    }
    for (let number = 0; number < 5; number += 1) {
      const more = await dial(server.url).catch(() => null); // the server may close it at once
      await more?.closed;
      assert.equal(more?.heard.text ?? "", "");
    }
    for (const { socket } of atWork) socket.write(text.slice(-10));
    for (const { heard } of atWork)
      await until(() => /HTTP\/1\.1 200 /.test(heard.text), "the busy connections to be answered");
    for (const { socket } of atWork) socket.destroy();
    await until(
      async () => (await fetch(`${server.url}/healthz`).catch(() => null))?.status === 200,
      "a free connection",
    );
  }),
);

onSqlite("idle connections lock nobody out: the server closes the oldest", (env) =>
  withServer({ ...env, MAX_CONNECTIONS: "20", KEEP_ALIVE_SECONDS: "600", REQUEST_SECONDS: "600" }, async (server) => {
    const idle = [];
    for (let number = 0; number < 60; number += 1) {
      const connection = await dial(server.url);
      // Silent from the start, within the headers, or after a request.
      if (number % 3 === 1) connection.socket.write("GET /healthz HTTP/1.1\r\n");
      if (number % 3 === 2) {
        connection.socket.write("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
        await until(() => /\nok\r/.test(connection.heard.text), "the answer");
      }
      idle.push(connection);
    }
    await Promise.all(idle.slice(0, 40).map(({ closed }) => closed));
    for (let number = 0; number < 10; number += 1) {
      assert.equal((await server.post(xoxodayOrder(number, "delivered"))).status, 200);
    }
    assert.equal(idle.at(-1).socket.destroyed, false, "the newest are kept");
    for (const { socket } of idle) socket.destroy();
  }),
);

onSqlite("requests with a wrong token are answered and closed before their bodies arrive, and log no error", (env) =>
  withServer({ ...env, MAX_CONNECTIONS: "20", REQUEST_SECONDS: "600", METRICS_PORT: "0" }, async (server) => {
    const strangers = await Promise.all(
      Array.from({ length: 100 }, async (_, number) => {
        const provider = ["isendu", "reward", "optondemand", "xoxoday"][number % 4];
        const length = number % 8 < 4 ? "content-length: 1048576" : "transfer-encoding: chunked";
        const connection = await dial(server.url);
        connection.socket.write(
          `POST /hooks/${provider}/tok_test_wrong_00000000 HTTP/1.1\r\nhost: x\r\nx-signature: sha256=${"0".repeat(64)}\r\n${length}\r\n\r\n`,
        );
        connection.socket.write(length.startsWith("t") ? `fffff\r\n${"x".repeat(60_000)}` : "x".repeat(60_000));
        await connection.closed;
        return connection.heard.text;
      }),
    );
    // Above 20 at a time, the server closed some to make room. None stays open.
    const answered = strangers.filter((text) => /^HTTP\/1\.1 401 /.test(text));
    assert.ok(answered.length > 0);
    assert.equal((await server.post(xoxodayOrder(1, "delivered"))).status, 200);
    const levels = new Set(server.lines.map(({ level }) => level));
    assert.deepEqual(
      [...levels].filter((level) => ["error", "fatal"].includes(level)),
      [],
    );
    assert.ok(server.lines.filter(({ msg }) => msg === "refused").length <= 4 * 3);
  }),
);

onSqlite("pipelined requests are answered in their order", (env) =>
  withServer(env, async (server) => {
    const { socket, heard } = await dial(server.url);
    const refused = requestText({ ...xoxodayOrder(2, "delivered"), headers: {} });
    socket.write(
      [requestText(xoxodayOrder(1, "delivered")), refused, requestText(xoxodayOrder(3, "delivered"))].join(""),
    );
    await until(() => heard.text.match(/HTTP\/1\.1 /g)?.length === 3, "three answers");
    assert.deepEqual(
      [...heard.text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status),
      ["200", "401", "200"],
    );
    socket.destroy();
  }),
);

onSqlite("unknown paths, methods and URLs are refused", (env) =>
  withServer(env, async (server) => {
    const status = async (path, method = "GET") => (await fetch(`${server.url}${path}`, { method })).status;
    for (const path of [
      "/",
      "/metrics",
      "/hooks",
      "/hooks/xoxoday",
      "/operator/",
      "/operator/headers.mjs",
      "/operator/../node/server.mjs",
      "/%",
    ]) {
      assert.equal(await status(path), 404, path);
    }
    assert.equal(await status(genuine.xoxoday("").path), 405);
    assert.equal(await status("/healthz", "POST"), 405);
    assert.equal(await status("/operator", "DELETE"), 405);
    const { socket, heard, closed } = await dial(server.url);
    socket.write("GET http://[ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    await closed;
    assert.match(heard.text, /^HTTP\/1\.1 400 /);
  }),
);

onSqlite("the operator's page has a policy that forbids other scripts", (env) =>
  withServer(env, async (server) => {
    for (const [path, type] of [
      ["", "text/html"],
      ["/style.css", "text/css"],
      ["/page.js", "text/javascript"],
      ["/icon.svg", "image/svg+xml"],
    ]) {
      const response = await fetch(`${server.url}/operator${path}`);
      assert.equal(response.status, 200);
      assert.ok(response.headers.get("content-type").startsWith(type));
      const policy = response.headers.get("content-security-policy");
      assert.ok(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'"));
      assert.ok(!policy.includes("unsafe"));
      assert.ok((await response.text()).length > 100);
    }
    const head = await fetch(`${server.url}/operator`, { method: "HEAD" });
    assert.equal(head.status, 200);
  }),
);

onSqlite("the operator's page needs the token, and without a configured one it does not exist", async (env) => {
  const paths = ["/summary", "/deliveries", "/deliveries/1", "/quarantine", "/ledger", "/nothing"];
  await withServer(env, async (server) => {
    for (const path of paths) {
      for (const token of ["", "wrong", `${SECRETS.OPERATOR_TOKEN}x`, SECRETS.OPERATOR_TOKEN.slice(1)]) {
        assert.equal(await operator(server.url, path, { token }), 401, path);
      }
    }
    assert.equal((await fetch(`${server.url}/operator/api/summary`)).status, 401);
    assert.equal(await operator(server.url, "/deliveries/1/replay", { method: "POST", token: "wrong" }), 401);
  });
  await withServer({ ...env, OPERATOR_TOKEN: "" }, async (server) => {
    for (const path of paths) assert.equal(await operator(server.url, path), 404);
    for (const path of ["/operator", "/operator/page.js"])
      assert.equal((await fetch(`${server.url}${path}`)).status, 404);
  });
  await withServer({ ...env, OPERATOR_TOKEN_NEXT: "next-operator-token-1" }, async (server) => {
    for (const token of ["next-operator-token-1", SECRETS.OPERATOR_TOKEN]) {
      assert.equal((await operator(server.url, "/summary", { token })).stored, 0);
    }
  });
});

onEachDatabase("lists have pages, and filters by provider and state", (env) =>
  withServer(env, async (server) => {
    for (let number = 0; number < 7; number += 1) {
      await server.post(
        number % 2 ? xoxodayOrder(number, "delivered") : rewardCredit(`we_${number}`, "u", `T${number}`, 1),
      );
      await server.post(genuine.xoxoday(`{"broken":${number}`));
    }
    await server.post(tooFine("1"));
    await server.settled();

    const collect = async (path, list, cursor) => {
      const rows = [];
      for (let next = ""; next !== null; ) {
        const page = await server.operator(`${path}&${cursor}=${encodeURIComponent(next)}`);
        assert.ok(page[list].length > 0 && page[list].length <= 3);
        rows.push(...page[list]);
        next = page.next;
      }
      return rows;
    };
    const deliveries = await collect("/deliveries?limit=3", "deliveries", "before");
    assert.equal(deliveries.length, 8);
    assert.deepEqual(
      deliveries.map(({ id }) => Number(id)),
      deliveries.map(({ id }) => Number(id)).sort((a, b) => b - a),
    );
    assert.equal((await collect("/deliveries?limit=3&provider=reward", "deliveries", "before")).length, 5);
    assert.deepEqual(
      (await collect("/deliveries?limit=3&state=dead", "deliveries", "before")).map(({ subject }) => subject),
      ["tx:1"],
    );
    assert.deepEqual((await server.operator("/deliveries?provider=isendu")).deliveries, []);
    assert.equal((await collect("/quarantine?limit=3", "quarantined", "before")).length, 7);
    const entries = await collect("/ledger?limit=3", "entries", "after");
    assert.equal(entries.length, 3 + 4 + 1);
    assert.equal(new Set(entries.map(({ subject }) => subject)).size, entries.length);

    for (const query of [
      "limit=0",
      "limit=1001",
      "limit=x",
      "limit=1.5",
      "before=x",
      "before=-1",
      "provider=stranger",
      "state=done",
    ]) {
      assert.equal(await server.operator(`/deliveries?${query}`), 400, query);
    }
    assert.equal(await server.operator("/ledger?after=x"), 400);
    assert.equal(await server.operator("/deliveries/999"), 404);
    assert.equal(await server.operator("/summary", { method: "POST" }), 405);
  }),
);

onEachDatabase("the quarantine shows the beginning of a long body, cut between characters", (env) =>
  withServer(env, async (server) => {
    const long = `[${"x".repeat(16_382)}${"日".repeat(1_000)}`;
    await server.post(genuine.xoxoday(long));
    const {
      quarantined: [shown],
    } = await server.operator("/quarantine");
    assert.equal(shown.bodyEncoding, "utf8");
    assert.equal(shown.body, long.slice(0, 16_383));
    assert.equal(shown.bodyBytes, Buffer.byteLength(long));
  }),
);

onEachDatabase("an empty quarantined body is shown as an empty text", (env) =>
  withServer(env, async (server) => {
    assert.equal((await server.post(genuine.xoxoday(""))).status, 200);
    const {
      quarantined: [shown],
    } = await server.operator("/quarantine");
    assert.deepEqual([shown.code, shown.body, shown.bodyBytes], ["invalid_json", "", 0]);
  }),
);
