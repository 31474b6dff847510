//! A hash for which a sender can't prepare colliding keys.

use super::sha256::{LENGTH, sha256};
use core::hash::Hasher;
use siphasher::sip::SipHasher13;

/// The key of a SipHash: half of a digest of all the texts that it hashes.
///
/// Neither WebAssembly nor a crate without `std` has a source of randomness, and with a fixed key a sender could
/// prepare colliding keys. Here, a change to one text changes the hashes of all.
#[derive(Clone)]
pub(crate) struct Seed([u8; 16]);

impl Seed {
    /// Derives the key from all texts that will be hashed.
    pub(crate) fn of<'t>(whole: impl IntoIterator<Item = &'t str>) -> Self {
        let chain = |so_far: [u8; LENGTH], text: &str| {
            let (mut next, mut both) = ([0; LENGTH], [0; LENGTH]);
            sha256(text.as_bytes(), &mut next);
            sha256([so_far, next].as_flattened(), &mut both);
            both
        };
        let digest = whole.into_iter().fold([0; LENGTH], chain);
        Self(digest.first_chunk().copied().unwrap_or_default())
    }

    /// Hashes one of these texts.
    pub(crate) fn hash(&self, text: &str) -> u64 {
        let mut hasher = SipHasher13::new_with_key(&self.0);
        hasher.write(text.as_bytes());
        hasher.finish()
    }
}

#[cfg(test)]
pub mod tests {
    use super::Seed;
    use std::collections::HashSet;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// The part of a hash that selects a slot in a table of 1024.
    fn place(seed: &Seed, key: &str) -> u64 {
        seed.hash(key) % 1024
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn colliding_keys_are_spread_by_the_seed_of_the_document_that_contains_them() {
        let guess = Seed::of(["any document that a sender may have in mind"]);
        let colliding: Vec<_> = (0..100_000)
            .map(|number| number.to_string())
            .filter(|key| place(&guess, key) == 0)
            .collect();
        assert!(colliding.len() > 64);
        let its_own = Seed::of(colliding.iter().map(String::as_str));
        let places: HashSet<_> = colliding.iter().map(|key| place(&its_own, key)).collect();
        assert!(places.len() > colliding.len() / 2);
    }
}
