// Checks a source tree before a release: the same version everywhere, the changelog, the address of the source.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { changelogProblems } from "./changelog.mjs";

const LICENCES = { MIT: "LICENSE-MIT", "Apache-2.0": "LICENSE-APACHE" };
const MOST_FILES = 10;

/** Returns the value of a key of Cargo.toml's `[package]`, or undefined. */
export function packageKey(root, key) {
  const [, table = ""] = /^\[package\]\n(.*?)(?=^\[|$(?![\s\S]))/ms.exec(read(root, "Cargo.toml")) ?? [];
  return new RegExp(`^${key} = "(.*?)"`, "m").exec(table)?.[1];
}

const read = (root, file) => (existsSync(`${root}/${file}`) ? readFileSync(`${root}/${file}`, "utf8") : "");
const git = (root, ...args) =>
  execFileSync("git", ["-C", root, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

/** Every document except the changelog, which describes older versions. */
const documents = (root) =>
  git(root, "ls-files", "*.md")
    .split("\n")
    .filter((path) => path !== "" && path !== "CHANGELOG.md");

/** Returns the commit of the release. */
export const commit = (root) => git(root, "rev-parse", "HEAD");

/** Returns each check with the problems that it found: `{ name, problems }`. `today` is `YYYY-MM-DD`. */
export function checkSource(root, today) {
  const version = packageKey(root, "version");
  return [
    ["the version is the same everywhere", versions(root, version)],
    ["CHANGELOG.md tells what changed, and when", changelogProblems(read(root, "CHANGELOG.md"), version, today)],
    ["the documents are right once it is published", published(root)],
    ["the licences are there", licences(root)],
    ["the repository is known", repository(root)],
    ["all is committed", committed(root)],
    ["the tag is free", tag(root, version)],
  ].map(([name, problems]) => ({ name, problems }));
}

function versions(root, version) {
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version ?? "")) return [`Cargo.toml: ${version ?? "nothing"} is not a version`];
  const problems = [];
  const [, locked] = /^name = "countersign"\nversion = "(.*)"$/m.exec(read(root, "Cargo.lock")) ?? [];
  if (locked !== version)
    problems.push(
      `Cargo.lock has ${locked ?? "no countersign"}, Cargo.toml has ${version}: run \`cargo update --workspace\``,
    );
  for (const file of documents(root)) {
    for (const [name, named] of read(root, file).matchAll(/countersign-(\d[\w.-]*?)\.(?:tgz|crate)/g)) {
      if (named !== version) problems.push(`${file} names ${name}, Cargo.toml has ${version}`);
    }
  }
  return problems;
}

// The crate's page shows it unchanged.
function published(root) {
  return documents(root).flatMap((file) => {
    const [claim] = /[^.\n]*on no registry[^.\n]*\./.exec(read(root, file)) ?? [];
    return claim ? [`${file} says: ${claim} Say how to install it from npm and crates.io`] : [];
  });
}

function licences(root) {
  const licence = packageKey(root, "license") ?? "";
  const names = licence.split(" OR ");
  const problems = names
    .filter((name) => !LICENCES[name])
    .map((name) => `Cargo.toml: the licence ${name || "is missing"} has no known file`);
  for (const file of names.map((name) => LICENCES[name]).filter(Boolean)) {
    if (!existsSync(`${root}/${file}`) || statSync(`${root}/${file}`).size === 0)
      problems.push(`${file} is missing or empty`);
  }
  const { license } = JSON.parse(read(root, "src/js/package.json") || "{}");
  if (license !== licence) problems.push(`src/js/package.json has the licence ${license}, Cargo.toml has ${licence}`);
  return problems;
}

function repository(root) {
  const url = packageKey(root, "repository");
  if (url === undefined) {
    return [
      "Cargo.toml has no `repository`: its public https address has to be set there, and package.json takes it from there; npm proves the provenance of nothing without it",
    ];
  }
  return /^https:\/\/[\w.-]+\/[\w./-]+$/.test(url) ? [] : [`Cargo.toml: repository ${url} is not an https address`];
}

function committed(root) {
  const changed = git(root, "status", "--porcelain").split("\n").filter(Boolean);
  if (changed.length === 0) return [];
  const shown = changed.slice(0, MOST_FILES).map((line) => line.trim());
  return [
    `not committed: ${shown.join(", ")}${changed.length > MOST_FILES ? `, and ${changed.length - MOST_FILES} more` : ""}`,
  ];
}

function tag(root, version) {
  const name = `v${version}`;
  if (git(root, "tag", "--list", name) === "") return [];
  const tagged = git(root, "rev-parse", `${name}^{commit}`);
  return tagged === commit(root) ? [] : [`the tag ${name} is on another commit, ${tagged.slice(0, 12)}`];
}
