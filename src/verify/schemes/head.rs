//! What the headers of a delivery claim, each of them in the right form. Nothing of it is proven yet.

use super::scheme::{MOST_HEADERS, Place, Proof, Scheme};
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
        let mut head = Head::default();
        for (value, name) in head.values.iter_mut().zip(self.headers) {
            if !name.is_empty() {
                *value = incoming.value(name, &|value| self.is_joined(value))?;
            }
        }
        let own = |name: &str| incoming.value(name, &|value| value.contains(&b','));
        let mut timestamp = match self.timestamp {
            Some((Place::Header(name), _)) => own(name)?,
            _ => None,
        };
        let id = match self.id {
            Some(Place::Header(name)) => own(name)?,
            _ => None,
        };
        let mut required = [None; MOST_HEADERS];
        for (value, (name, _)) in required.iter_mut().zip(self.required) {
            if !name.is_empty() {
                *value = own(name)?;
            }
        }
        if let (Some(name), true) = (
            self.headers.first(),
            head.values.iter().all(Option::is_none),
        ) {
            return Err(Error::missing_header(name));
        }
        if let (Some((Place::Header(name), _)), None) = (self.timestamp, timestamp) {
            return Err(Error::missing_header(name));
        }
        if let (Some(Place::Header(name)), None) = (self.id, id) {
            return Err(Error::missing_header(name));
        }
        for (value, (name, _)) in required.iter().zip(self.required) {
            if !name.is_empty() && value.is_none() {
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
        let mut constants = required.iter().zip(self.required);
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
