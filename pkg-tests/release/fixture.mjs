// A small tree that could be released, and archives, for the tests of the release checks.

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { gzipSync } from "node:zlib";

export const VERSION = "1.2.3";
export const TODAY = "2026-11-21";

/** The files of a valid tree. */
export const FILES = {
  "Cargo.toml": `[workspace]\n\n[package]\nname = "countersign"\nversion = "${VERSION}"\nedition = "2024"\nlicense = "MIT OR Apache-2.0"\nrepository = "https://example.com/owner/countersign"\n\n[dependencies]\n`,
  "Cargo.lock": `version = 4\n\n[[package]]\nname = "countersign"\nversion = "${VERSION}"\n`,
  "CHANGELOG.md": `# Changelog\n\n## [Unreleased]\n\n## [${VERSION}] - ${TODAY}\n\n### Added\n\n- A thing.\n\n## [1.2.2] - 2026-10-01\n\n- Another.\n`,
  "SECURITY.md": "# Security\n",
  "README.md": `# countersign\n\n\`npm install ./countersign-${VERSION}.tgz\`\n`,
  "LICENSE-MIT": "MIT\n",
  "LICENSE-APACHE": "Apache\n",
  "src/js/package.json": '{ "license": "MIT OR Apache-2.0" }\n',
  "src/lib.rs": "//! Nothing.\n",
  Makefile: "build:\n\t@sh build.sh\n",
  ".gitignore": "/target/\n/pkg/\n",
};

const git = (folder, ...args) =>
  execFileSync(
    "git",
    [
      "-C",
      folder,
      "-c",
      "user.name=test",
      "-c",
      "user.email=test@example.com",
      "-c",
      "commit.gpgsign=false",
      "-c",
      "tag.gpgsign=false",
      ...args,
    ],
    { stdio: "pipe" },
  );

export function write(folder, files) {
  for (const [file, content] of Object.entries(files)) {
    rmSync(`${folder}/${file}`, { force: true });
    if (content === undefined) continue;
    mkdirSync(dirname(`${folder}/${file}`), { recursive: true });
    writeFileSync(`${folder}/${file}`, content);
  }
}

/** Makes a repository of the files. `changed` replaces files; undefined removes one. */
export function makeTree(folder, changed = {}) {
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "--quiet");
  write(folder, { ...FILES, ...changed });
  commitAll(folder);
  return folder;
}

export function commitAll(folder) {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", "all");
}

export const tag = (folder, name) => git(folder, "tag", name);

/** Returns an archive of files `{ path, content, mode, owner }`, as npm and cargo make them. */
export function pack(files) {
  const blocks = files.map(({ path, content, mode = 0o644, owner = 0, type = "0", prefix = "" }) => {
    const header = Buffer.alloc(512);
    for (const [at, text] of [
      [0, path],
      [100, mode.toString(8).padStart(7, "0")],
      [108, owner.toString(8).padStart(7, "0")],
      [116, "0000000"],
      [124, content.length.toString(8).padStart(11, "0")],
      [136, "00000000000"],
      [156, type],
      [257, "ustar\0" + "00"],
      [345, prefix],
    ]) {
      header.write(text, at, "latin1");
    }
    return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}
