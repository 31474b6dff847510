//! What the headers of a delivery claim, each of them in the right form. Nothing of it is proven yet.

use super::scheme::{MOST_HEADERS, MOST_NAMES, Place, Proof, Scheme};
use super::template::{Beside, Part, Placed, place};
use crate::error::Error;
use crate::verify::incoming::Incoming;

/// What the headers claim.
#[derive(Clone, Copy, Default)]
pub(crate) struct Head<'a> {
    /// The values that may carry the signature.
    pub(crate) values: [Option<&'a [u8]>; MOST_HEADERS],
    /// The time as it was written.
    pub(crate) timestamp: &'a [u8],
    pub(crate) signed_ms: Option<i64>,
    pub(crate) id: &'a str,
}

/// The longest id.
const MOST_ID_BYTES: usize = 256;

impl Scheme<'_> {
    /// Reads the headers.
    ///
    /// # Errors
    ///
    /// `multiple_values`, `missing_header`, `malformed_signature`, `timestamp_invalid`, in this order.
    pub(crate) fn head<'a>(&self, incoming: &Incoming<'a>) -> Result<Head<'a>, Error> {
        let names = self.header_names();
        let mut found = [None; MOST_NAMES];
        for (at, (value, name)) in found.iter_mut().zip(&names).enumerate() {
            if !name.is_empty() {
                *value = incoming.value(name, &|value| match at {
                    0..MOST_HEADERS => self.is_joined(value),
                    _ => value.contains(&b','),
                })?;
            }
        }
        let [v1, v2, v3, v4, mut timestamp, id, constants @ ..] = found;
        let mut head = Head {
            values: [v1, v2, v3, v4],
            ..Head::default()
        };
        let is_signed = head.values.iter().any(Option::is_some);
        for (at, (value, name)) in found.iter().zip(&names).enumerate() {
            // Of several headers for the signature, one is enough.
            let is_needed = at == 0 && !is_signed || at >= MOST_HEADERS && !name.is_empty();
            if is_needed && value.is_none() {
                return Err(Error::missing_header(name));
            }
        }
        let mut has_candidate = false;
        self.each_claim(&head.values, &mut |claim| {
            has_candidate |= match self.proof {
                Proof::HmacSha256 => self.encoding.decode(claim).is_some(),
                Proof::Static => !claim.is_empty(),
            };
        });
        if let Some((Place::Prefix(prefix), _)) = self.timestamp {
            timestamp = self.only_element(&head.values, prefix.as_bytes());
        }
        let is_prefixed = matches!(self.timestamp, Some((Place::Prefix(_), _)));
        let is_id = id.is_none_or(|id| self.is_id(id));
        let constants = constants.iter().zip(&self.required);
        let mut constants = constants;
        let are_constant = constants
            .all(|(value, (_, wanted))| value.is_none_or(|value| value == wanted.as_bytes()));
        if !has_candidate || (is_prefixed && timestamp.is_none()) || !is_id || !are_constant {
            return Err(Error::MalformedSignature);
        }
        if let (Some(text), Some((_, unit))) = (timestamp, self.timestamp) {
            let read = unit.milliseconds(text, self.has_fixed_time());
            head.signed_ms = Some(read.ok_or(Error::TimestampInvalid)?);
            head.timestamp = text;
        }
        head.id = core::str::from_utf8(id.unwrap_or_default()).unwrap_or_default();
        Ok(head)
    }

    /// Hands on what stands behind the prefix of each element.
    pub(crate) fn each_claim<'a>(
        &self,
        values: &[Option<&'a [u8]>],
        take: &mut dyn FnMut(&'a [u8]),
    ) {
        for value in values.iter().flatten() {
            self.each_element(value, &mut |element| {
                if let Some(claim) = self.behind_prefix(element) {
                    take(claim);
                }
            });
        }
    }

    /// Returns what stands behind a prefix that exactly one element has.
    fn only_element<'a>(&self, values: &[Option<&'a [u8]>], prefix: &[u8]) -> Option<&'a [u8]> {
        let mut found = None;
        let mut count = 0_usize;
        for value in values.iter().flatten() {
            self.each_element(value, &mut |element| {
                if let Some(rest) = element.strip_prefix(prefix) {
                    found = Some(rest);
                    count = count.saturating_add(1);
                }
            });
        }
        found.filter(|_| count == 1)
    }

    /// Tells whether a text is an id: visible ASCII without the character that ends it, and without the one that begins it
    /// where the body stands before.
    fn is_id(&self, id: &[u8]) -> bool {
        let mut excluded = [None; 2];
        if let Some(Placed {
            before,
            behind,
            is_behind_body,
        }) = place(self.signed, Part::Id)
        {
            excluded = [literal(behind), literal(before).filter(|_| is_behind_body)];
        }
        let is_fine = |byte: &u8| byte.is_ascii_graphic() && !excluded.contains(&Some(*byte));
        is_id_text(id) && id.iter().all(is_fine)
    }

    /// Tells whether where the time ends, or begins, can be told by its form alone.
    fn has_fixed_time(&self) -> bool {
        let (Some(placed), Some((_, unit))) = (place(self.signed, Part::Timestamp), self.timestamp)
        else {
            return false;
        };
        let is_open = |beside| match beside {
            Beside::Edge => false,
            Beside::Literal(byte) => unit.could_hold(byte),
            Beside::Placeholder => true,
        };
        is_open(placed.before) || is_open(placed.behind)
    }
}

/// Tells whether a text is 1 to 256 visible ASCII characters.
pub(crate) fn is_id_text(id: &[u8]) -> bool {
    (1..=MOST_ID_BYTES).contains(&id.len()) && id.iter().all(u8::is_ascii_graphic)
}

fn literal(beside: Beside) -> Option<u8> {
    match beside {
        Beside::Literal(byte) => Some(byte),
        Beside::Edge | Beside::Placeholder => None,
    }
}
