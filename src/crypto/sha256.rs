//! SHA-256 (FIPS 180-4), computed by the `sha2` crate.

use alloc::string::String;
use sha2::{Digest, Sha256};

/// The length of a digest in bytes.
pub(crate) const LENGTH: usize = 32;

/// Writes the digest of a message.
// Not inlined: each caller would get a copy of the hash.
#[inline(never)]
pub(crate) fn sha256(message: &[u8], digest: &mut [u8; LENGTH]) {
    let mut hasher = Sha256::new();
    hasher.update(message);
    Digest::finalize_into(hasher, digest.into());
}

/// Returns a digest in hexadecimal digits. `base16ct::lower::encode_string` could panic, and the code for that is
/// larger than this function.
pub(crate) fn hex(digest: &[u8; LENGTH]) -> String {
    let mut digits = [0; 2 * LENGTH];
    let written = base16ct::lower::encode_str(digest, &mut digits);
    String::from(written.unwrap_or_default())
}
