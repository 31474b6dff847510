// wrangler, which reaches no network.

import { folderOf } from "./install.mjs";

/** What keeps Cloudflare's tools from asking Cloudflare anything, and from writing outside of their folder. */
export const offline = (folder) => ({
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_CACHE_DIR: folder,
  WRANGLER_HIDE_BANNER: "true",
  // A folder of its own: wrangler removes what it does not know there.
  WRANGLER_REGISTRY_PATH: `${folder}/.registry`,
  WRANGLER_WRITE_LOGS: "false",
  XDG_CONFIG_HOME: folder,
  X_LOCAL_EXPLORER: "false",
  X_LOCAL_OBSERVABILITY: "false",
});

/** The arguments with which Node runs the wrangler of a group as a server, for what the folder's configuration names. */
export const wranglerDev = (group, port, ...more) => {
  const server = [
    "--ip",
    "127.0.0.1",
    "--port",
    String(port),
    "--inspector-port",
    "0",
    "--show-interactive-dev-session",
    "false",
  ];
  return [`${folderOf(group)}/node_modules/wrangler/bin/wrangler.js`, "dev", ...server, ...more];
};
