// Servers on 127.0.0.1 that take a body: one of Node's, alone or behind nginx.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { folder } from "./run.mjs";

/** Starts a server, hands its URL to something that sends a request, and resolves to the body that arrived. */
export async function received(send, look = () => {}) {
  let body;
  const server = createServer((req, res) => {
    const chunks = [];
    look(req);
    req.on("data", (chunk) => chunks.push(chunk));
    req.on("end", () => {
      body = Buffer.concat(chunks);
      res.end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await send(`http://127.0.0.1:${server.address().port}/hook`);
    return body;
  } finally {
    server.close();
  }
}

const config = (place, socket, upstream) => `
daemon off; master_process off; worker_processes 1;
pid ${place}/pid; error_log ${place}/error.log;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path ${place}/body; proxy_temp_path ${place}/proxy; fastcgi_temp_path ${place}/fastcgi;
  uwsgi_temp_path ${place}/uwsgi; scgi_temp_path ${place}/scgi;
  client_body_buffer_size 64k; client_body_in_single_buffer on;
  log_format plain '$request_body';
  log_format json escape=json '$request_body';
  server {
    listen unix:${socket};
    access_log ${place}/log plain; access_log ${place}/json json;
    location / { proxy_pass ${upstream}; }
  }
}`;

/** Starts nginx before a server; resolves to what it logs of a body, or passes on. */
export async function throughNginx(sent, what) {
  const place = mkdtempSync(`${folder}/nginx-`);
  for (const name of ["body", "proxy"]) mkdirSync(`${place}/${name}`);
  const socket = `${place}/socket`;
  const { request } = await import("node:http");
  const passed = await received(async (url) => {
    writeFileSync(`${place}/nginx.conf`, config(place, socket, new URL(url).origin));
    const nginx = spawn("nginx", ["-c", `${place}/nginx.conf`, "-p", place, "-e", `${place}/error.log`], {
      stdio: "ignore",
    });
    const ended = once(nginx, "close");
    try {
      const post = () =>
        new Promise((resolve, reject) => {
          const req = request({ socketPath: socket, path: "/hook", method: "POST" }, (res) => {
            res.resume().on("end", resolve);
          });
          req.on("error", reject).end(sent);
        });
      // It listens a moment after its start.
      for (let isThere = false; !isThere; ) {
        if (nginx.exitCode !== null) throw new Error(readFileSync(`${place}/error.log`, "utf8"));
        isThere = await post().then(
          () => true,
          () => new Promise((resolve) => setTimeout(resolve, 20, false)),
        );
      }
    } finally {
      nginx.kill("SIGQUIT");
      await ended;
    }
  });
  if (what === "proxy") return passed;
  return readFileSync(`${place}/${what}`).subarray(0, -1); // without the newline of the log
}
