//! A hash for which nobody can prepare keys that collide.

use super::sha256::{LENGTH, sha256};
use core::hash::Hasher;
use siphasher::sip::SipHasher13;

/// The key of a SipHash: half of a digest of everything that it is used on.
///
/// WebAssembly has no source of randomness of its own, nor has a crate without `std`, and a fixed key would let a sender
/// prepare keys that all collide. With one from the digest of the whole, changing one key to make it collide changes the
/// hash of all.
#[derive(Clone)]
pub(crate) struct Seed([u8; 16]);

impl Seed {
    /// Takes the whole: what is hashed later must be a part of it.
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

    /// Hashes a part of the whole.
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

    /// The part of a hash that chooses a place in a table of 1024.
    fn place(seed: &Seed, key: &str) -> u64 {
        seed.hash(key) % 1024
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn keys_that_collide_under_one_seed_are_spread_by_the_seed_of_a_document_that_holds_them() {
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
