//! Decodes a secret of a config by the declared format. Nothing is guessed.

use super::base64;
use super::kinds::{Encoding, KeyFormat};
use super::scheme::Scheme;
use crate::crypto::key::Key;
use crate::error::Problem;
use alloc::vec;
use alloc::vec::Vec;
use zeroize::Zeroizing;

impl Scheme<'_> {
    /// Returns the fault of a static secret: none if it can be the value of a header, or an element of the list.
    pub(crate) fn static_problem(&self, secret: &Key) -> Option<Problem> {
        secret.header_problem().or_else(|| {
            let text = secret.given_text()?.as_bytes();
            let is_cut = self.list.is_some_and(|list| text.contains(&list));
            is_cut.then_some("has the separator of the list, so it can never be one element")
        })
    }

    /// Returns the key of a secret.
    ///
    /// # Errors
    ///
    /// The fault of the secret.
    pub(crate) fn key_of(&self, secret: &Key) -> Result<Key, Problem> {
        if let Some(problem) = secret.problem() {
            return Err(problem);
        }
        let key = match (self.key, secret.given_text()) {
            (KeyFormat::Utf8, _) | (_, None) => secret.clone(),
            (format, Some(text)) => {
                let text = text.strip_prefix(self.key_prefix).unwrap_or(text);
                let decoded = match format {
                    KeyFormat::Hex => of_hex(text),
                    _ => of_base64(text),
                };
                let problem = match format {
                    KeyFormat::Hex => "is no text in hexadecimal digits",
                    _ => "is no text in base64",
                };
                Key::of_zeroizing(decoded.ok_or(problem)?)
            }
        };
        if let Some(problem) = key.problem() {
            return Err(problem);
        }
        if key.as_bytes().len() < self.min_key_bytes {
            return Err("is shorter than a key of this sender");
        }
        Ok(key)
    }
}

/// Decodes base64. All padding may be missing, and unused bits are ignored: they depend only on how you copied your key.
fn of_base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digits = text.trim_end_matches('=');
    let is_padded = digits.len() < text.len();
    if is_padded && text.len() != digits.len().next_multiple_of(4) {
        return None;
    }
    let mut key = Zeroizing::new(vec![0; base64::decoded_length(digits.len())]);
    base64::decode(digits.as_bytes(), Encoding::Base64, false, &mut key)?;
    Some(key)
}

fn of_hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut key = Zeroizing::new(vec![0; text.len() / 2]);
    base16ct::mixed::decode(text, &mut key).ok()?;
    Some(key)
}
