//! What a secret of a config stands for, by the declared format. Nothing is guessed.

use super::scheme::{KeyFormat, Scheme};
use crate::crypto::keys::Key;
use crate::error::Problem;
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

/// The receiver chooses its key, so that how it was copied does not matter: padding and unused bits.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Scheme<'_> {
    /// Returns the key that a secret stands for.
    ///
    /// # Errors
    ///
    /// What is wrong with the secret.
    pub(crate) fn key_of(&self, secret: &Key) -> Result<Key, Problem> {
        if let Some(problem) = secret.problem() {
            return Err(problem);
        }
        let key = match (self.key, secret.given_text()) {
            (KeyFormat::Utf8, _) | (_, None) => secret.clone(),
            (format, Some(text)) => {
                let text = text.strip_prefix(self.key_prefix).unwrap_or(text);
                let decoded = match format {
                    KeyFormat::Hex => hex(text),
                    _ => base64(text),
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

// Into a buffer that is long enough from the start: growing would leave a copy behind.
fn base64(text: &str) -> Option<Zeroizing<alloc::vec::Vec<u8>>> {
    let room = base64::decoded_len_estimate(text.len());
    let mut key = Zeroizing::new(alloc::vec![0; room]);
    let length = LENIENT.decode_slice(text, &mut key).ok()?;
    key.truncate(length);
    Some(key)
}

fn hex(text: &str) -> Option<Zeroizing<alloc::vec::Vec<u8>>> {
    let mut key = Zeroizing::new(alloc::vec![0; text.len() / 2]);
    base16ct::mixed::decode(text, &mut key).ok()?;
    Some(key)
}
