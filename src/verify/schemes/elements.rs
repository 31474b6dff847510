//! The value of a header: one, or a list of elements, each with its prefix and a signature.

use super::base64;
use super::scheme::{Encoding, Scheme};
use crate::crypto::sha256::{LENGTH, hex};
use crate::text::trim_blanks;
use alloc::string::String;

impl Scheme<'_> {
    /// Passes on each element of a list, trimmed, or the whole value if it is no list.
    #[inline(never)]
    pub(crate) fn each_element<'v>(&self, value: &'v [u8], take: &mut dyn FnMut(&'v [u8])) {
        match self.list {
            None => take(value),
            Some(separator) => value
                .split(|byte| *byte == separator)
                .for_each(|element| take(trim_blanks(element))),
        }
    }

    /// Returns what stands behind the prefix of an element; none where the prefix is another.
    pub(crate) fn behind_prefix<'v>(&self, element: &'v [u8]) -> Option<&'v [u8]> {
        let (front, rest) = element.split_at_checked(self.prefix.len())?;
        let is_prefix = if self.ignores_prefix_case {
            front.eq_ignore_ascii_case(self.prefix.as_bytes())
        } else {
            front == self.prefix.as_bytes()
        };
        is_prefix.then_some(rest)
    }

    /// Tells whether a value has a comma with which a server has joined two (RFC 9110, section 5.2): one that is neither the
    /// separator of the list nor a part of the prefix.
    pub(crate) fn is_joined(&self, value: &[u8]) -> bool {
        if self.list == Some(b',') || !value.contains(&b',') {
            return false;
        }
        let commas = |text: &[u8]| text.iter().filter(|byte| **byte == b',').count();
        let own = commas(self.prefix.as_bytes());
        let mut is_joined = false;
        self.each_element(value, &mut |element| is_joined |= commas(element) > own);
        is_joined
    }
}

impl Encoding {
    /// Reads a MAC; none for any text but the one, in hexadecimal digits of either case, that stands for 32 bytes.
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

    /// Writes a MAC.
    pub(crate) fn encode(self, mac: &[u8; LENGTH]) -> String {
        match self {
            Self::Hex => hex(mac),
            _ => base64::encode(mac, self),
        }
    }
}
