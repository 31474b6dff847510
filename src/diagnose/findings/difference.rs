//! Where two bodies differ.

/// Returns the position of the first byte that differs. `None` for equal bodies.
pub(crate) fn first_difference(one: &[u8], other: &[u8]) -> Option<u64> {
    let same = one
        .iter()
        .zip(other)
        .take_while(|(one, other)| one == other)
        .count();
    (one != other).then(|| u64::try_from(same).unwrap_or(u64::MAX))
}
