//! Bytes: as text, as hex, and what is found in them.

use alloc::string::String;
use alloc::vec::Vec;

pub(crate) fn text(bytes: &[u8]) -> Option<&str> {
    core::str::from_utf8(bytes).ok()
}

pub(crate) fn unhex(digits: &str) -> Option<Vec<u8>> {
    base16ct::mixed::decode_vec(digits).ok()
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

pub(crate) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len().max(1))
        .position(|window| window == wanted)
}

pub(crate) fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let (mut rest, mut made) = (bytes, Vec::new());
    while let Some((before, after)) = find(rest, from).and_then(|at| rest.split_at_checked(at)) {
        made.extend_from_slice(before);
        made.extend_from_slice(to);
        rest = after.get(from.len()..).unwrap_or_default();
    }
    made.extend_from_slice(rest);
    made
}

/// Returns where two texts differ first.
pub(crate) fn first_difference(one: &[u8], other: &[u8]) -> Option<u64> {
    let same = one
        .iter()
        .zip(other)
        .take_while(|(one, other)| one == other)
        .count();
    (one != other).then(|| u64::try_from(same).unwrap_or(u64::MAX))
}
