//! Questions about texts that constant functions can answer.

/// The longest text: JavaScript keeps its length in one byte.
const MOST_BYTES: usize = 255;

pub(super) const fn is_long(text: &[u8]) -> bool {
    text.len() > MOST_BYTES
}

/// The characters that a text may contain.
#[derive(Clone, Copy)]
pub(super) enum Class {
    Name,
    /// A header's name in lower case (RFC 9110, section 5.6.2).
    Token,
    Printable,
    /// Names joined by dots.
    Path,
}

#[inline(never)]
pub(super) const fn is_all(text: &[u8], class: Class) -> bool {
    let mut left = text;
    let mut before = b'.';
    while let [byte, behind @ ..] = left {
        let is_word = matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        let is_fine = match class {
            Class::Name => is_word,
            Class::Token => {
                is_word
                    || matches!(
                        byte,
                        b'!' | b'#'..=b'\'' | b'*' | b'+' | b'.' | b'^' | b'`' | b'|' | b'~'
                    )
            }
            Class::Printable => matches!(byte, b' '..=b'~'),
            Class::Path => !byte.is_ascii_control() && (*byte != b'.' || before != b'.'),
        };
        if !is_fine {
            return false;
        }
        before = *byte;
        left = behind;
    }
    match class {
        Class::Path => before != b'.',
        Class::Token => !text.is_empty(),
        Class::Name | Class::Printable => true,
    }
}

pub(super) const fn is_printable(text: &[u8]) -> bool {
    is_all(text, Class::Printable)
}

pub(super) const fn is_path(path: &[u8]) -> bool {
    is_all(path, Class::Path)
}

#[inline(never)]
pub(super) const fn contains(text: &[u8], wanted: u8) -> bool {
    let mut left = text;
    while let [byte, behind @ ..] = left {
        if *byte == wanted {
            return true;
        }
        left = behind;
    }
    false
}

/// Returns whether a text begins with another; if `ignores_case`, whatever the ASCII case of either is.
#[inline(never)]
pub(super) const fn begins(text: &[u8], start: &[u8], ignores_case: bool) -> bool {
    let (mut left, mut right) = (text, start);
    while let ([first, rest @ ..], [second, more @ ..]) = (left, right) {
        if *first != *second && !(ignores_case && first.eq_ignore_ascii_case(second)) {
            return false;
        }
        left = rest;
        right = more;
    }
    right.is_empty()
}

#[inline(never)]
pub(super) const fn is_equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && {
        let (mut left, mut right) = (one, other);
        while let ([first, rest @ ..], [second, more @ ..]) = (left, right) {
            if *first != *second {
                return false;
            }
            left = rest;
            right = more;
        }
        true
    }
}
