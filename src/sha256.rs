//! SHA-256 (FIPS 180-4) in one go, on sha2's compression function.
//!
//! Every message here is there as a whole. So whole blocks are compressed where they lie, and no hasher is built, moved
//! and wiped: `sha2::Sha256` does the same work with a buffer between, and is the oracle of the tests.

use crate::secret::Secret;
use alloc::string::String;
use sha2::block_api::compress256;
use zeroize::optimization_barrier;

/// The length of a block in bytes.
pub(crate) const BLOCK: usize = 64;

/// The length of a digest in bytes.
pub(crate) const LENGTH: usize = 32;

/// How many bytes the length of the message takes at the end of the padding.
const LENGTH_BYTES: usize = 8;

/// What a hash has made of whole blocks: eight words, and how many bytes those blocks had.
///
/// What is moved leaves a copy behind, so nothing here is: results go to where the caller wants them.
pub(crate) struct State {
    words: [u32; 8],
    absorbed: usize,
}

impl State {
    /// FIPS 180-4, section 5.3.3.
    pub(crate) const INITIAL: Self = Self {
        words: [
            0x6a09_e667,
            0xbb67_ae85,
            0x3c6e_f372,
            0xa54f_f53a,
            0x510e_527f,
            0x9b05_688c,
            0x1f83_d9ab,
            0x5be0_cd19,
        ],
        absorbed: 0,
    };

    /// Takes up where [`write`](Self::write) was called after a block.
    pub(crate) fn resume_after_block(&mut self, words: &[u8; LENGTH]) {
        self.absorbed = BLOCK;
        let (bytes, _) = words.as_chunks();
        let pairs = self.words.iter_mut().zip(bytes);
        pairs.for_each(|(word, bytes)| *word = u32::from_be_bytes(*bytes));
    }

    /// Writes the words, as a digest has them.
    pub(crate) fn write(&self, into: &mut [u8; LENGTH]) {
        let (bytes, _) = into.as_chunks_mut();
        let pairs = bytes.iter_mut().zip(&self.words);
        pairs.for_each(|(bytes, word)| *bytes = word.to_be_bytes());
    }

    /// Takes in the rest of the message and the padding (FIPS 180-4, section 5.1.1), and writes the digest.
    pub(crate) fn finish(&mut self, message: &[u8], digest: &mut [u8; LENGTH]) {
        let (blocks, rest) = message.as_chunks();
        self.compress(blocks);
        let bits = u64::try_from(self.absorbed.saturating_add(rest.len())).unwrap_or(u64::MAX);
        let mut padding = Secret::from([0; 2 * BLOCK]);
        if let Some((start, after)) = padding.split_at_mut_checked(rest.len()) {
            start.copy_from_slice(rest);
            after.iter_mut().take(1).for_each(|byte| *byte = 0x80);
        }
        let (blocks, _) = padding.as_chunks_mut::<BLOCK>();
        let fits_in_one = rest.len() < BLOCK - LENGTH_BYTES;
        let used = blocks
            .get_mut(..if fits_in_one { 1 } else { 2 })
            .unwrap_or_default();
        if let Some(length) = used.as_flattened_mut().last_chunk_mut() {
            *length = bits.saturating_mul(8).to_be_bytes();
        }
        self.compress(used);
        self.write(digest);
    }

    /// Takes in whole blocks.
    pub(crate) fn compress(&mut self, blocks: &[[u8; BLOCK]]) {
        compress256(&mut self.words, blocks);
        self.absorbed = self.absorbed.saturating_add(blocks.as_flattened().len());
    }
}

impl Drop for State {
    // Out of line, as the wipe of every Secret.
    #[inline(never)]
    fn drop(&mut self) {
        self.words.fill(0);
        optimization_barrier(&self.words);
    }
}

/// Writes the digest of a message.
// Out of line: it is called in many places, and the call costs nothing beside the hash.
#[inline(never)]
pub(crate) fn sha256(message: &[u8], digest: &mut [u8; LENGTH]) {
    let mut state = State::INITIAL;
    state.finish(message, digest);
}

/// Returns a digest in hexadecimal digits. `base16ct::lower::encode_string` could panic, which takes more code than all of
/// this.
pub(crate) fn hex(digest: &[u8; LENGTH]) -> String {
    let mut digits = [0; 2 * LENGTH];
    let written = base16ct::lower::encode_str(digest, &mut digits);
    String::from(written.unwrap_or_default())
}

#[cfg(test)]
pub mod tests {
    use super::sha256;
    use sha2::{Digest, Sha256};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn every_length_around_the_padding_is_as_sha2_has_it() {
        let message: Vec<u8> = (0..=255).cycle().take(1000).collect();
        for length in 0..message.len() {
            let message = message.get(..length).unwrap();
            let mut digest = [0; 32];
            sha256(message, &mut digest);
            assert_eq!(digest.as_slice(), Sha256::digest(message).as_slice());
        }
    }
}
