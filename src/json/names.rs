//! The keys of the objects that are open, to find one that comes twice.

use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{BuildHasher, DefaultHasher, Hasher};

/// Up to this many keys, comparing them one by one is cheaper than hashing them.
const FEW: usize = 16;

/// The keys of all open objects, innermost last.
pub(super) struct Names<'a> {
    text: &'a str,
    few: Vec<Cow<'a, str>>,
}

/// Where the keys of one open object are.
#[derive(Default)]
pub(super) struct Scope<'a> {
    from: usize,
    many: Option<HashSet<Cow<'a, str>, Seed>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            few: Vec::new(),
        }
    }

    pub(super) fn open(&self) -> Scope<'a> {
        Scope {
            from: self.few.len(),
            many: None,
        }
    }

    pub(super) fn close(&mut self, scope: &Scope<'a>) {
        self.few.truncate(scope.from);
    }

    /// Adds a key to the innermost object; false when it is there already.
    pub(super) fn insert(&mut self, scope: &mut Scope<'a>, name: Cow<'a, str>) -> bool {
        if let Some(many) = &mut scope.many {
            return many.insert(name);
        }
        let siblings = self.few.get(scope.from..).unwrap_or_default();
        if siblings.contains(&name) {
            return false;
        }
        if siblings.len() < FEW {
            self.few.push(name);
        } else {
            let mut many = HashSet::with_hasher(Seed::of(self.text));
            many.extend(self.few.drain(scope.from..));
            many.insert(name);
            scope.many = Some(many);
        }
        true
    }
}

/// SipHash, preceded by a digest of the whole document.
///
/// WebAssembly has no source of randomness of its own, and a fixed key would let a sender prepare keys that all
/// collide. With the document's own digest in front, changing one key to make it collide changes the hash of all.
#[derive(Clone)]
struct Seed([u8; 32]);

impl Seed {
    fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }
}

impl BuildHasher for Seed {
    type Hasher = DefaultHasher;

    fn build_hasher(&self) -> DefaultHasher {
        let mut hasher = DefaultHasher::new();
        hasher.write(&self.0);
        hasher
    }
}
