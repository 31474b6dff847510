//! Wycheproof's vectors of HMAC-SHA256, through the function that a receiver calls: natively and in WebAssembly. Those of
//! RFC 4231 are in `src/keys.rs`.

#![allow(
    clippy::arithmetic_side_effects,
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
