//! Forms, and which characters they and URLs escape.

use alloc::vec::Vec;

pub(crate) const FORM: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*');

pub(crate) const COMPONENT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'!')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Returns a pair of a form, decoded: the key and the value.
pub(crate) fn form_pair(bytes: &[u8], index: usize) -> Option<(Vec<u8>, Vec<u8>)> {
    let pair = bytes.split(|b| *b == b'&').nth(index)?;
    let at = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
    let decode = |part: &[u8]| {
        let blanks: Vec<u8> = part
            .iter()
            .map(|b| if *b == b'+' { b' ' } else { *b })
            .collect();
        percent_encoding::percent_decode(&blanks).collect()
    };
    Some((
        decode(pair.get(..at)?),
        decode(pair.get(at.saturating_add(1)..).unwrap_or_default()),
    ))
}
