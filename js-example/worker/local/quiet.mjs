/** Environment that stops wrangler and miniflare from using the network, and from writing outside `folder`. */
export const quiet = (folder) => ({
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: "false",
  NO_COLOR: "1",
  WRANGLER_CACHE_DIR: folder,
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_LOG: "error",
  WRANGLER_REGISTRY_PATH: folder,
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_WRITE_LOGS: "false",
  XDG_CONFIG_HOME: folder,
});
