//! Whether the headers authenticate a delivery: the only place that uses both a template and a key.

use super::head::Head;
use super::kinds::Proof;
use super::scheme::Scheme;
use super::template::{Part, Parts};
use crate::crypto::keys::{HmacKeys, KeyDigests};
use crate::error::Error;

/// The values for the placeholders of a template.
pub(crate) struct Filling<'f> {
    pub(crate) body: &'f [u8],
    pub(crate) timestamp: &'f [u8],
    pub(crate) id: &'f str,
    pub(crate) url: &'f str,
}

impl Scheme<'_> {
    /// Passes on the signed message in parts.
    pub(crate) fn each_part(&self, filling: &Filling<'_>, take: &mut dyn FnMut(&[u8])) {
        for part in Parts(self.signed.as_bytes()) {
            take(match part {
                Part::Body => filling.body,
                Part::Timestamp => filling.timestamp,
                Part::Id => filling.id.as_bytes(),
                Part::Url => filling.url.as_bytes(),
                Part::Method => b"POST",
                Part::Literal(literal) => literal,
                Part::Unknown => b"",
            });
        }
    }

    /// Returns the position of the key that gives one of the signatures for the signed message.
    ///
    /// # Errors
    ///
    /// `mismatch`.
    pub(crate) fn find_key(
        &self,
        keys: &HmacKeys<'_>,
        head: &Head<'_>,
        filling: &Filling<'_>,
    ) -> Result<usize, Error> {
        let message = |take: &mut dyn FnMut(&[u8])| self.each_part(filling, take);
        let found = keys.find_any(&message, &|take| {
            // Most deliveries have one, and decoding it again would take as long as the comparison.
            if head.claims == 1 {
                return take(&head.mac);
            }
            self.each_claim(&head.values, &mut |claim| {
                if let Some(mac) = self.encoding.decode(claim) {
                    take(&mac);
                }
            });
        });
        found.ok_or_else(|| {
            let mut hashed = 0_usize;
            message(&mut |part| hashed = hashed.saturating_add(part.len()));
            Error::Mismatch {
                hashed: Some(hashed),
                body: Some(filling.body.len()),
            }
        })
    }

    /// Returns the position of the static secret that is in the headers.
    ///
    /// # Errors
    ///
    /// `mismatch`.
    pub(crate) fn find_secret(
        &self,
        accepted: &KeyDigests<'_>,
        head: &Head<'_>,
    ) -> Result<usize, Error> {
        let found = accepted.find_any(&|take| self.each_claim(&head.values, take));
        found.ok_or(Error::Mismatch {
            hashed: None,
            body: None,
        })
    }

    /// Returns whether it is an HMAC.
    pub(crate) fn is_hmac(&self) -> bool {
        self.proof == Proof::HmacSha256
    }
}
