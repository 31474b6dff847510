//! HMAC-SHA256 through the function that a receiver calls: Wycheproof's vectors, and random messages whose MACs
//! node:crypto and WebCrypto computed. Natively and in WebAssembly. The vectors of RFC 4231 are in `src/crypto/hmac.rs`.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use countersign::{Config, Error, Incoming, optondemand};
use wasm_bindgen_test::wasm_bindgen_test;
use wycheproof::{TestResult, mac};

#[wasm_bindgen_test(unsupported = test)]
fn vectors_of_wycheproof() {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
    let (mut accepted, mut refused, mut cut) = (0, 0, 0);
    for group in &set.test_groups {
        for test in &group.tests {
            let signature = format!("sha256={}", base16ct::lower::encode_string(&test.tag));
            let headers = [("x-signature", signature)];
            let config = Config::new().secret(test.key.as_slice());
            let result = optondemand::verify(&Incoming::new(&test.msg).headers(&headers), &config);
            let expected = if test.key.is_empty() {
                Some("invalid_config")
            } else if group.tag_size != 256 {
                cut += 1;
                Some("malformed_signature")
            } else if test.result == TestResult::Valid {
                accepted += 1;
                None
            } else {
                refused += 1;
                Some("mismatch")
            };
            let code = result.as_ref().err().map(Error::code);
            assert_eq!(code, expected, "tcId {}: {}", test.tc_id, test.comment);
        }
    }
    assert_eq!((accepted, refused, cut), (33, 54, 87));
}

/// `differential.test.mjs` compares the same messages with the module, in Node and in workerd.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn macs_of_node_crypto_and_web_crypto() {
    let seed = std::time::UNIX_EPOCH.elapsed().unwrap().subsec_micros();
    let output = std::process::Command::new("node")
        .args(["pkg-tests/conformance/hmac-lines.mjs", &seed.to_string()])
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let mut compared = 0;
    for line in lines.lines() {
        let mut fields = line.split(' ');
        let mut next = || fields.next().unwrap();
        let mut bytes = || base16ct::lower::decode_vec(next()).unwrap();
        let (key, body) = (bytes(), bytes());
        let headers = [("x-signature", format!("sha256={}", next()))];
        let incoming = Incoming::new(&body).headers(&headers);
        let config = Config::new().secret("another").secret(key.as_slice());
        let verified = optondemand::verify(&incoming, &config);
        let Ok(verified) = verified else {
            panic!("seed {seed}: {verified:?}, {line}")
        };
        assert_eq!(verified.key_index, Some(1), "seed {seed}");
        compared += 1;
    }
    assert_eq!(compared, 600, "seed {seed}");
}
