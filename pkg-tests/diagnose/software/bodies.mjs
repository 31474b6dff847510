// What other software makes of a body: [what it does, the command that must exist, body in and out, the findings].

import { PGlite } from "@electric-sql/pglite";
import { exists, file, output } from "./run.mjs";
import { received, throughNginx } from "./servers.mjs";
import { node24 } from "../../support/files.mjs";

export const BODY =
  '{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-01-02T03:04:05Z","data":{"orderId":"433564","total":12.50,"items":[{"sku":"a/b","count":2}],"note":"café <3 & \\"more\\""}}';

/** The same, as other senders write it. */
const LINES = `${JSON.stringify(JSON.parse(BODY), null, 2)}\n`;

const WRITTEN = ["body_reserialized"];

const python = (code) => (body) =>
  output(["python3", "-c", `import sys, json\nbody = sys.stdin.buffer.read()\nout = sys.stdout.buffer\n${code}`], body);
const dumps = (options) => python(`out.write(json.dumps(json.loads(body)${options}).encode())`);
const perl = (code) => (body) => output(["perl", "-MJSON::PP", "-0777", "-e", `$_ = <STDIN>; ${code}`], body);
const php = (code) => (body) => output(["php", "-r", `$body = file_get_contents("php://stdin"); ${code}`], body);
const ruby = (code) => (body) =>
  output(["ruby", "-rjson", "-e", `$stdin.binmode; $stdout.binmode; body = $stdin.read; ${code}`], body);
const node = (code) => (body) =>
  output(
    [
      "node",
      "-e",
      `const chunks = []; process.stdin.on("data", (chunk) => chunks.push(chunk)).on("end", () => { const body = Buffer.concat(chunks); ${code} });`,
    ],
    body,
  );
const jq =
  (...args) =>
  (body) =>
    output(["jq", ...args], body);
const shell =
  (script, name = "sh") =>
  (body) =>
    output([name, "-c", script], body);
const curl =
  (...args) =>
  (body) =>
    received((url) =>
      output(["curl", "--silent", "--show-error", url, ...args.map((arg) => arg.replace("FILE", file(body)))]),
    );

const JAVA = `
import java.nio.charset.*; import java.util.*;
public class Host {
  public static void main(String[] args) throws Exception {
    byte[] body = System.in.readAllBytes();
    String text = new String(body, StandardCharsets.UTF_8);
    byte[] made = switch (args[0]) {
      case "mime" -> Base64.getMimeEncoder(76, new byte[] { 10 }).encode(body);
      case "url" -> java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).getBytes();
      case "latin1" -> new String(body, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8);
      case "utf16" -> text.getBytes(StandardCharsets.UTF_16LE);
      case "bytes" -> Arrays.toString(body).getBytes();
      default -> new String(body, StandardCharsets.US_ASCII).getBytes(StandardCharsets.UTF_8);
    };
    System.out.write(made); System.out.flush();
  }
}`;
const java = (mode) => async (body) =>
  output(["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", file(JAVA, "java"), mode], body);

/** Node's own SQLite. */
const sqlite = (query, body) =>
  output(
    [
      node24,
      "-e",
      `const { DatabaseSync } = require("node:sqlite");
const body = require("node:fs").readFileSync(0, "utf8");
const [value] = Object.values(new DatabaseSync(":memory:").prepare(process.argv[1]).get(body));
process.stdout.write(value);`,
      query,
    ],
    body,
  );

let postgres;
async function pglite(query, body) {
  postgres ??= await PGlite.create();
  const { rows } = await postgres.query(query, [body.toString()]);
  return Buffer.from(Object.values(rows[0])[0]);
}
export const closeDatabases = () => postgres?.close();

/** [what it does, the command that it takes, what it makes of a body, the findings, the body that was sent]. */
export const bodies = [
  ["Python: json.dumps", "python3", dumps(""), WRITTEN],
  ["Python: json.dumps, ensure_ascii=False", "python3", dumps(", ensure_ascii=False"), WRITTEN],
  ["Python: json.dumps, indent=4", "python3", dumps(", indent=4"), WRITTEN],
  ["Python: json.dumps, sort_keys", "python3", dumps(", sort_keys=True"), WRITTEN],
  ["Python: json.tool", "python3", (body) => output(["python3", "-m", "json.tool"], body), WRITTEN],
  ["Python: str(bytes)", "python3", python("out.write(str(body).encode())"), ["body_stringified"]],
  ["Python: repr(text)", "python3", python("out.write(repr(body.decode()).encode())"), ["body_stringified"]],
  [
    "Python: str(dict)",
    "python3",
    python("out.write(str(json.loads(body)).encode())"),
    ["body_reserialized", "body_stringified"],
  ],
  ["Python: base64", "python3", python("import base64\nout.write(base64.b64encode(body))"), ["body_base64"]],
  ["Python: base64 in lines", "python3", python("import base64\nout.write(base64.encodebytes(body))"), ["body_base64"]],
  ["Python: hex", "python3", python("out.write(body.hex().encode())"), ["body_base64"]],
  [
    "Python: quote",
    "python3",
    python("import urllib.parse as u\nout.write(u.quote(body).encode())"),
    ["body_url_encoded"],
  ],
  [
    "Python: quote_plus",
    "python3",
    python("import urllib.parse as u\nout.write(u.quote_plus(body).encode())"),
    ["body_url_encoded"],
  ],
  [
    "Python: urlencode",
    "python3",
    python("import urllib.parse as u\nout.write(u.urlencode({'payload': body}).encode())"),
    ["body_wrapped"],
  ],
  [
    "Python: html.escape",
    "python3",
    python("import html\nout.write(html.escape(body.decode()).encode())"),
    ["body_html_escaped"],
  ],
  ["Python: decoded as Latin-1", "python3", python("out.write(body.decode('latin-1').encode())"), ["body_charset"]],
  ["Python: encoded as cp1252", "python3", python("out.write(body.decode().encode('cp1252'))"), ["body_charset"]],
  [
    "Python: encoded as UTF-8 with a mark",
    "python3",
    python("out.write(body.decode().encode('utf-8-sig'))"),
    ["body_bom"],
  ],
  ["Python: encoded as UTF-16", "python3", python("out.write(body.decode().encode('utf-16-be'))"), ["body_charset"]],
  [
    "Python: errors='replace'",
    "python3",
    python("out.write(body.decode('ascii', errors='replace').encode())"),
    ["body_replacement_characters"],
  ],
  [
    "Python: a text file with CRLF",
    "python3",
    python("import io\nt = io.TextIOWrapper(out, newline='\\r\\n'); t.write(body.decode()); t.flush()"),
    ["body_line_endings"],
    LINES,
  ],
  [
    "Python: normalised",
    "python3",
    python("import unicodedata\nout.write(unicodedata.normalize('NFD', body.decode()).encode())"),
    ["body_normalized"],
  ],
  ["Python: gzip", "python3", python("import gzip\nout.write(gzip.compress(body))"), ["body_compressed"]],
  ["Python: zlib", "python3", python("import zlib\nout.write(zlib.compress(body))"), ["body_compressed"]],
  ["Python: print", "python3", python("print(body.decode())"), ["body_edge_whitespace"]],
  ["Perl: JSON::PP, canonical", "perl", perl("print JSON::PP->new->utf8->canonical->encode(decode_json($_))"), WRITTEN],
  ["Perl: JSON::PP, ascii", "perl", perl("print JSON::PP->new->ascii->canonical->encode(decode_json($_))"), WRITTEN],
  [
    "Perl: JSON::PP, pretty",
    "perl",
    perl("print JSON::PP->new->utf8->canonical->pretty->encode(decode_json($_))"),
    WRITTEN,
  ],
  ["Perl: say", "perl", perl("use feature 'say'; say"), ["body_edge_whitespace"]],
  ["Perl: chomp", "perl", (body) => output(["perl", "-pe", "chomp"], body), ["body_edge_whitespace"], `${BODY}\n`],
  ["PHP: json_encode", "php", php("echo json_encode(json_decode($body));"), WRITTEN],
  [
    "PHP: json_encode, pretty",
    "php",
    php("echo json_encode(json_decode($body), JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE);"),
    WRITTEN,
  ],
  ["PHP: json_encode, slashes", "php", php("echo json_encode(json_decode($body), JSON_UNESCAPED_SLASHES);"), WRITTEN],
  ["PHP: htmlspecialchars", "php", php("echo htmlspecialchars($body);"), ["body_html_escaped"]],
  ["PHP: addslashes", "php", php("echo addslashes($body);"), ["body_stringified"]],
  ["PHP: rawurlencode", "php", php("echo rawurlencode($body);"), ["body_url_encoded"]],
  ["PHP: http_build_query", "php", php("echo http_build_query(['payload' => $body]);"), ["body_wrapped"]],
  ["PHP: trim", "php", php("echo trim($body);"), ["body_edge_whitespace"], LINES],
  ["Ruby: JSON.generate", "ruby", ruby("print JSON.generate(JSON.parse(body))"), WRITTEN],
  ["Ruby: JSON.pretty_generate", "ruby", ruby("puts JSON.pretty_generate(JSON.parse(body))"), WRITTEN],
  ["Ruby: inspect", "ruby", ruby('print body.force_encoding("UTF-8").inspect'), ["body_stringified"]],
  ["Ruby: base64", "ruby", ruby('print [body].pack("m")'), ["body_base64"]],
  ["Ruby: a form", "ruby", ruby('require "uri"; print URI.encode_www_form(payload: body)'), ["body_wrapped"]],
  ["Node: JSON.stringify", "node", node("process.stdout.write(JSON.stringify(JSON.parse(body)))"), WRITTEN],
  [
    "Node: JSON.stringify of a text",
    "node",
    node("process.stdout.write(JSON.stringify(String(body)))"),
    ["body_stringified"],
  ],
  [
    "Node: JSON.stringify of a Buffer",
    "node",
    node("process.stdout.write(JSON.stringify(body))"),
    ["body_stringified"],
  ],
  [
    "Node: String of an Uint8Array",
    "node",
    node("process.stdout.write(String(new Uint8Array(body)))"),
    ["body_stringified"],
  ],
  [
    "Node: chunks.join()",
    "node",
    node("process.stdout.write([body.subarray(0, 60), body.subarray(60)].join())"),
    ["body_chunks_joined"],
  ],
  [
    "Node: chunks decoded one by one",
    "node",
    node("const at = body.indexOf(0xa9); process.stdout.write(`${body.subarray(0, at)}${body.subarray(at)}`)"),
    ["body_replacement_characters"],
  ],
  ["Node: latin1", "node", node('process.stdout.write(body.toString("latin1"))'), ["body_charset"]],
  [
    "Node: a buffer that is too long",
    "node",
    node("const all = Buffer.alloc(1024); body.copy(all); process.stdout.write(all)"),
    ["body_nul"],
  ],
  ["Node: console.log", "node", node("console.log(String(body))"), ["body_edge_whitespace"]],
  [
    "Node: querystring",
    "node",
    node('process.stdout.write(require("node:querystring").stringify({ [body]: "" }))'),
    ["body_wrapped"],
  ],
  [
    "Node: an event of Lambda",
    "node",
    node(
      'process.stdout.write(JSON.stringify({ version: "2.0", body: body.toString("base64"), isBase64Encoded: true }))',
    ),
    ["body_wrapped", "body_base64"],
  ],
  [
    "Node: Brotli",
    "node",
    node("process.stdout.write(require('node:zlib').brotliCompressSync(body))"),
    ["body_compressed"],
  ],
  ["jq .", "jq", jq("."), WRITTEN],
  ["jq -c", "jq", jq("-c", "."), WRITTEN],
  ["jq -S", "jq", jq("-S", "."), WRITTEN],
  ["jq -a", "jq", jq("-a", "--tab", "."), WRITTEN],
  ["jq @json", "jq", jq("-Rsj", "@json"), ["body_stringified"]],
  ["jq @base64", "jq", jq("-Rsj", "@base64"), ["body_base64"]],
  ["jq @uri", "jq", jq("-Rsj", "@uri"), ["body_url_encoded"]],
  ["jq @html", "jq", jq("-Rsj", "@html"), ["body_html_escaped"]],
  ["jq, in an envelope", "jq", jq("-Rs", "{Records: [{x: 1}], body: ., id: 7}"), ["body_wrapped"]],
  ["Java: MIME base64", "java", java("mime"), ["body_base64"]],
  ["Java: URLEncoder", "java", java("url"), ["body_url_encoded"]],
  ["Java: new String, Latin-1", "java", java("latin1"), ["body_charset"]],
  ["Java: Arrays.toString", "java", java("bytes"), ["body_stringified"]],
  ["Java: new String, ASCII", "java", java("ascii"), ["body_replacement_characters"]],
  ["sh: $(cat)", "sh", shell('printf %s "$(cat)"'), ["body_edge_whitespace"], `${BODY}\n`],
  ["sh: read without -r", "sh", shell('IFS= read body; printf %s "$body"'), [], `${BODY}\n`],
  ["bash: echo", "bash", shell('echo "$(cat)"', "bash"), ["body_edge_whitespace"]],
  [
    "bash: lines joined",
    "bash",
    shell('while IFS= read -r line; do printf %s "$line"; done', "bash"),
    ["body_reserialized"],
    LINES,
  ],
  ["bash: printf %q", "bash", shell('printf %q "$(cat)"', "bash"), ["body_stringified"]],
  ["xxd", "xxd", (body) => output(["xxd", "-p", "-c", "100000"], body), ["body_base64"]],
  ["base64", "base64", (body) => output(["base64"], body), ["body_base64"]],
  ["openssl base64", "openssl", (body) => output(["openssl", "base64", "-A"], body), ["body_base64"]],
  ["iconv to Latin-1", "iconv", (body) => output(["iconv", "-f", "UTF-8", "-t", "LATIN1"], body), ["body_charset"]],
  ["iconv to UTF-16", "iconv", (body) => output(["iconv", "-f", "UTF-8", "-t", "UTF-16LE"], body), ["body_charset"]],
  ["sed, CRLF", "sed", (body) => output(["sed", "s/$/\\r/"], body), ["body_line_endings"], LINES],
  [
    "tr, without CR",
    "tr",
    (body) => output(["tr", "-d", "\\r"], body),
    ["body_line_endings"],
    LINES.replaceAll("\n", "\r\n"),
  ],
  ["awk", "awk", (body) => output(["awk", "1"], body), ["body_edge_whitespace"]],
  ["gzip", "gzip", (body) => output(["gzip", "-c"], body), ["body_compressed"]],
  ["head -c", "head", (body) => output(["head", "-c", "100"], body), ["body_truncated"]],
  ["curl --data", "curl", curl("--data", "@FILE"), ["body_reserialized"], LINES],
  ["curl --data-urlencode", "curl", curl("--data-urlencode", "payload@FILE"), ["body_wrapped"]],
  ["curl --data-binary", "curl", curl("--data-binary", "@FILE"), null],
  ["nginx: $request_body in a log", "nginx", (body) => throughNginx(body, "log"), ["body_stringified"]],
  ["nginx: escape=json", "nginx", (body) => throughNginx(body, "json"), ["body_stringified"]],
  ["nginx: proxy_pass", "nginx", (body) => throughNginx(body, "proxy"), null],
  ["SQLite: json()", "node", (body) => sqlite("select json(?)", body), WRITTEN, LINES],
  ["SQLite: json_quote", "node", (body) => sqlite("select json_quote(?)", body), ["body_stringified"]],
  ["SQLite: json_object", "node", (body) => sqlite("select json_object('id', 7, 'body', ?)", body), ["body_wrapped"]],
  ["SQLite: hex()", "node", (body) => sqlite("select hex(?)", body), ["body_base64"]],
  ["SQLite: a column of text", "node", (body) => sqlite("select ?", body), null],
  [
    "the shell of SQLite",
    "sqlite3",
    (body) => output(["sqlite3", ":memory:", `select json('${body}')`]),
    WRITTEN,
    LINES,
  ],
  ["PostgreSQL: jsonb", "node", (body) => pglite("select ($1::text)::jsonb::text", body), WRITTEN],
  ["PostgreSQL: jsonb_pretty", "node", (body) => pglite("select jsonb_pretty(($1::text)::jsonb)", body), WRITTEN],
  [
    "PostgreSQL: to_json of a text",
    "node",
    (body) => pglite("select to_json($1::text)::text", body),
    ["body_stringified"],
  ],
  [
    "PostgreSQL: a row",
    "node",
    (body) => pglite("select row_to_json(t)::text from (select 7 as id, $1::text as body) t", body),
    ["body_wrapped"],
  ],
  [
    "PostgreSQL: bytea as hex",
    "node",
    (body) => pglite("select encode(convert_to($1, 'UTF8'), 'hex')", body),
    ["body_base64"],
  ],
  ["PostgreSQL: a column of json", "node", (body) => pglite("select ($1::text)::json::text", body), null],
];

export const isMissing = (command) => !exists(command);
