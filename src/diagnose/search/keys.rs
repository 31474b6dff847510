//! The keys that are a change away.

use super::bodies::grown;
use crate::crypto::sha256::sha256;
use crate::diagnose::ops::apply;
use crate::diagnose::secret;
use crate::diagnose::step::Changes;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// A key and the changes that made it.
pub(crate) struct Candidate {
    pub(crate) bytes: Zeroizing<Vec<u8>>,
    pub(crate) changes: Changes,
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
                });
            }
        }
        if all {
            for (changes, bytes) in secret::quoted(&key.bytes) {
                made.push(Candidate {
                    bytes: bytes.into(),
                    changes,
                });
            }
        }
    }
    made
}
