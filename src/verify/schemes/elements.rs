//! The value of a header: a signature with its prefix, or a list of such elements.

use super::base64;
use super::kinds::Encoding;
use super::scheme::Scheme;
use crate::crypto::sha256::{LENGTH, hex};
use crate::text::trim_blanks;
use alloc::string::String;
use memchr::memchr_iter;

impl Scheme<'_> {
    /// Passes on each element of a list, trimmed, or the whole value if it is no list.
    #[inline(never)]
    pub(crate) fn each_element<'v>(&self, value: &'v [u8], take: &mut dyn FnMut(&'v [u8])) {
        match self.list {
            None => take(value),
            Some(separator) => {
                let mut start = 0;
                for end in memchr_iter(separator, value).chain([value.len()]) {
                    take(trim_blanks(value.get(start..end).unwrap_or_default()));
                    start = end.saturating_add(1);
                }
            }
        }
    }

    /// Returns the text after the prefix of an element. `None` if it has another prefix.
    pub(crate) fn behind_prefix<'v>(&self, element: &'v [u8]) -> Option<&'v [u8]> {
        let (front, rest) = element.split_at_checked(self.prefix.len())?;
        let is_prefix = if self.ignores_prefix_case {
            front.eq_ignore_ascii_case(self.prefix.as_bytes())
        } else {
            front == self.prefix.as_bytes()
        };
        is_prefix.then_some(rest)
    }

    /// Returns whether a server joined two values with a comma (RFC 9110, section 5.2). A comma that separates the list, or is
    /// part of an element's prefix, does not count. An element without a prefix may have as many commas as the signature's:
    /// it may be another version.
    pub(crate) fn is_joined(&self, value: &[u8]) -> bool {
        if self.list == Some(b',') || !value.contains(&b',') {
            return false;
        }
        let prefix = self.prefix.as_bytes();
        let value = trim_blanks(value);
        let mut is_joined = false;
        self.each_element(value, &mut |element| {
            let of_time = self.time_prefix().and_then(|own| element.strip_prefix(own));
            is_joined |= match of_time.or_else(|| self.behind_prefix(element)) {
                Some(rest) => rest.contains(&b','),
                // Beside an empty line, or one without a comma, only the comma of the server is there.
                None => {
                    let begins = element.starts_with(b",") && !prefix.starts_with(b",");
                    let ends = element.ends_with(b",") && element.len() < value.len();
                    begins || ends || commas(element) > commas(prefix)
                }
            };
        });
        is_joined
    }
}

#[inline(never)]
fn commas(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte == b',').count()
}

impl Encoding {
    /// Decodes a MAC. `None` for any text that is not the encoding of 32 bytes; hexadecimal digits may have either case.
    pub(crate) fn decode(self, text: &[u8]) -> Option<[u8; LENGTH]> {
        let mut mac = [0; LENGTH];
        if self == Self::Hex {
            let decoded = base16ct::mixed::decode(text, &mut mac).ok()?;
            return (decoded.len() == LENGTH).then_some(mac);
        }
        let digits = match self {
            Self::Base64 => text.strip_suffix(b"=")?,
            _ => text,
        };
        // 43 digits are 32 bytes.
        let digits = Some(digits).filter(|digits| digits.len() == 43)?;
        base64::decode(digits, self, true, &mut mac)?;
        Some(mac)
    }

    /// Encodes a MAC.
    pub(crate) fn encode(self, mac: &[u8; LENGTH]) -> String {
        match self {
            Self::Hex => hex(mac),
            _ => base64::encode(mac, self),
        }
    }
}
