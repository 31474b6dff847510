//! The keys of the objects that are open, to find one that comes twice.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// Up to this many keys, comparing them one by one is cheaper than a tree.
const LINEAR_SEARCH_MAX: usize = 16;

/// The keys of the open objects that have few of them, innermost last.
#[derive(Default)]
pub(super) struct OpenKeys<'a>(Vec<Cow<'a, str>>);

/// Where the keys of one open object are.
#[derive(Default)]
pub(super) struct Scope<'a> {
    from: usize,
    /// A bit for each [`bloom_bit`] that one of the keys has: most keys have another, and then are no key that was there.
    bloom: u64,
    /// All keys of an object that has many. A tree, because a sender can choose keys that collide in a hash table.
    many: Option<BTreeSet<Cow<'a, str>>>,
}

/// Returns a bit that says something about a text.
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
    pub(super) fn open(&self) -> Scope<'a> {
        Scope {
            from: self.0.len(),
            ..Scope::default()
        }
    }

    pub(super) fn close(&mut self, scope: &Scope<'a>) {
        self.0.truncate(scope.from);
    }

    /// Adds a key to the innermost object; false when it is there already.
    pub(super) fn insert(&mut self, scope: &mut Scope<'a>, name: Cow<'a, str>) -> bool {
        if let Some(many) = &mut scope.many {
            return many.insert(name);
        }
        let siblings = self.0.get(scope.from..).unwrap_or_default();
        if siblings.len() >= LINEAR_SEARCH_MAX {
            let mut many: BTreeSet<_> = self.0.drain(scope.from..).collect();
            let is_new = many.insert(name);
            scope.many = Some(many);
            return is_new;
        }
        let bit = bloom_bit(&name);
        if scope.bloom & bit != 0 && siblings.contains(&name) {
            return false;
        }
        scope.bloom |= bit;
        self.0.push(name);
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
        let mut names = OpenKeys::default();
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
}
