//! The headers of a scheme: each name is valid, and used once.

use super::Refusal;
use super::texts::{Class, contains, is_all, is_equal, is_long, is_printable};
use crate::verify::schemes::kinds::{Fault, Place};
use crate::verify::schemes::scheme::{MOST_NAMES, Scheme};

impl Scheme<'_> {
    #[inline(never)]
    pub(super) const fn headers_refusal(&self) -> Option<Refusal> {
        if let Some(fault) = self.fault {
            return Some(match fault {
                Fault::HeaderWithoutName => member(0, Named::NoToken),
                Fault::ConstantWithoutName => member(MOST_NAMES, Named::NoToken),
                Fault::FifthHeader => "`header` must have four names at most",
                Fault::FifthConstant => "`require` must have four headers at most",
            });
        }
        let [first, ..] = self.headers;
        if first.is_empty() {
            return Some("`header` is needed: the name of the header that carries the proof");
        }
        if let Some((Place::Header(name), _)) = self.timestamp
            && name.is_empty()
        {
            return Some(member(4, Named::NoToken));
        }
        if let Some(Place::Header(name)) = self.id
            && name.is_empty()
        {
            return Some(member(5, Named::NoToken));
        }
        let names = self.header_names();
        let mut left: &[&str] = &names;
        let mut at = 0_usize;
        while let [name, behind @ ..] = left {
            if !name.is_empty() && !is_all(name.as_bytes(), Class::Token) {
                return Some(member(at, Named::NoToken));
            }
            if is_long(name.as_bytes()) {
                return Some(member(at, Named::TooLong));
            }
            at = at.saturating_add(1);
            left = behind;
            let mut others = behind;
            let mut place = at;
            while let [other, more @ ..] = others {
                if !name.is_empty() && is_equal(name.as_bytes(), other.as_bytes()) {
                    return Some(member(place, Named::Twice));
                }
                place = place.saturating_add(1);
                others = more;
            }
        }
        let mut left: &[(&str, &str)] = &self.required;
        while let [(name, value), behind @ ..] = left {
            if is_long(value.as_bytes()) {
                return Some(member(MOST_NAMES, Named::TooLong));
            }
            if !name.is_empty() && !is_constant(value.as_bytes()) {
                return Some(
                    "`require` has values in printable ASCII without a comma, and without blanks around them",
                );
            }
            left = behind;
        }
        None
    }
}

/// What is wrong with a header's name.
#[derive(Clone, Copy)]
enum Named {
    NoToken,
    TooLong,
    Twice,
}

/// Returns the message about a name, by its position among all names.
const fn member(at: usize, problem: Named) -> Refusal {
    macro_rules! of {
        ($member:literal) => {
            match problem {
                Named::NoToken => concat!(
                    "`",
                    $member,
                    "` must be a header's name in lower case, as in \"x-acme-signature\""
                ),
                Named::TooLong => too_long!($member),
                Named::Twice => concat!(
                    "`",
                    $member,
                    "` repeats the name of another header: each header has one purpose"
                ),
            }
        };
    }
    match at {
        0..4 => of!("header"),
        4 => of!("timestamp.header"),
        5 => of!("id.header"),
        _ => of!("require"),
    }
}

/// Returns whether a text can be the whole value of a header.
const fn is_constant(value: &[u8]) -> bool {
    is_printable(value) && !contains(value, b',') && !matches!(value, [] | [b' ', ..] | [.., b' '])
}
