//! The keys of all open objects, to find duplicates.

use crate::crypto::positions::Positions;
use crate::crypto::seed::Seed;
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Up to this many keys, a linear search is cheaper than hashing.
const LINEAR_SEARCH_MAX: usize = 16;

/// The keys of all open objects, innermost last.
pub(super) struct OpenKeys<'a> {
    text: &'a str,
    keys: Vec<Cow<'a, str>>,
    /// The first object that needs it creates it, and all objects share it: a document may have ten thousand of them.
    seed: Option<Seed>,
}

/// The range of one open object's keys.
#[derive(Default)]
pub(super) struct Scope {
    from: usize,
    /// The [`bloom_bit`]s of all keys. A key whose bit is not set is new, which holds for most keys.
    bloom: u64,
    index: Option<Positions>,
}

/// Returns a bit derived from a text.
fn bloom_bit(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let ends = [bytes.first(), bytes.last()].map(|byte| byte.copied().map_or(0, u32::from));
    let length = u32::try_from(bytes.len()).unwrap_or_default();
    let [first, last] = ends;
    1_u64.rotate_left(
        first
            .wrapping_add(last.wrapping_mul(5))
            .wrapping_add(length.wrapping_mul(11)),
    )
}

impl<'a> OpenKeys<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            keys: Vec::new(),
            seed: None,
        }
    }

    pub(super) fn open(&self) -> Scope {
        Scope {
            from: self.keys.len(),
            ..Scope::default()
        }
    }

    pub(super) fn close(&mut self, scope: &Scope) {
        self.keys.truncate(scope.from);
    }

    /// Adds a key to the innermost object. Returns false if it is a duplicate.
    pub(super) fn insert(&mut self, scope: &mut Scope, name: Cow<'a, str>) -> bool {
        let siblings = self.keys.get(scope.from..).unwrap_or_default();
        if siblings.len() < LINEAR_SEARCH_MAX {
            let bit = bloom_bit(&name);
            if scope.bloom & bit != 0 && siblings.contains(&name) {
                return false;
            }
            scope.bloom |= bit;
        } else {
            let index = scope.index.get_or_insert_with(|| {
                let seed = self.seed.get_or_insert_with(|| Seed::of([self.text]));
                let mut index = Positions::new(seed.clone());
                for (position, key) in siblings.iter().enumerate() {
                    index.find_or_add(key, position, &|_| false);
                }
                index
            });
            let is_same = |position: usize| siblings.get(position) == Some(&name);
            if index.find_or_add(&name, siblings.len(), &is_same).is_some() {
                return false;
            }
        }
        self.keys.push(name);
        true
    }
}

#[cfg(test)]
pub mod tests {
    use super::OpenKeys;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn key(number: usize) -> alloc::borrow::Cow<'static, str> {
        number.to_string().into()
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_key_counts_once_in_each_object() {
        let mut names = OpenKeys::new("the document");
        let mut outer = names.open();
        for number in 0..100 {
            assert!(names.insert(&mut outer, key(number)));
            let mut inner = names.open();
            for inner_number in 0..number {
                assert!(names.insert(&mut inner, key(inner_number)));
                assert!(!names.insert(&mut inner, key(inner_number)));
            }
            names.close(&inner);
            assert!(!names.insert(&mut outer, key(number)));
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn the_document_is_digested_once() {
        let text = "x".repeat(1_000_000);
        let mut names = OpenKeys::new(&text);
        for _ in 0..10_000 {
            let mut scope = names.open();
            assert!((0..20).all(|number| names.insert(&mut scope, key(number))));
            names.close(&scope);
        }
    }
}
