/**
 * Every environment variable that the server reads: what `--help` lists, and what the configuration is read from.
 *
 * @typedef {object} Variable
 * @property {string} about one line
 * @property {"text" | "integer" | "number" | "choice"} type
 * @property {string | number | undefined} default
 * @property {string[] | undefined} choices
 * @property {number | undefined} least of an integer or number, or of a text's characters
 * @property {number | undefined} most
 */

/** In characters: a shorter one could be guessed. */
const LEAST_TOKEN = 16;

/** The variables without which a provider's handler is not started, and what each of them is. */
export const PROVIDERS = {
  isendu: { ISENDU_URL_TOKEN: "urlToken" },
  optondemand: { OPTONDEMAND_SECRET: "secret", OPTONDEMAND_URL_TOKEN: "urlToken" },
  reward: { REWARD_URL_TOKEN: "urlToken" },
  xoxoday: { XOXODAY_API_KEY: "apiKey", XOXODAY_URL_TOKEN: "urlToken" },
};

const text = (about, least = 1) => ({ about, type: "text", least });
const urlToken = (provider) => text(`the last part of ${provider}'s URL, /hooks/${provider}/<token>`, LEAST_TOKEN);
const integer = (about, fallback, least, most) => ({ about, type: "integer", default: fallback, least, most });
const number = (about, fallback, least, most) => ({ about, type: "number", default: fallback, least, most });

const SECRETS = {
  XOXODAY_API_KEY: text("the value of x-api-key that Xoxoday sends"),
  XOXODAY_URL_TOKEN: urlToken("xoxoday"),
  OPTONDEMAND_SECRET: text("the key that OptOnDemand signs with"),
  OPTONDEMAND_URL_TOKEN: urlToken("optondemand"),
  ISENDU_URL_TOKEN: urlToken("isendu"),
  REWARD_URL_TOKEN: urlToken("reward"),
  OPERATOR_TOKEN: text("opens /operator, which answers 404 without it", LEAST_TOKEN),
};

/** The name of the variable with a second value, which is accepted beside the first one while you change it. */
export const nextOf = (name) => `${name}_NEXT`;

const seconds = Object.entries(SECRETS).map(([name, { least }]) => [nextOf(name), text(`beside ${name}`, least)]);

/** @type {Record<string, Record<string, Variable>>} by heading */
export const VARIABLES = {
  "Secrets; a provider is received from when its variables are set": SECRETS,
  "Second values, accepted beside the first ones while you change a secret": Object.fromEntries(seconds),
  "isendu's confirmation of the URL, answered for 15 minutes after the start or the operator's click": {
    ISENDU_KEY_ID: { about: "the Client ID key", type: "text" },
    ISENDU_SECRET: { about: "the Secret ID key, which the answer discloses", type: "text" },
  },
  "What the process does": {
    ROLE: { about: "receive, work, or both", type: "choice", choices: ["all", "web", "worker"], default: "all" },
    LOG_LEVEL: {
      about: "the least that is logged",
      type: "choice",
      choices: ["trace", "debug", "info", "warn", "error", "fatal", "silent"],
      default: "info",
    },
    SHUTDOWN_SECONDS: number("how long requests and jobs may take to end after SIGTERM", 20, 0, 3600),
  },
  HTTP: {
    HOST: { about: "the address to listen on", type: "text", default: "127.0.0.1" },
    PORT: integer("the port; 0 takes any that is free, and the log tells which", 8080, 0, 65_535),
    METRICS_HOST: {
      about: "the address for /metrics and /healthz, apart from the public one",
      type: "text",
      default: "127.0.0.1",
    },
    METRICS_PORT: integer("their port; unset, there are none", undefined, 0, 65_535),
    MAX_BODY_BYTES: integer(
      "the longest body that is taken; unset, 131072 of isendu and reward, 1048576 of the others",
      undefined,
      1,
      67_108_864,
    ),
    MAX_CONNECTIONS: integer("connections at a time; the oldest idle one makes room for one more", 500, 1, 100_000),
    MAX_CONNECTIONS_PER_ADDRESS: integer(
      "of these, connections of one address; unset, as many: behind a proxy all have the same one",
      undefined,
      1,
      100_000,
    ),
    REQUEST_SECONDS: number("how long a request may take to come in", 15, 0.1, 3600),
    KEEP_ALIVE_SECONDS: number("how long an idle connection stays; longer than the proxy's own limit", 65, 0, 3600),
    STORE_SECONDS: number("how long storing a delivery may take before it is answered 503", 10, 0.1, 600),
  },
  Database: {
    DATABASE_URL: { about: "postgres://user:password@host/name; without it SQLite is used", type: "text" },
    DATABASE_FILE: { about: "SQLite's file", type: "text", default: "./countersign.db" },
    DATABASE_CONNECTIONS: integer("connections to PostgreSQL", 10, 2, 1_000),
    DATABASE_WAIT_SECONDS: number(
      "how long to wait at start-up for PostgreSQL, or for SQLite's locked file",
      30,
      0,
      3600,
    ),
  },
  Work: {
    WORKERS: integer("batches worked on at a time on PostgreSQL; SQLite has one writer", 2, 1, 100),
    ATTEMPTS: integer("how often a unit is tried before it is dead", 10, 1, 1_000),
    RETRY_SECONDS: number("the first wait after a failure; it doubles each time", 1, 0.001, 3600),
    RETRY_MAX_SECONDS: number("the longest wait", 600, 0.001, 86_400),
    LEASE_SECONDS: number("when a unit whose worker was killed is tried again", 30, 0.1, 3600),
    RETAIN_DAYS: number("how long events, bodies and subjects are kept; keys stay for 30 days at least", 90, 1, 36_500),
    POLL_SECONDS: number("how often an idle worker looks for what other processes have stored", 0.5, 0.01, 60),
  },
};
