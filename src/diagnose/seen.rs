//! A set of values that were tried. We insert one by one: `collect` would sort a list, and each such sort adds 5 KB to the
//! module.

use alloc::collections::BTreeSet;

/// Returns a set of one.
pub(crate) fn once<T: Ord>(first: T) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.insert(first);
    set
}
