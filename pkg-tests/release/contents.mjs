// The contents of both packages: each file of the npm package by name; for the crate, the sources and the files that they include.

import { readFileSync } from "node:fs";
import { entries } from "./archive.mjs";
import { packageKey } from "./source.mjs";

/** Every file of the npm package. */
export const TARBALL_FILES = [
  "CHANGELOG.md",
  "LICENSE-APACHE",
  "LICENSE-MIT",
  "README.md",
  "SECURITY.md",
  "command.js",
  "core.js",
  "countersign.wasm",
  "diagnose.d.cts",
  "diagnose.d.ts",
  "diagnose.inline.cjs",
  "diagnose.inline.js",
  "diagnose.module.cjs",
  "diagnose/package.json",
  "docs/diagnose.md",
  "docs/errors.md",
  "docs/events.md",
  "docs/frameworks.md",
  "docs/handlers.md",
  "docs/isendu.md",
  "docs/local.md",
  "docs/migrating.md",
  "docs/optondemand.md",
  "docs/reward.md",
  "docs/runtimes.md",
  "docs/rust.md",
  "docs/schemes.md",
  "docs/speed.md",
  "docs/storage.md",
  "docs/testing.md",
  "docs/verify.md",
  "docs/xoxoday.md",
  "edge-light.js",
  "fetch.d.cts",
  "fetch.d.ts",
  "fetch.handler.cjs",
  "fetch.handler.js",
  "fetch/package.json",
  "handlers.d.cts",
  "handlers.d.ts",
  "index.d.cts",
  "index.d.ts",
  "inline.cjs",
  "inline.d.cts",
  "inline.d.ts",
  "inline.js",
  "instance.edge-light.js",
  "instance.inline.cjs",
  "instance.inline.js",
  "instance.next.js",
  "instance.workerd.js",
  "module.cjs",
  "module.d.cts",
  "module.d.ts",
  "module.js",
  "module.workerd.js",
  "next.js",
  "node.d.cts",
  "node.d.ts",
  "node.handler.cjs",
  "node.handler.js",
  "node/package.json",
  "package.json",
  "page.html",
  "presets.d.cts",
  "presets.d.ts",
  "presets.data.cjs",
  "presets.data.js",
  "presets/package.json",
  "testing.d.cts",
  "testing.d.ts",
  "testing.edge-light.js",
  "testing.inline.cjs",
  "testing.inline.js",
  "testing.next.js",
  "testing.workerd.js",
  "testing/package.json",
  "workerd.js",
];

const CRATE_TEXTS = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "SECURITY.md"];
const CRATE_FILES = [
  /^src\/.+\.rs$/,
  /^src\/docs\/rust\.md$/,
  /^src\/(?:providers\/\w+|js\/boundary)\/types\.d\.ts$/,
  /^Cargo\.(?:lock|toml|toml\.orig)$|^\.cargo_vcs_info\.json$/,
];

const missing = (wanted, files) => wanted.filter((file) => !files.includes(file)).map((file) => `${file} is missing`);
const strange = (files, isKnown) =>
  files.filter((file) => !isKnown(file)).map((file) => `${file} does not belong there`);

/** Returns the problems of the file names in the npm package. */
export const tarballFileProblems = (files) => [
  ...missing(TARBALL_FILES, files),
  ...strange(files, (file) => TARBALL_FILES.includes(file)),
];

/** Returns the problems of the file names in the crate. */
export function crateFileProblems(files) {
  const isKnown = (file) => CRATE_TEXTS.includes(file) || CRATE_FILES.some((pattern) => pattern.test(file));
  return [
    ...missing([...CRATE_TEXTS, "Cargo.toml", "src/lib.rs", "src/js/boundary/types.d.ts"], files),
    ...strange(files, isKnown),
  ];
}

/** Returns the files of an archive by their path below its only folder, and the problems of how they are packed. */
function unpack(archive, folder) {
  const problems = [];
  const files = {};
  for (const { path, mode, owner, content } of entries(archive)) {
    if (!path.startsWith(`${folder}/`)) problems.push(`${path} is not in ${folder}/`);
    // npm makes the command executable.
    const wanted = path.endsWith("/command.js") ? 0o755 : 0o644;
    if (mode !== wanted || owner !== "0:0")
      problems.push(`${path} has the mode ${mode.toString(8)} and the owner ${owner}, which depend on who packs it`);
    files[path.slice(folder.length + 1)] = content;
  }
  return { files, problems };
}

const unlike = (root, files, names) =>
  names
    .filter((name) => files[name] && !files[name].equals(readFileSync(`${root}/${name}`)))
    .map((name) => `${name} is not the source's`);

/** Returns the problems of a packed npm package, compared with its source tree. */
export function tarballProblems(archive, root) {
  const { files, problems } = unpack(archive, "package");
  problems.push(
    ...tarballFileProblems(Object.keys(files)),
    ...unlike(root, files, ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "SECURITY.md"]),
  );
  for (const [name, content] of Object.entries(files)) {
    if (/\.c?js$/.test(name) && content.includes("sourceMappingURL")) problems.push(`${name} names a source map`);
  }
  return [...problems, ...manifestProblems(JSON.parse(files["package.json"] ?? "{}"), root)];
}

function manifestProblems(manifest, root) {
  const url = packageKey(root, "repository");
  const wanted = { name: "countersign", version: packageKey(root, "version"), license: packageKey(root, "license") };
  const problems = Object.entries(wanted)
    .filter(([key, value]) => manifest[key] !== value)
    .map(([key, value]) => `package.json has the ${key} ${manifest[key]}, not ${value}`);
  for (const key of ["dependencies", "scripts", "devDependencies"])
    if (manifest[key] !== undefined) problems.push(`package.json has ${key}`);
  if (url !== undefined && !manifest.repository?.url?.includes(url))
    problems.push(`package.json has the repository ${manifest.repository?.url}, not ${url}`);
  return problems;
}

/** Returns the problems of a packed crate, compared with its source tree and commit. */
export function crateProblems(archive, root, commit) {
  const version = packageKey(root, "version");
  const { files, problems } = unpack(archive, `countersign-${version}`);
  problems.push(...crateFileProblems(Object.keys(files)), ...unlike(root, files, CRATE_TEXTS));
  const { git } = JSON.parse(files[".cargo_vcs_info.json"] ?? "{}");
  if (git?.sha1 !== commit || git.dirty)
    problems.push(
      `the crate was packed from ${git?.sha1 ?? "no commit"}${git?.dirty ? " with changes" : ""}, not from ${commit}`,
    );
  return problems;
}
