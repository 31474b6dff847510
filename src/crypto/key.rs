//! A key, as the user gives it.

use super::key_text;
use crate::error::Problem;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// A secret as bytes. A text stands for its UTF-8 bytes: it is never decoded and never trimmed. The bytes are wiped
/// when the key is dropped, and `Debug` does not show them.
///
/// A key from a text (`&str`, `String`) is refused if it is damaged: if it has a control character such as a line
/// break; white space, a byte order mark or a zero-width character at an edge; quotation marks around it; or if it is
/// `undefined`, `null` or another text for a missing value. A key from bytes (`&[u8]`, `Vec<u8>`) is used unchanged.
///
/// ```
/// use countersign::{Config, Key, optondemand};
///
/// let key = Key::from("whsec_test_0123456789abcdef\n");
/// assert_eq!(format!("{key:?}"), "Key(..)");
/// let refused = optondemand::receiver(&Config::new().secret(key)).unwrap_err();
/// assert_eq!(refused.to_string(), "config option `secret` ends with a line break");
/// assert!(optondemand::receiver(&Config::new().secret(&b"whsec_test_0123456789abcdef\n"[..])).is_ok());
/// ```
#[derive(Clone)]
pub struct Key {
    bytes: Zeroizing<Vec<u8>>,
    is_text: bool,
}

impl Key {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Takes bytes that are wiped already when they go.
    pub(crate) fn of_zeroizing(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self {
            bytes,
            is_text: false,
        }
    }

    /// Returns the key as a text, where it was given as one.
    pub(crate) fn given_text(&self) -> Option<&str> {
        if self.is_text {
            core::str::from_utf8(&self.bytes).ok()
        } else {
            None
        }
    }

    /// Returns the fault of a key: it is trivial to guess, or it can never match. `None` if it has none.
    pub(crate) fn problem(&self) -> Option<Problem> {
        if self.is_zero() {
            return Some("must not be empty or only NUL bytes: is its environment variable set?");
        }
        key_text::problem(self.given_text()?)
    }

    /// Returns the fault of a key that is sent in a header. `None` if it has none.
    pub(crate) fn header_problem(&self) -> Option<Problem> {
        let has_comma = |text: &str| text.as_bytes().contains(&b',');
        self.problem().or_else(|| {
            let is_list = self.given_text().is_some_and(has_comma);
            is_list.then_some("has a comma, which separates the values of a header")
        })
    }

    /// Returns whether the key is empty or has only NUL bytes. HMAC pads a key with zeros (RFC 2104, section 2). So up
    /// to 64 NUL bytes give the same MAC as the empty key, which anyone would try first (section 3).
    fn is_zero(&self) -> bool {
        self.bytes.iter().all(|byte| *byte == 0)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        Self {
            bytes: text.into_bytes().into(),
            is_text: true,
        }
    }
}

impl From<&[u8]> for Key {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl From<Vec<u8>> for Key {
    fn from(bytes: Vec<u8>) -> Self {
        Self {
            bytes: bytes.into(),
            is_text: false,
        }
    }
}

impl core::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Key(..)")
    }
}

#[cfg(test)]
pub mod tests {
    use super::Key;
    use crate::crypto::hmac::{PREPARED, prepare};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn prepared(key: &[u8]) -> [u8; PREPARED] {
        let mut prepared = [0; PREPARED];
        prepare(key, &mut prepared);
        prepared
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_key_of_zeros_is_the_empty_key() {
        for (key, is_zero) in [("", true), ("\0", true), ("\0a", false), ("a\0", false)] {
            assert_eq!(Key::from(key).is_zero(), is_zero, "{key:?}");
            let is_empty = prepared(key.as_bytes()) == prepared(b"");
            assert_eq!(is_empty, is_zero, "{key:?}");
        }
        assert!(Key::from(vec![0; 65]).is_zero());
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn only_a_text_can_be_damaged() {
        for (text, is_text_fine, is_header_fine) in [
            ("k", true, true),
            ("k,", true, false),
            ("k\n", false, false),
            ("'k'", false, false),
        ] {
            let (given, bytes) = (Key::from(text), Key::from(text.as_bytes()));
            assert_eq!(given.problem().is_none(), is_text_fine, "{text:?}");
            assert_eq!(given.header_problem().is_none(), is_header_fine, "{text:?}");
            assert_eq!(
                (bytes.problem(), bytes.header_problem()),
                (None, None),
                "{text:?}"
            );
        }
        for zeros in [
            Key::from(""),
            Key::from("\0\0"),
            Key::from(&b""[..]),
            Key::from(vec![0; 3]),
        ] {
            let problem =
                Some("must not be empty or only NUL bytes: is its environment variable set?");
            assert_eq!(
                (zeros.problem(), zeros.header_problem()),
                (problem, problem)
            );
        }
    }
}
