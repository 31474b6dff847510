// Adding a provider takes one folder and one word: a copy of the sources with a new one builds, verifies, receives and signs.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { promisify } from "node:util";
import { root } from "../support/files.mjs";

const TESTS = `
#[cfg(test)]
mod tests {
    use crate::{Config, Error, Incoming, Trust, acme, testing};

    const BODY: &[u8] = br#"{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z","data":{"orderId":"433564"}}"#;

    #[test]
    fn what_is_signed_is_received() {
        let config = Config::new().secret("whsec_acme");
        let headers = [testing::acme::sign(BODY, &"whsec_acme".into()).unwrap()];
        assert_eq!(headers[0].0, "x-acme-mac");
        assert!(headers[0].1.starts_with("v1="));
        let incoming = Incoming::new(BODY).headers(&headers);
        assert_eq!(acme::verify(&incoming, &config).unwrap().trust, Trust::Signature);
        let received = acme::receive(&incoming, &config).unwrap();
        assert_eq!(received.event.provider, "acme");
        assert!(received.event.dedupe_key.starts_with("acme:"));
        assert!(received.to_json().starts_with(r#"{"provider":"acme","#));
    }

    #[test]
    fn what_another_key_or_provider_signed_is_refused() {
        let config = Config::new().secret("whsec_acme");
        let verify = |headers| acme::verify(&Incoming::new(BODY).headers(headers), &config).unwrap_err();
        let wrong = [testing::acme::sign(BODY, &"whsec_other".into()).unwrap()];
        assert_eq!(verify(&wrong).code(), "mismatch");
        let other = [testing::optondemand::sign(BODY, &"whsec_acme".into()).unwrap()];
        assert_eq!(verify(&other), Error::MissingHeader { name: "x-acme-mac".into() });
        let form = [("x-acme-mac", other[0].1.clone())];
        assert_eq!(verify(&form), Error::MalformedSignature);
    }
}
`;

/** Makes a new provider from the one that signs, with its own name, header and prefix. */
function addProvider(copy) {
  const folder = `${copy}/src/providers/acme`;
  mkdirSync(folder);
  const from = `${root}src/providers/optondemand`;
  const renamed = (text) =>
    text
      .replaceAll("optondemand", "acme")
      .replaceAll("OptOnDemand", "Acme")
      .replace('"x-signature"', '"x-acme-mac"')
      .replace('"sha256="', '"v1="');
  for (const file of readdirSync(from).filter((name) => /\.(?:rs|ts)$/.test(name)))
    writeFileSync(`${folder}/${file}`, renamed(readFileSync(`${from}/${file}`, "utf8")));
  writeFileSync(`${folder}/mod.rs`, TESTS, { flag: "a" });
  const list = `${copy}/src/providers/mod.rs`;
  const before = readFileSync(list, "utf8");
  const after = before.replace("providers!(isendu,", "providers!(acme, isendu,");
  assert.notEqual(after, before);
  writeFileSync(list, after);
}

test("one folder and one word add a provider that verifies, receives and signs", async (context) => {
  mkdirSync(`${root}target`, { recursive: true });
  const copy = mkdtempSync(`${root}target/new-provider-`);
  context.after(() => rmSync(copy, { recursive: true }));
  for (const path of ["src", "Cargo.lock", "README.md"])
    cpSync(`${root}${path}`, `${copy}/${path}`, { recursive: true });
  // Without the crate's tests and the other packages.
  const manifest = readFileSync(`${root}Cargo.toml`, "utf8")
    .replace(/^members = .*$/m, "")
    .replace(/^\[\[test\]\]\n(?:\w.*\n)*/gm, "");
  writeFileSync(`${copy}/Cargo.toml`, manifest);
  addProvider(copy);
  const env = { ...process.env, CARGO_TARGET_DIR: `${root}target` };
  const { stdout } = await promisify(execFile)("cargo", ["test", "--quiet", "--offline", "--lib", "acme"], {
    cwd: copy,
    env,
    maxBuffer: 2 ** 24,
  });
  assert.match(stdout, /test result: ok\. 2 passed/);
});
