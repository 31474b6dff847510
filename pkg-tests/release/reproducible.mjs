// Builds the last commit twice and compares the bytes. Run by `make reproducible`.

import { root as here } from "../support/files.mjs";
import { buildTwice, keep } from "./build.mjs";
import { digests } from "./notes.mjs";
import { commit } from "./source.mjs";
import { tools } from "./tools.mjs";

const HELP = `Builds the last commit twice, from clean clones below target/release-check, and compares the bytes.

usage: node pkg-tests/release/reproducible.mjs [--help]

The places differ in path, cargo home, file modes, time zone and language. What is not committed is not built.
Exits with 1 when a file differs, and says where.
`;

const root = here.replace(/\/$/, "");

async function main() {
  const head = commit(root);
  console.log(`building ${head} twice, about a minute each`);
  const { files, problems, tree } = await buildTwice(root, head);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) return 1;
  const versions = Object.entries(tools(tree, root));
  console.log("\nthe same bytes twice:\n");
  for (const { sha256, name } of Object.values(keep(files, root)).map(digests)) console.log(`${sha256}  ${name}`);
  console.log(`\nmade with\n\n${versions.map(([name, version]) => `${name} ${version}`).join("\n")}`);
  return 0;
}

const args = process.argv.slice(2);
if (args.length > 0) {
  console.log(HELP);
  process.exitCode = args[0] === "--help" ? 0 : 2;
} else {
  process.exitCode = await main().catch(({ message }) => {
    console.error(message);
    return 1;
  });
}
