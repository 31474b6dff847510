// What other software makes of a key on its way into a configuration, and of a signature on its way into a header.

import { BODY } from "./bodies.mjs";
import { file, output } from "./run.mjs";
import { received } from "./servers.mjs";

export const KEY = "k3y+of/tests-0123456789";

const python = (code) => (key) => output(["python3", "-c", `import sys\nkey = sys.stdin.read()\n${code}`], key);
const shell =
  (script, name = "sh") =>
  (key) =>
    output([name, "-c", script], "", { KEY: key });
const env = (line) => file(`${line}\n`, "env");

/** [what it does, the command that it takes, what it makes of a key, the findings, the key that signs]. */
export const keys = [
  ["echo into a file", "sh", shell('echo "$KEY"'), ["secret_whitespace"]],
  ["a file with CRLF", "sed", (key) => output(["sed", "s/$/\\r/"], `${key}\n`), ["secret_whitespace"]],
  [
    "Perl: a line that is not chomped",
    "perl",
    (key) => output(["perl", "-e", "print scalar <STDIN>"], `${key}\n`),
    ["secret_whitespace"],
  ],
  ["base64, as Kubernetes keeps it", "base64", (key) => output(["base64", "-w0"], key), ["secret_encoding"]],
  ["echo and base64", "base64", shell('echo "$KEY" | base64 -w0'), ["secret_encoding", "secret_whitespace"]],
  ["openssl base64", "openssl", (key) => output(["openssl", "base64"], key), ["secret_encoding"]],
  ["xxd", "xxd", (key) => output(["xxd", "-p"], key), ["secret_encoding"]],
  ["jq without -r", "jq", (key) => output(["jq", "-j", "-n", "--arg", "key", key, "$key | @json"]), ["secret_quotes"]],
  [
    "jq: the whole document",
    "jq",
    (key) => output(["jq", "-c", "-n", "--arg", "key", key, "{secret: $key}"]),
    ["secret_assignment"],
  ],
  ["env", "sh", shell("env | grep ^KEY="), ["secret_assignment", "secret_whitespace"]],
  ["Python: str(bytes)", "python3", python("print(key.encode(), end='')"), ["secret_quotes"]],
  [
    "Python: quote",
    "python3",
    python("import urllib.parse as u\nprint(u.quote(key, safe=''), end='')"),
    ["secret_escaped"],
  ],
  [
    "Python: unquote_plus",
    "python3",
    python("import urllib.parse as u\nprint(u.unquote_plus(key), end='')"),
    ["secret_escaped"],
  ],
  [
    "Python: html.escape",
    "python3",
    python("import html\nprint(html.escape(key), end='')"),
    ["secret_escaped"],
    "k3y&of<tests>-0123456789",
  ],
  [
    "Python: a file with a mark",
    "python3",
    python("sys.stdout.buffer.write(key.encode('utf-8-sig'))"),
    ["secret_invisible"],
  ],
  [
    "Python: configparser",
    "python3",
    (key) =>
      output([
        "python3",
        "-c",
        "import configparser, sys\nc = configparser.ConfigParser(); c.read(sys.argv[1]); print(c['a']['KEY'], end='')",
        env(`[a]\nKEY="${key}"`),
      ]),
    ["secret_quotes"],
  ],
  [
    "make: include .env",
    "make",
    async (key) => output(["make", "-s", "-f", file(`include ${env(`KEY='${key}'`)}\nall:\n\t@printf %s "$(KEY)"\n`)]),
    ["secret_quotes"],
  ],
  [
    "PHP: json_encode",
    "php",
    (key) => output(["php", "-r", "echo json_encode(file_get_contents('php://stdin'));"], key),
    ["secret_quotes", "secret_escaped"],
  ],
  ["Ruby: inspect", "ruby", (key) => output(["ruby", "-e", "print $stdin.read.inspect"], key), ["secret_quotes"]],
  [
    "Ruby: CGI.escape",
    "ruby",
    (key) => output(["ruby", "-rcgi", "-e", "print CGI.escape($stdin.read)"], key),
    ["secret_escaped"],
  ],
  ["tr: capitals", "tr", (key) => output(["tr", "a-z", "A-Z"], key), ["secret_case"]],
  [
    "iconv: Latin-1",
    "iconv",
    (key) => output(["iconv", "-f", "UTF-8", "-t", "LATIN1"], key),
    ["secret_charset"],
    "clé-of-tests-0123456789",
  ],
  [
    "node --env-file: a comment begins within the key",
    "node",
    (key) => output(["node", `--env-file=${env(`KEY=${key}`)}`, "-e", "process.stdout.write(process.env.KEY)"]),
    [],
    "k3y-of-tests#0123456789",
  ],
  [
    "node --env-file",
    "node",
    (key) => output(["node", `--env-file=${env(`KEY="${key}"`)}`, "-e", "process.stdout.write(process.env.KEY)"]),
    null,
  ],
  ["bash: source .env", "bash", (key) => output(["bash", "-c", `. ${env(`KEY='${key}'`)}; printf %s "$KEY"`]), null],
  [
    "sh: export $(xargs)",
    "sh",
    (key) => output(["sh", "-c", `export $(xargs < ${env(`KEY="${key}"`)}); printf %s "$KEY"`]),
    null,
  ],
];

const openssl =
  (...args) =>
  (body) =>
    output(["openssl", "dgst", ...args], body);
const pythonHmac = (code) => (body) =>
  output(
    [
      "python3",
      "-c",
      `import sys, hmac, base64\nbody = sys.stdin.buffer.read()\nkey = ${JSON.stringify(KEY)}.encode()\n${code}`,
    ],
    body,
  );
const php = (code) => (body) =>
  output(["php", "-r", `$body = file_get_contents("php://stdin"); $key = "${KEY}"; ${code}`], body);
const node = (code) => (body) =>
  output(
    [
      "node",
      "-e",
      `const { createHmac } = require("node:crypto"); process.stdin.on("data", (body) => { const key = "${KEY}"; ${code} });`,
    ],
    body,
  );

/** Sends a header twice by curl, and resolves to what Node makes of it. */
async function twice(body) {
  const value = `sha256=${(await openssl("-sha256", "-hmac", KEY, "-r")(body)).toString().slice(0, 64)}`;
  let seen;
  const other = `x-signature: sha256=${"0".repeat(64)}`;
  await received(
    (url) => output(["curl", "--silent", url, "-H", other, "-H", `x-signature: ${value}`, "--data-binary", body]),
    (req) => (seen = req.headers["x-signature"]),
  );
  return seen;
}

/** [what it does, the command that it takes, the header that it makes of the body, the findings, further headers]. */
export const signatures = [
  ["openssl dgst", "openssl", openssl("-sha256", "-hmac", KEY), ["header_prefix"]],
  ["openssl dgst -r", "openssl", openssl("-sha256", "-hmac", KEY, "-r"), ["header_joined", "header_prefix"]],
  [
    "openssl dgst -binary, base64",
    "openssl",
    async (body) => output(["openssl", "base64", "-A"], await openssl("-sha256", "-hmac", KEY, "-binary")(body)),
    ["header_encoding", "header_prefix"],
  ],
  ["openssl dgst -c", "openssl", openssl("-sha256", "-hmac", KEY, "-c"), ["header_prefix", "header_spaced"]],
  ["openssl dgst -sha1", "openssl", openssl("-sha1", "-hmac", KEY), ["algorithm_hash"]],
  ["openssl dgst -sha512", "openssl", openssl("-sha512", "-hmac", KEY), ["algorithm_hash"]],
  ["openssl dgst without a key", "openssl", openssl("-sha256"), ["algorithm_plain_hash"]],
  ["sha256sum", "sha256sum", (body) => output(["sha256sum"], body), ["algorithm_plain_hash", "header_spaced"]],
  ["md5sum", "md5sum", (body) => output(["md5sum"], body), ["algorithm_plain_hash", "header_spaced"]],
  [
    "Python: hexdigest",
    "python3",
    pythonHmac("print(hmac.new(key, body, 'sha256').hexdigest(), end='')"),
    ["header_prefix"],
  ],
  [
    "Python: str of base64",
    "python3",
    pythonHmac("print(base64.b64encode(hmac.new(key, body, 'sha256').digest()), end='')"),
    ["header_encoding", "header_prefix", "header_quoted"],
  ],
  [
    "Python: str of a list",
    "python3",
    pythonHmac("print(['sha256=' + hmac.new(key, body, 'sha256').hexdigest()], end='')"),
    ["header_quoted"],
  ],
  [
    "Python: an empty key",
    "python3",
    pythonHmac("print('sha256=' + hmac.new(b'', body, 'sha256').hexdigest(), end='')"),
    ["secret_placeholder"],
  ],
  [
    "Python: str(None)",
    "python3",
    pythonHmac(
      "import os\nprint('sha256=' + hmac.new(str(os.environ.get('NO')).encode(), body, 'sha256').hexdigest(), end='')",
    ),
    ["secret_placeholder"],
  ],
  [
    "Perl: base64 without padding",
    "perl",
    (body) =>
      output(
        ["perl", "-MDigest::SHA=hmac_sha256_base64", "-0777", "-e", `print hmac_sha256_base64(<STDIN>, "${KEY}")`],
        body,
      ),
    ["header_encoding", "header_prefix"],
  ],
  ["PHP: hash_hmac", "php", php("echo hash_hmac('sha256', $body, $key);"), ["header_prefix"]],
  [
    "PHP: hash_hmac, arguments swapped",
    "php",
    php("echo 'sha256=' . hash_hmac('sha256', $key, $body);"),
    ["algorithm_swapped"],
  ],
  ["PHP: hash of key and body", "php", php("echo 'sha256=' . hash('sha256', $key . $body);"), ["algorithm_plain_hash"]],
  [
    "PHP: null as the key",
    "php",
    php("echo 'sha256=' . @hash_hmac('sha256', $body, getenv('NO'));"),
    ["secret_placeholder"],
  ],
  [
    "PHP: a timestamp before the body",
    "php",
    php("echo 'sha256=' . hash_hmac('sha256', '1735787045.' . $body, $key);"),
    ["algorithm_message"],
    { "x-timestamp": "1735787045" },
  ],
  [
    "Ruby: base64 with a newline",
    "ruby",
    (body) =>
      output(
        ["ruby", "-ropenssl", "-e", `print [OpenSSL::HMAC.digest("SHA256", "${KEY}", $stdin.read)].pack("m")`],
        body,
      ),
    ["header_encoding", "header_prefix"],
  ],
  [
    "Node: base64url",
    "node",
    node('process.stdout.write(createHmac("sha256", key).update(body).digest("base64url"))'),
    ["header_encoding", "header_prefix"],
  ],
  [
    "Node: String(undefined)",
    "node",
    node('process.stdout.write("sha256=" + createHmac("sha256", String(process.env.NO)).update(body).digest("hex"))'),
    ["secret_placeholder"],
  ],
  [
    "Node: the parsed body, signed again",
    "node",
    node(
      'process.stdout.write("sha256=" + createHmac("sha256", key).update(JSON.stringify(JSON.parse(body))).digest("hex"))',
    ),
    ["body_reserialized"],
  ],
  [
    "Node: encodeURIComponent",
    "node",
    node('process.stdout.write(encodeURIComponent("sha256=" + createHmac("sha256", key).update(body).digest("hex")))'),
    ["header_encoding"],
  ],
  ["curl: the header twice", "curl", twice, ["header_joined"]],
  [
    "openssl dgst, as documented",
    "openssl",
    async (body) => `sha256=${(await openssl("-sha256", "-hmac", KEY, "-r")(body)).toString().slice(0, 64)}`,
    null,
  ],
];

export { BODY };
