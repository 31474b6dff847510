// Runs wrangler without a network.

import { folderOf } from "./install.mjs";

/** Settings that stop Cloudflare's tools from contacting Cloudflare and from writing outside their folder. */
export const offline = (folder) => ({
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_CACHE_DIR: folder,
  WRANGLER_HIDE_BANNER: "true",
  // Its own folder: wrangler deletes unknown files there.
  WRANGLER_REGISTRY_PATH: `${folder}/.registry`,
  WRANGLER_WRITE_LOGS: "false",
  XDG_CONFIG_HOME: folder,
  X_LOCAL_EXPLORER: "false",
  X_LOCAL_OBSERVABILITY: "false",
});

/** The options of `wrangler dev` and `wrangler pages dev` for a server on this machine alone. */
export const serverOptions = (port) => [
  "--ip",
  "127.0.0.1",
  "--port",
  String(port),
  "--inspector-port",
  "0",
  "--show-interactive-dev-session",
  "false",
];

/** Returns the arguments for Node to run a group's wrangler as a server, with the configuration of the folder. */
export const wranglerDev = (group, port, ...more) => [
  `${folderOf(group)}/node_modules/wrangler/bin/wrangler.js`,
  "dev",
  ...serverOptions(port),
  ...more,
];
