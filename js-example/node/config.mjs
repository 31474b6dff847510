import { ConfigError, readVariable } from "./config/read.mjs";
import { nextOf, PROVIDERS, VARIABLES } from "./config/variables.mjs";

/**
 * @typedef {object} Config
 * @property {Partial<Record<"isendu" | "optondemand" | "reward" | "xoxoday", object>>} providers the config of the handler
 *   of each one whose variables are set
 * @property {{ keyId: string, secret: string } | null} confirmation isendu's API key, for its confirmation
 * @property {string[] | null} operatorTokens
 * @property {boolean} receives whether this process serves /hooks and /operator
 * @property {boolean} works whether it does the work
 * @property {string} logLevel
 * @property {number} shutdownMs
 * @property {{ host: string, port: number, maxConnections: number, maxConnectionsPerAddress: number, requestMs: number, keepAliveMs: number }} http
 * @property {{ host: string, port: number } | null} metrics
 * @property {{ url: string | null, file: string, connections: number, waitMs: number }} database
 * @property {{ timeoutMs: number }} store
 * @property {{ days: number }} retention
 * @property {{ lanes: number, attempts: number, retryMs: number, retryMaxMs: number, leaseMs: number, pollMs: number }} work
 */

/**
 * Reads the configuration from environment variables.
 *
 * @param {Record<string, string | undefined>} env
 * @returns {Config}
 * @throws {ConfigError}
 */
export function readConfig(env) {
  const { values, problems } = readAll(env);
  problems.push(...findMissing(values), ...findContradictions(values));
  if (problems.length > 0) throw new ConfigError(problems);
  return arrange(values);
}

/** Returns what `--help` prints. */
export function help() {
  const sections = Object.entries(VARIABLES).map(([heading, variables]) => {
    const lines = Object.entries(variables).map(
      ([name, variable]) => `  ${name.padEnd(22)} ${variable.about}${note(variable)}`,
    );
    return `${heading}:\n${lines.join("\n")}`;
  });
  return `Receives webhooks of xoxoday, isendu, optondemand and reward, stores them, and does the work.

usage: node server.mjs [--help]

${sections.join("\n\n")}
`;
}

function note({ choices, default: fallback }) {
  const values = choices ? `${choices.join(", ")}; ` : "";
  return fallback === undefined ? "" : ` (${values}${fallback})`;
}

function readAll(env) {
  const values = {};
  const problems = [];
  for (const [name, variable] of Object.values(VARIABLES).flatMap(Object.entries)) {
    const { value, problem } = readVariable(name, variable, env[name]);
    values[name] = value;
    if (problem) problems.push(problem);
    // Told once: a wrong variable is not a missing one as well.
    if (problem) values[name] = null;
  }
  return { values, problems };
}

const SECRETS = Object.assign({}, ...Object.values(VARIABLES));

// A secret that is missing beside another one must stop the start-up, not leave a hook with one check fewer.
function findMissing(values) {
  const isGiven = (name) => values[name] !== undefined;
  const known = Object.values(PROVIDERS).map(Object.keys);
  if (values.ROLE === "worker") return [];
  const missing = known
    .filter((names) => names.some(isGiven))
    .flatMap((names) => names.filter((name) => !isGiven(name)));
  const problems = missing.map((name) => `${name} is not set: ${SECRETS[name].about}`);
  if (!known.flat().some(isGiven)) {
    problems.push(
      `no provider: set the variables of one or more (${known.map((names) => names.join(" and ")).join("; ")})`,
    );
  }
  const alone = Object.keys(SECRETS).filter(
    (name) => nextOf(name) in SECRETS && isGiven(nextOf(name)) && !isGiven(name),
  );
  return [...problems, ...alone.map((name) => `${nextOf(name)} is set and ${name} is not`)];
}

function findContradictions(values) {
  const problems = [];
  if ((values.ISENDU_KEY_ID === undefined) !== (values.ISENDU_SECRET === undefined)) {
    problems.push("ISENDU_KEY_ID and ISENDU_SECRET must be set both, or neither");
  }
  if (values.DATABASE_URL && !isPostgresUrl(values.DATABASE_URL)) {
    problems.push("DATABASE_URL must be postgres://user:password@host/name");
  }
  if (values.RETRY_MAX_SECONDS < values.RETRY_SECONDS)
    problems.push("RETRY_MAX_SECONDS must not be less than RETRY_SECONDS");
  return problems;
}

const isPostgresUrl = (text) => URL.canParse(text) && ["postgres:", "postgresql:"].includes(new URL(text).protocol);

const ms = (seconds) => Math.round(seconds * 1_000);

/** In bytes. A stranger who knows the URL of those can send bodies that are read: nothing is signed. */
const UNSIGNED_BYTES = 128 * 1024;
const SIGNED_BYTES = 1024 * 1024;

/** The values of a secret that are accepted, or null. */
function both(values, name) {
  const given = [values[name], values[nextOf(name)]].filter((value) => value !== undefined);
  return given.length > 0 ? given : null;
}

function arrangeProviders(values) {
  const entries = Object.entries(PROVIDERS).map(([provider, secrets]) => {
    const options = Object.entries(secrets).map(([name, option]) => [option, both(values, name)]);
    const isSigned = options.length > 1;
    const maxBodyBytes = values.MAX_BODY_BYTES ?? (isSigned ? SIGNED_BYTES : UNSIGNED_BYTES);
    return [provider, { ...Object.fromEntries(options), maxBodyBytes }];
  });
  return Object.fromEntries(entries.filter(([, { urlToken }]) => urlToken !== null));
}

function arrange(values) {
  return {
    providers: arrangeProviders(values),
    confirmation: values.ISENDU_KEY_ID ? { keyId: values.ISENDU_KEY_ID, secret: values.ISENDU_SECRET } : null,
    operatorTokens: both(values, "OPERATOR_TOKEN"),
    receives: values.ROLE !== "worker",
    works: values.ROLE !== "web",
    logLevel: values.LOG_LEVEL,
    shutdownMs: ms(values.SHUTDOWN_SECONDS),
    http: {
      host: values.HOST,
      port: values.PORT,
      maxConnections: values.MAX_CONNECTIONS,
      maxConnectionsPerAddress: values.MAX_CONNECTIONS_PER_ADDRESS ?? values.MAX_CONNECTIONS,
      requestMs: ms(values.REQUEST_SECONDS),
      keepAliveMs: ms(values.KEEP_ALIVE_SECONDS),
    },
    metrics: values.METRICS_PORT === undefined ? null : { host: values.METRICS_HOST, port: values.METRICS_PORT },
    database: {
      url: values.DATABASE_URL ?? null,
      file: values.DATABASE_FILE,
      connections: values.DATABASE_CONNECTIONS,
      waitMs: ms(values.DATABASE_WAIT_SECONDS),
    },
    store: { timeoutMs: ms(values.STORE_SECONDS) },
    retention: { days: values.RETAIN_DAYS },
    work: {
      lanes: values.WORKERS,
      attempts: values.ATTEMPTS,
      retryMs: ms(values.RETRY_SECONDS),
      retryMaxMs: ms(values.RETRY_MAX_SECONDS),
      leaseMs: ms(values.LEASE_SECONDS),
      pollMs: ms(values.POLL_SECONDS),
    },
  };
}
