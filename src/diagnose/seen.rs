//! A set of what was tried. It grows one by one: to make one of a list, the library sorts the list, and each such sort is 5 KB
//! of the module.

use alloc::collections::BTreeSet;

/// Returns a set of one.
pub(crate) fn once<T: Ord>(first: T) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.insert(first);
    set
}
