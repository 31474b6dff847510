// Writes the release notes and the publishing steps as text.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";

const digest = (bytes, algorithm, encoding) => createHash(algorithm).update(bytes).digest(encoding);

/** Returns the digests of a file: its SHA-256, and its integrity as npm writes it. */
export function digests(path) {
  const bytes = readFileSync(path);
  return {
    name: basename(path),
    length: bytes.length,
    sha256: digest(bytes, "sha256", "hex"),
    integrity: `sha512-${digest(bytes, "sha512", "base64")}`,
  };
}

/** Returns the release notes, as Markdown. */
export function notes({ version, commit, changed, files, versions }) {
  const [rust] = versions.rustc.split(" ");
  const rows = Object.values(files)
    .map(digests)
    .map(({ name, length, sha256 }) => `| \`${name}\` | ${length} | \`${sha256}\` |`);
  const unpacked = digest(gunzipSync(readFileSync(files.tarball)), "sha256", "hex");
  return `# countersign ${version}

${changed.replace(/^### /gm, "## ")}

## What was built

| file | bytes | SHA-256 |
| --- | --- | --- |
${rows.join("\n")}

The tarball's integrity, as npm and lock files write it: \`${digests(files.tarball).integrity}\`

Two builds of commit \`${commit}\`, from clean clones in different places, gave these very bytes. They were made with

${Object.entries(versions)
  .map(([name, value]) => `- ${name} ${value}`)
  .join("\n")}

and with what \`Cargo.lock\` and \`src/js/build/package-lock.json\` pin. To build them again:

\`\`\`sh
git checkout v${version}
rustup toolchain install ${rust} --profile minimal --target wasm32-unknown-unknown
RUSTUP_TOOLCHAIN=${rust} make build
sha256sum pkg/countersign.wasm target/npm/countersign-${version}.tgz
RUSTUP_TOOLCHAIN=${rust} cargo package --locked --package countersign
sha256sum target/package/countersign-${version}.crate
\`\`\`

Another release of npm or Node.js may compress otherwise. What is in the tarball has the SHA-256
\`${unpacked}\` (\`gunzip -c countersign-${version}.tgz | sha256sum\`).
`;
}

/** Returns the steps to publish, and to check afterwards that these bytes were published. */
export function publishing({ version, commit, files }) {
  const [tarball, crate] = [digests(files.tarball), digests(files.crate)];
  return `What to publish, once you have read the notes. None of it was done.

  git tag --sign v${version} ${commit} --message "countersign ${version}"
  git push origin v${version}

  npm publish ${files.tarball} --access public --provenance
      In GitHub Actions (\`permissions: id-token: write\`) or GitLab CI/CD (\`id_tokens: SIGSTORE_ID_TOKEN\`, aud: sigstore), from the
      repository that package.json names: elsewhere npm refuses --provenance. With a trusted publisher set up in the package's
      settings, npm 11.5.1 or later on Node.js 22.14 or later needs no token and adds the provenance without the flag. It can be set
      up once the package exists: the first version is published with a token, or without --provenance from your own machine.

  cargo publish --locked --package countersign
      In a clean clone of v${version}. With trusted publishing set up in the crate's settings (rust-lang/crates-io-auth-action in
      GitHub Actions, an id token for crates.io in GitLab CI/CD) it needs no stored token; the first version does.

Afterwards, check that the registries have the bytes that were built here:

  npm view countersign@${version} dist.integrity
      ${tarball.integrity}
  the checksum of countersign ${version} in the Cargo.lock of a project that depends on it
      ${crate.sha256}
`;
}
