//! SHA-256 (FIPS 180-4), computed by the `sha2` crate.

use alloc::string::String;
use sha2::Sha256;
use sha2::digest::block_api::{Buffer, CoreProxy};
use sha2::digest::{FixedOutput, Update};

/// The length of a digest in bytes.
pub(crate) const LENGTH: usize = 32;

/// The state of a hash between two blocks.
pub(crate) type State = <Sha256 as CoreProxy>::Core;

/// Passes the parts of a message to a function, one after the other.
pub(crate) type Parts<'p> = dyn Fn(&mut dyn FnMut(&[u8])) + 'p;

/// Writes the digest of a message.
pub(crate) fn sha256(message: &[u8], digest: &mut [u8; LENGTH]) {
    finish(State::default(), &|take| take(message), digest);
}

/// Hashes the rest of a message after a state, and writes the digest.
// Not inlined: each caller would get a copy of the hash.
#[inline(never)]
pub(crate) fn finish(state: State, rest: &Parts<'_>, digest: &mut [u8; LENGTH]) {
    let mut hash = Sha256::compose(state, Buffer::<State>::default());
    rest(&mut |part| hash.update(part));
    hash.finalize_into(digest.into());
}

/// Returns a digest in hexadecimal digits. `base16ct::lower::encode_string` could panic, and the code for that is
/// larger than this function.
pub(crate) fn hex(digest: &[u8; LENGTH]) -> String {
    let mut digits = [0; 2 * LENGTH];
    let written = base16ct::lower::encode_str(digest, &mut digits);
    String::from(written.unwrap_or_default())
}
