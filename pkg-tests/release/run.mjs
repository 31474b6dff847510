// Checks everything for a release, from the versions to the bytes, and prints the steps to publish. It publishes nothing. Run by
// `make release`.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { root as here } from "../support/files.mjs";
import { buildTwice, keep } from "./build.mjs";
import { changes } from "./changelog.mjs";
import { crateProblems, tarballProblems } from "./contents.mjs";
import { notes, publishing } from "./notes.mjs";
import { checkSource, commit as headOf, packageKey } from "./source.mjs";
import { environment, tools } from "./tools.mjs";

const HELP = `Checks all that a release needs, builds it twice, and prints the release notes and what to publish. Publishes nothing.

usage: node pkg-tests/release/run.mjs [options]          make release [DRY_RUN=1 [SKIP_TESTS=1]]

  --dry-run       continues if a check of the source fails, and releases nothing
  --skip-tests    leaves \`make licences\` and \`make test\` out; with --dry-run alone
  --root <folder> the tree to release (the one that this file is in)
  --help          shows this

In this order: what the source says (seconds; all that is wrong is listed at once), make licences, make test, two builds
from clean clones, and what is in the packages (minutes each). Exits with 1 when anything is wrong.
`;

function readOptions() {
  try {
    const options = {
      "dry-run": { type: "boolean", default: false },
      "skip-tests": { type: "boolean", default: false },
      root: { type: "string", default: here.replace(/\/$/, "") },
      help: { type: "boolean", default: false },
    };
    const { values } = parseArgs({ options });
    if (values["skip-tests"] && !values["dry-run"])
      throw new Error("a release runs every test: --skip-tests needs --dry-run (SKIP_TESTS=1 needs DRY_RUN=1)");
    return values;
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

const heading = (text) => console.log(`\n\x1b[1m==> ${text}\x1b[0m`);

/** Prints a check. Returns its problems. */
function report({ name, problems }) {
  console.log(`${problems.length === 0 ? "ok     " : "FAILED "} ${name}`);
  for (const problem of problems) console.log(`          ${problem}`);
  return problems;
}

/** Runs targets of the Makefile. Returns the failures. */
function make(root, ...targets) {
  const { status } = spawnSync("make", targets, { cwd: root, env: environment(root), stdio: "inherit" });
  return status === 0 ? [] : [`\`make ${targets.join(" ")}\` failed`];
}

async function build(root, head) {
  heading(`building ${head} twice, from clean clones`);
  const { files, problems, tree } = await buildTwice(root, head);
  const checks = [
    { name: "two builds gave the same bytes", problems },
    { name: "the contents of the tarball", problems: tarballProblems(files.tarball, tree) },
    { name: "the contents of the crate", problems: crateProblems(files.crate, tree, head) },
  ];
  const found = checks.flatMap(report);
  return found.length > 0
    ? { problems: found }
    : { problems: found, versions: tools(tree, root), files: keep(files, root) };
}

function writeNotes(root, release) {
  const text = notes({ ...release, changed: changes(readFileSync(`${root}/CHANGELOG.md`, "utf8"), release.version) });
  writeFileSync(`${root}/target/release-check/out/notes.md`, text);
  heading("the release notes, also in target/release-check/out/notes.md");
  console.log(text);
}

async function main({ root, "dry-run": dryRun, "skip-tests": skipTests }) {
  const version = packageKey(root, "version");
  heading(`countersign ${version}${dryRun ? ": A DRY RUN, of which nothing is to be published" : ""}`);
  const problems = checkSource(root, new Date().toISOString().slice(0, 10)).flatMap(report);
  if (problems.length > 0 && !dryRun) return stop(`${count(problems)}: nothing was tested or built`);

  heading(skipTests ? "make test: SKIPPED" : "make test");
  problems.push(
    ...make(root, ...(skipTests ? [".tools/ready", "src/js/build/node_modules/.installed"] : ["licences", "test"])),
  );
  if (problems.length > 0 && !dryRun) return stop(`${count(problems)}: nothing was packed`);

  const commit = headOf(root);
  const built = await build(root, commit);
  problems.push(...built.problems);
  if (built.problems.length > 0) return stop(`${count(problems)}: not to be published`, problems);
  const release = { version, commit, ...built };
  writeNotes(root, release);
  if (problems.length > 0) return stop(`${count(problems)}: not to be published`, problems);
  const how = `a dry run${skipTests ? " WITHOUT TESTS" : ""} that found no problem: not to be published`;
  console.log(dryRun ? how : publishing(release));
  return 0;
}

const count = ({ length }) => `${length} ${length === 1 ? "problem" : "problems"}`;

/** Prints why there is no release. Returns the exit code. */
function stop(how, problems = []) {
  console.error(["", how, ...problems.map((problem) => `  ${problem}`)].join("\n"));
  return 1;
}

const options = readOptions();
if (options.help) console.log(HELP);
else process.exitCode = await main(options).catch(({ message }) => stop(message));
