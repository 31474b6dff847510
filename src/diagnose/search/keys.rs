//! The keys that a change makes.

use super::bodies::grown;
use crate::crypto::key::Key;
use crate::crypto::sha256::sha256;
use crate::diagnose::hex::to_hex;
use crate::diagnose::ops::apply;
use crate::diagnose::secret;
use crate::diagnose::step::{Change, Changes, IN_PLACE, Step, change};
use crate::verify::schemes::kinds::KeyFormat;
use crate::verify::schemes::scheme::Scheme;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// A key and the changes that made it.
#[derive(Clone)]
pub(crate) struct Candidate {
    pub(crate) bytes: Zeroizing<Vec<u8>>,
    pub(crate) changes: Changes,
    /// It was given as a text. A scheme may decode it.
    pub(crate) is_text: bool,
}

impl Candidate {
    pub(crate) fn of(key: &Key, changes: Changes) -> Self {
        Self {
            bytes: key.as_bytes().to_vec().into(),
            changes,
            is_text: key.given_text().is_some(),
        }
    }

    /// Returns the key as the scheme decodes it. `None` if the text cannot be decoded.
    fn read(&self, scheme: &Scheme<'_>) -> Option<Self> {
        let (true, false) = (self.is_text, scheme.key == KeyFormat::Utf8) else {
            return Some(self.clone());
        };
        let text = core::str::from_utf8(&self.bytes).ok()?;
        let key = scheme.key_of(&Key::from(text)).ok()?;
        let mut changes = self.changes.clone();
        if !scheme.key_prefix.is_empty() && text.starts_with(scheme.key_prefix) {
            let prefix = to_hex(scheme.key_prefix.as_bytes());
            let step = Step::new("strip_start").text("hex", prefix);
            changes.push(change(IN_PLACE, step));
        }
        let op = match scheme.key {
            KeyFormat::Hex => "hex_decode",
            _ => "base64_decode",
        };
        changes.push(change(IN_PLACE, Step::new(op)));
        Some(Self {
            bytes: key.as_bytes().to_vec().into(),
            changes,
            is_text: false,
        })
    }

    /// Returns the text itself as the key, if the scheme would decode it.
    fn as_text(&self, scheme: &Scheme<'_>) -> Option<Self> {
        if !self.is_text || scheme.key == KeyFormat::Utf8 {
            return None;
        }
        let mut key = self.clone();
        let is_told =
            |change: &Change| matches!(change.id, "secret_encoding" | "secret_placeholder");
        if !self.changes.iter().any(is_told) {
            let step = Step::new("as_text");
            key.changes.push(change("secret_encoding", step));
        }
        Some(key)
    }
}

/// Returns the keys as the scheme decodes them.
pub(crate) fn read_keys(scheme: &Scheme<'_>, texts: &[Candidate]) -> Vec<Candidate> {
    texts.iter().filter_map(|text| text.read(scheme)).collect()
}

/// Returns the texts themselves as keys, if the scheme would decode them.
pub(crate) fn keys_as_text(scheme: &Scheme<'_>, texts: &[Candidate]) -> Vec<Candidate> {
    texts
        .iter()
        .filter_map(|text| text.as_text(scheme))
        .collect()
}

pub(crate) fn changed_keys(keys: &[Candidate], all: bool) -> Vec<Candidate> {
    // Digests, so that no copy of a key stays behind.
    let digest = |key: &[u8]| {
        let mut digest = [0; 32];
        sha256(key, &mut digest);
        digest
    };
    let mut seen = BTreeSet::new();
    seen.extend(keys.iter().map(|key| digest(&key.bytes)));
    let mut made = Vec::new();
    for key in keys {
        let each = if all {
            secret::changes(&key.bytes)
        } else {
            secret::removals(&key.bytes)
        };
        for each in each {
            if let Some(bytes) = apply(&each.step, &key.bytes).map(Zeroizing::new)
                && (each.id == "secret_placeholder" || bytes.len() >= 4)
                && seen.insert(digest(&bytes))
            {
                made.push(Candidate {
                    bytes,
                    changes: grown(&key.changes, each),
                    is_text: key.is_text,
                });
            }
        }
        if all {
            for (changes, bytes) in secret::quoted(&key.bytes) {
                made.push(Candidate {
                    bytes: bytes.into(),
                    changes,
                    is_text: key.is_text,
                });
            }
        }
    }
    made
}
