//! The dedupe key: equal for all deliveries of one event.

use crate::crypto::sha256::{LENGTH, hex, sha256};
use crate::text::join;
use alloc::string::String;

/// Joins the parts of a key with colons.
pub(crate) fn key(parts: &[&str]) -> String {
    join(parts, ":")
}

/// Returns `<scope>:sha256:<hex of the digest>`: a dedupe key for events without an id of their own.
pub(crate) fn digest_key(scope: &str, bytes: &[u8]) -> String {
    let mut digest = [0; LENGTH];
    sha256(bytes, &mut digest);
    join(&[scope, ":sha256:", &hex(&digest)], "")
}

#[cfg(test)]
pub mod tests {
    use super::key;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn keys_have_colons_between_their_parts() {
        assert_eq!(key(&["a", "", "b:c"]), "a::b:c");
    }
}
