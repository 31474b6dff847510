// One delivery at least for each finding, made forward.

import { createHash, createHmac } from "node:crypto";
import { gzipSync } from "node:zlib";
import { file } from "./running.mjs";

export const SECRET = "example+secret-0123456789";
const OTHER = "another-secret-9876543210";
const TOKEN = "tok_5f2c9d7e41b84a06Zz";
const API_KEY = "a1P2z5B7v68b9112234";
const BODY = '{"event":"x","timestamp":"2025-01-02T03:04:05Z","data":{"orderId":"4","note":"café <3"}}';

export const SECRETS = [SECRET, OTHER, TOKEN, API_KEY];

const mac = (key, body, hash = "sha256") => createHmac(hash, key).update(body).digest("hex");
const signature = (key, body) => `sha256=${mac(key, body)}`;
const GENUINE = signature(SECRET, BODY);
const LINES = '{\n "event": "x"\n}';
const latin1 = Buffer.from(BODY, "latin1");

const row = (id, rest = {}) => ({
  id,
  provider: "optondemand",
  body: BODY,
  headers: { "x-signature": GENUINE },
  key: SECRET,
  args: [],
  isProven: true,
  ...rest,
});

const body = (id, sent, received, rest) =>
  row(id, { headers: { "x-signature": signature(SECRET, sent) }, body: received, ...rest });
const key = (id, signed, configured, rest) =>
  row(id, { headers: { "x-signature": signature(signed, BODY) }, key: configured, ...rest });
const header = (id, value, name = "x-signature") => row(id, { headers: { [name]: value } });
const signed = (id, digest, rest = {}) => row(id, { headers: { "x-signature": `sha256=${digest}`, ...rest } });
const xoxoday = (id, name, value, rest) =>
  row(id, { provider: "xoxoday", headers: { [name]: value }, key: API_KEY, ...rest });
const token = (id, url, given = TOKEN, rest = {}) =>
  row(id, { provider: "reward", headers: {}, url, key: given, ...rest });
const likely = (made) => ({ ...made, isProven: false });
const withLength = (made) => ({ ...made, headers: { ...made.headers, "content-length": "9999" } });
const clock = (id, timestamp) => {
  const dated = BODY.replace("2025-01-02T03:04:05Z", timestamp);
  return body(id, dated, dated, { args: ["--max-age", "86400"] });
};
const confirm = (id, [keyId, secret], rest = {}) =>
  row(id, {
    provider: "isendu",
    body: '{"keyId":"KEY-1"}',
    headers: {},
    key: undefined,
    env: { ISENDU_KEY_ID: keyId, ISENDU_SECRET: secret },
    ...rest,
  });
const reply = (id, status, text, ms) =>
  confirm(id, ["KEY-1", OTHER], { reply: text, args: ["--reply-status", `${status}`, "--reply-ms", `${ms}`] });
const SAID = JSON.stringify({ response: OTHER });

/** What a scheme alone can have: a URL and a time that are signed, and a header with a constant. */
const ACME = {
  name: "acme",
  proof: "hmac-sha256",
  header: "x-signature",
  prefix: "sha256=",
  encoding: "hex",
  key: "utf8",
  signed: "{url}{timestamp}.{body}",
  timestamp: { header: "x-time", unit: "s" },
  require: { "x-version": "1" },
  maxAgeSeconds: 60,
};
const URL = "https://shop.example/hooks";
const acme = `./${file(JSON.stringify(ACME), "json")}`;
const ofScheme = (id, { time = "1735787045", version = "1", url = URL } = {}) =>
  row(id, {
    provider: acme,
    headers: {
      "x-signature": signature(SECRET, `${URL}${time}.${BODY}`),
      "x-time": time,
      "x-version": version,
    },
    args: ["--signed-url", url, "--now", "2025-01-02T03:04:05Z"],
  });

/** What a scheme with an id can have. */
const { timestamp, require, maxAgeSeconds, ...rest } = ACME;
const ids = `./${file(JSON.stringify({ ...rest, signed: "{id}.{body}", id: { header: "x-id" } }), "json")}`;

export const rows = [
  body("body_reserialized", BODY, JSON.stringify(JSON.parse(BODY), null, 2)),
  body("body_edge_whitespace", BODY, `${BODY}\n`),
  body("body_line_endings", LINES, LINES.replaceAll("\n", "\r\n")),
  body("body_bom", BODY, `\ufeff${BODY}`),
  body("body_nul", BODY, `${BODY}\0\0`),
  body("body_charset", BODY, latin1),
  body("body_normalized", BODY, BODY.normalize("NFD")),
  body("body_replacement_characters", latin1, latin1.toString("utf8")),
  body("body_base64", BODY, Buffer.from(BODY).toString("base64")),
  body("body_url_encoded", BODY, encodeURIComponent(BODY)),
  body("body_html_escaped", BODY, BODY.replaceAll("<", "&lt;").replaceAll('"', "&quot;")),
  body("body_compressed", BODY, gzipSync(BODY)),
  body("body_wrapped", BODY, JSON.stringify({ body: BODY })),
  body("body_stringified", BODY, JSON.stringify(BODY)),
  body("body_chunks_joined", BODY, `${BODY.slice(0, 40)},${BODY.slice(40)}`),
  body("body_repeated", BODY, BODY + BODY),
  body("body_truncated", BODY, BODY.slice(0, 40)),
  withLength(body("body_empty", BODY, "")),
  body("body_changed", "another body altogether", BODY, { original: "another body altogether" }),
  key("secret_whitespace", SECRET, `${SECRET}\n`),
  key("secret_quotes", SECRET, `'${SECRET}'`),
  key("secret_prefix", SECRET, `whsec_${SECRET}`),
  key("secret_assignment", SECRET, `NAME=${SECRET}`),
  key("secret_encoding", SECRET, Buffer.from(SECRET).toString("base64")),
  key("secret_escaped", SECRET, SECRET.replace("+", "%2B")),
  key("secret_invisible", SECRET, `${SECRET}\u200b`),
  key("secret_case", SECRET, SECRET.toUpperCase()),
  key("secret_charset", "clé-0123456789", Buffer.from("clé-0123456789", "latin1")),
  key("secret_repeated", SECRET, SECRET + SECRET),
  key("secret_placeholder", "undefined", SECRET),
  key("secret_other", OTHER, SECRET, { env: { STAGING: OTHER }, args: ["--other-key", "STAGING"] }),
  likely(key("secret_wrong", OTHER, SECRET)),
  likely(row("header_missing", { headers: {} })),
  header("header_elsewhere", GENUINE, "x-of-nobody"),
  header("header_prefix", GENUINE.slice(7)),
  header("header_encoding", Buffer.from(GENUINE).toString("base64")),
  header("header_quoted", `"${GENUINE}"`),
  header("header_spaced", GENUINE.replaceAll("0", "0 ")),
  xoxoday("header_case", "x-api-key", API_KEY.toLowerCase()),
  header("header_joined", `sha256=${"0".repeat(64)}, ${GENUINE}`),
  header("header_truncated", GENUINE.slice(0, 47)),
  signed("algorithm_hash", mac(SECRET, BODY, "sha512")),
  signed("algorithm_plain_hash", createHash("sha256").update(BODY).digest("hex")),
  signed("algorithm_message", mac(SECRET, `1735787045.${BODY}`), { "x-timestamp": "1735787045" }),
  signed("algorithm_swapped", mac(BODY, SECRET)),
  clock("clock_old", "2025-01-02T03:04:05Z"),
  clock("clock_ahead", "2999-01-02T03:04:05Z"),
  clock("clock_format", "2025-01-02T03:04:05"),
  token("token_elsewhere", `/hooks/${TOKEN}/reward`),
  token(
    "token_encoding",
    `/hooks/${encodeURIComponent(encodeURIComponent("tok/5f2c9d7e41b84a06"))}`,
    "tok/5f2c9d7e41b84a06",
  ),
  token("token_case", `/hooks/${TOKEN.toLowerCase()}`),
  token("token_whitespace", `/hooks/${TOKEN}%0A`),
  token("token_repeated", `/hooks/${TOKEN}${TOKEN}`),
  row("ip_port", { ip: "203.0.113.9:443", args: ["--allow-ip", "203.0.113.9"] }),
  likely(row("ip_proxy", { ip: "10.0.0.7", args: ["--allow-ip", "203.0.113.9"] })),
  confirm("confirm_swapped", [OTHER, "KEY-1"]),
  confirm("confirm_key_id_text", ["KEY-1\n", OTHER]),
  likely(confirm("confirm_key_id_other", ["KEY-2", OTHER])),
  reply("confirm_reply_status", 201, SAID, 10),
  reply("confirm_reply_body", 200, '{"response":"x"}', 10),
  reply("confirm_reply_slow", 200, SAID, 5001),
  row("clock_unit", { args: ["--max-age", "60", "--now", "1735787045"] }),
  ofScheme("timestamp_unit", { time: "1735787045000" }),
  ofScheme("url_other", { url: `${URL}/` }),
  ofScheme("header_constant", { version: "2" }),
  row("header_id", {
    provider: ids,
    headers: { "x-signature": signature(SECRET, `a.b.${BODY}`), "x-id": "a.b" },
  }),
  row("wrong_provider", { provider: "xoxoday", key: SECRET }),
];
