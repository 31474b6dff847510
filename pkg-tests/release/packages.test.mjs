// The checks find problems inside a package, and builds that give other bytes in another environment.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { root, tarball, version } from "../support/files.mjs";
import { entries } from "./archive.mjs";
import { buildTwice, keep } from "./build.mjs";
import { differences } from "./compare.mjs";
import { crateProblems, tarballProblems } from "./contents.mjs";
import { makeTree, pack, VERSION } from "./fixture.mjs";
import { notes, publishing } from "./notes.mjs";
import { commit } from "./source.mjs";
import { tools } from "./tools.mjs";

const folder = mkdtempSync(`${tmpdir()}/release-`);
after(() => rmSync(folder, { recursive: true }));

let files = 0;
/** Writes bytes to a new file. Returns its path. */
function file(bytes) {
  const path = `${folder}/file-${(files += 1)}`;
  writeFileSync(path, bytes);
  return path;
}

const packed = entries(tarball);
/** Returns the tarball with changed files. An edit returns a file's new properties, or null to remove it. */
function repacked(edit, ...more) {
  const kept = packed.map(({ path, mode, content }) => {
    const changed = edit(path.slice("package/".length), content);
    return changed === null ? [] : [{ path, mode, content, ...changed }];
  });
  return file(pack([...kept.flat(), ...more]));
}
const one = (name, properties) => (path) => (path === name ? properties : {});
const manifest = (changed) => (path, content) =>
  path === "package.json" ? { content: Buffer.from(JSON.stringify({ ...JSON.parse(content), ...changed })) } : {};

for (const [what, archive, ...patterns] of [
  ["nothing", tarball],
  ["nothing, packed anew", repacked(() => ({}))],
  ["a missing licence", repacked(one("LICENSE-MIT", null)), /^LICENSE-MIT is missing$/],
  ["a missing guide", repacked(one("docs/reward.md", null)), /^docs\/reward\.md is missing$/],
  [
    "an unknown page",
    repacked(() => ({}), { path: "package/docs/x.md", content: Buffer.from("") }),
    /^docs\/x\.md does not belong there$/,
  ],
  [
    "another security policy",
    repacked(one("SECURITY.md", { content: Buffer.from("mine") })),
    /^SECURITY\.md is not the source's$/,
  ],
  [
    "a source map",
    repacked(() => ({}), { path: "package/core.js.map", content: Buffer.from("{}") }),
    /^core\.js\.map does not belong there$/,
  ],
  [
    "a comment that names one",
    repacked((path, content) =>
      path === "core.js"
        ? { content: Buffer.concat([content, Buffer.from("//# sourceMappingURL=core.js.map\n")]) }
        : {},
    ),
    /^core\.js names a source map$/,
  ],
  [
    "a file outside the folder",
    repacked(() => ({}), { path: "other/x", content: Buffer.from("") }),
    /is not in package\//,
    /does not belong there/,
  ],
  [
    "the mode of a checkout",
    repacked(one("core.js", { mode: 0o600 })),
    /^package\/core\.js has the mode 600 and the owner 0:0/,
  ],
  ["an owner", repacked(one("core.js", { owner: 1000 })), /has the mode 644 and the owner 1000:0/],
  [
    "another licence text",
    repacked(one("LICENSE-MIT", { content: Buffer.from("mine") })),
    /^LICENSE-MIT is not the source's$/,
  ],
  [
    "another version",
    repacked(manifest({ version: "9.9.9" })),
    new RegExp(`^package\\.json has the version 9\\.9\\.9, not ${version}$`),
  ],
  ["another name", repacked(manifest({ name: "counter-sign" })), /^package\.json has the name counter-sign/],
  ["another licence", repacked(manifest({ license: "ISC" })), /^package\.json has the license ISC/],
  [
    "scripts and dependencies",
    repacked(manifest({ scripts: { postinstall: "x" }, dependencies: {} })),
    /has dependencies$/,
    /has scripts$/,
  ],
]) {
  test(`the tarball, found: ${what}`, () => {
    const problems = tarballProblems(archive, root);
    assert.equal(problems.length, patterns.length, problems.join("\n"));
    for (const [at, pattern] of patterns.entries()) assert.match(problems[at], pattern);
  });
}

test("the tarball, found: another repository than the source's", () => {
  const tree = makeTree(`${folder}/repository`);
  const problems = tarballProblems(
    repacked(manifest({ version: VERSION, repository: { url: "git+https://example.com/owner/fork.git" } })),
    tree,
  );
  assert.match(
    problems.at(-1),
    /the repository git\+https:\/\/example\.com\/owner\/fork\.git, not https:\/\/example\.com\/owner\/countersign$/,
  );
});

const HEAD = "0123456789012345678901234567890123456789";
const CRATE = [
  "CHANGELOG.md",
  "Cargo.toml",
  "LICENSE-APACHE",
  "LICENSE-MIT",
  "README.md",
  "SECURITY.md",
  "src/lib.rs",
  "src/js/boundary/types.d.ts",
];
function crate(git, changed = {}, prefix = "") {
  const contents = Object.fromEntries(CRATE.map((path) => [path, readFileSync(`${root}${path}`)]));
  const all = { ...contents, ".cargo_vcs_info.json": Buffer.from(JSON.stringify({ git })), ...changed };
  const held = Object.entries(all).filter(([, content]) => content !== undefined);
  return file(pack(held.map(([path, content]) => ({ path: `countersign-${version}/${path}`, content, prefix }))));
}

for (const [what, archive, ...patterns] of [
  ["nothing", crate({ sha1: HEAD })],
  ["no security policy", crate({ sha1: HEAD }, { "SECURITY.md": undefined }), /^SECURITY\.md is missing$/],
  [
    "a fixture",
    crate({ sha1: HEAD }, { "src/providers/reward/fixtures/x.json": Buffer.from("{}") }),
    /x\.json does not belong there$/,
  ],
  ["another README", crate({ sha1: HEAD }, { "README.md": Buffer.from("") }), /^README\.md is not the source's$/],
  ["another commit", crate({ sha1: "1".repeat(40) }), /was packed from 1+, not from 0123/],
  ["changes", crate({ sha1: HEAD, dirty: true }), /with changes/],
  ["no commit", crate(undefined), /from no commit/],
]) {
  test(`the crate, found: ${what}`, () => {
    const problems = crateProblems(archive, root, HEAD);
    assert.equal(problems.length, patterns.length, problems.join("\n"));
    for (const [at, pattern] of patterns.entries()) assert.match(problems[at], pattern);
  });
}

test("long paths in an archive are read, and entries that aren't plain files are refused", () => {
  const [{ path, content }] = entries(file(pack([{ path: "b", prefix: "a/long", content: Buffer.from("x") }])));
  assert.deepEqual([path, content.toString()], ["a/long/b", "x"]);
  assert.throws(
    () => entries(file(pack([{ path: "link", content: Buffer.from(""), type: "2" }]))),
    /link is not a plain file/,
  );
});

const wasm = (...sections) =>
  file(Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flatMap((byte) => [0, 3, 1, 0x61, byte])]));
const archive = (...held) => file(pack(held.map(([path, text, mode]) => ({ path, content: Buffer.from(text), mode }))));
const [A, B] = [
  ["a", "1"],
  ["b", "2"],
];

for (const [what, first, second, ...patterns] of [
  ["nothing", { wasm: wasm(1), tarball: archive(A, B) }, { wasm: wasm(1), tarball: archive(A, B) }],
  [
    "a byte of the module",
    { wasm: wasm(1, 2) },
    { wasm: wasm(1, 3) },
    /^the wasm differs \(18 and 18 bytes\): first in section a, at byte 17$/,
  ],
  ["a shorter module", { wasm: wasm(1, 2) }, { wasm: wasm(1) }, /first in section a, at byte 13/],
  ["a longer module", { wasm: wasm(1) }, { wasm: wasm(1, 2) }, /the second is longer/],
  ["a text", { tarball: archive(A, B) }, { tarball: archive(A, ["b", "3"]) }, /: b \(content\)$/],
  ["a mode", { crate: archive(A, B) }, { crate: archive(["a", "1", 0o600], B) }, /^the crate differs .*: a \(mode\)$/],
  ["a file", { tarball: archive(A, B) }, { tarball: archive(A) }, /: b is in only one of them$/],
  [
    "the order",
    { tarball: archive(A, B) },
    { tarball: archive(B, A) },
    /the same files in another order or compression$/,
  ],
  [
    "two files",
    { wasm: wasm(1), crate: archive(A) },
    { wasm: wasm(2), crate: archive(B) },
    /^the wasm/,
    /^the crate .*: a is in only one of them, b is in only one of them$/,
  ],
]) {
  test(`two builds, found: ${what}`, () => {
    const problems = differences(first, second);
    assert.equal(problems.length, patterns.length, problems.join("\n"));
    for (const [at, pattern] of patterns.entries()) assert.match(problems[at], pattern);
  });
}

/** A tree with a script as its build: it makes `pkg/file`, and the archive contains that file. */
function buildable(name, script) {
  const build = `set -e
mkdir -p pkg target/npm
printf '\\000asm\\001\\000\\000\\000' > pkg/countersign.wasm
${script}
node pack.mjs target/npm/countersign-${VERSION}.tgz
`;
  const packer = `import { readFileSync, statSync, writeFileSync } from "node:fs";
import { pack } from ${JSON.stringify(`${root}pkg-tests/release/fixture.mjs`)};
const packed = { path: "package/file", content: readFileSync("pkg/file"), mode: statSync("pkg/file").mode & 0o777 };
writeFileSync(process.argv[2], pack([packed]));
`;
  return makeTree(`${folder}/${name}`, { "build.sh": build, "pack.mjs": packer });
}

for (const [what, script, pattern] of [
  ["where it was built", "pwd > pkg/file", /package\/file \(content/],
  ["the mode of new files", "echo x > pkg/file", /package\/file \(mode\)/],
  ["cargo's home", 'echo "$CARGO_HOME" > pkg/file; chmod 644 pkg/file', /package\/file \(content\)/],
  ["the time zone", "date +%Z > pkg/file; chmod 644 pkg/file", /package\/file \(content\)/],
]) {
  test(`a build that depends on ${what} fails the check`, async () => {
    const tree = buildable(`depends on ${what}`.replace(/\W/g, "-"), script);
    const { problems } = await buildTwice(tree, commit(tree));
    assert.equal(problems.length, 2, problems.join("\n"));
    assert.match(problems[0], pattern);
    assert.match(problems[1], /both builds are left in .*\/target\/release-check$/);
    assert.ok(existsSync(`${tree}/target/release-check/a`));
  });
}

test("a reproducible build passes, and only the output of the clones is kept", async () => {
  const tree = buildable("same", "cp README.md pkg/file; chmod 644 pkg/file");
  const { files: first, problems } = await buildTwice(tree, commit(tree));
  assert.deepEqual(problems, []);
  const built = keep(first, tree);
  assert.deepEqual(readdirSync(`${tree}/target/release-check`), ["out"]);
  assert.deepEqual(Object.keys(built), ["wasm", "tarball", "crate"]);
  assert.equal(entries(built.tarball)[0].content.toString(), readFileSync(`${tree}/README.md`, "utf8"));
  assert.deepEqual(
    crateNames(built.crate),
    [".cargo_vcs_info.json", "CHANGELOG.md", "Cargo.lock", "Cargo.toml"].sort(),
  );
});

const crateNames = (path) =>
  entries(path)
    .map(({ path: name }) => name.split("/").slice(1).join("/"))
    .filter((name) => /^(?:Cargo\.(?:lock|toml)|CHANGELOG\.md|\..*json)$/.test(name))
    .sort();

test("the error of a failed build contains its output", async () => {
  const tree = buildable("failing", "echo the compiler says no; exit 1");
  await assert.rejects(buildTwice(tree, commit(tree)), /the compiler says no/);
});

test("flags of the user and of make don't reach the builds", () => {
  const names = ["RUSTFLAGS", "CARGO_TARGET_DIR", "MAKEFLAGS"];
  const set = { ...process.env, ...Object.fromEntries(names.map((name) => [name, "x"])) };
  const script = `import(${JSON.stringify(`${root}pkg-tests/release/tools.mjs`)}).then(({ environment }) => {
    const { stdout } = require("node:child_process").spawnSync("env", { env: environment("/tree") });
    console.log(String(stdout));
  })`;
  const seen = execFileSync(process.execPath, ["-e", script], { env: set, encoding: "utf8" });
  assert.match(seen, /^PATH=\/tree\/\.tools\/bin:\/tree\/src\/js\/build\/node_modules\/\.bin:/m);
  for (const name of names) assert.doesNotMatch(seen, new RegExp(`^${name}=`, "m"));
});

const release = { version: VERSION, commit: HEAD, files: { wasm: wasm(1), tarball, crate: archive(A) } };
const hash = (path, algorithm, encoding) => createHash(algorithm).update(readFileSync(path)).digest(encoding);

test("the notes list the changes, the digests, and the tools that the bytes depend on", () => {
  const versions = tools(root.replace(/\/$/, ""));
  for (const tool of ["rustc", "cargo", "wasm-bindgen", "binaryen (wasm-opt)", "esbuild", "npm", "Node.js"])
    assert.match(versions[tool], /^\d+(\.\d+)*/, tool);
  const text = notes({ ...release, changed: "### Added\n\n- A thing.", versions });
  assert.match(text, /^# countersign 1\.2\.3\n\n## Added\n\n- A thing\.\n/);
  for (const path of Object.values(release.files)) assert.ok(text.includes(`\`${hash(path, "sha256", "hex")}\``), path);
  assert.ok(text.includes(`\`sha512-${hash(tarball, "sha512", "base64")}\``));
  assert.ok(text.includes(HEAD));
  for (const [tool, number] of Object.entries(versions)) assert.ok(text.includes(`${tool} ${number}`), tool);
  const unpacked = spawnSync("sh", ["-c", `gunzip -c "$0" | sha256sum`, tarball], { encoding: "utf8" }).stdout.split(
    " ",
  )[0];
  assert.ok(text.includes(`\`${unpacked}\``));
});

test("the publishing steps contain the digests that the registries must show", () => {
  const text = publishing(release);
  assert.match(text, new RegExp(`^  npm publish ${tarball} --access public --provenance$`, "m"));
  assert.match(text, /^ {2}cargo publish --locked --package countersign$/m);
  assert.match(text, new RegExp(`^  git tag --sign v1\\.2\\.3 ${HEAD} `, "m"));
  assert.ok(
    text.includes(hash(release.files.crate, "sha256", "hex")) && text.includes(hash(tarball, "sha512", "base64")),
  );
});
