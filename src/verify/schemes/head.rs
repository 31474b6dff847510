//! Reads the headers of a delivery, and checks their form. Nothing is proven by that.

use super::borders::Borders;
use super::kinds::{Place, Proof};
use super::scheme::{MOST_HEADERS, MOST_NAMES, Scheme};
use crate::crypto::sha256::LENGTH;
use crate::error::Error;
use crate::verify::incoming::Incoming;

/// The values in the headers.
#[derive(Clone, Copy, Default)]
pub(crate) struct Head<'a> {
    /// The values of the headers with the signature.
    pub(crate) values: [Option<&'a [u8]>; MOST_HEADERS],
    /// The first signature of an HMAC.
    pub(crate) mac: [u8; LENGTH],
    /// How many signatures or secrets there are.
    pub(crate) claims: usize,
    /// The time as it was written.
    pub(crate) timestamp: &'a [u8],
    pub(crate) told: Told<'a>,
}

/// The time and the id in the headers. They enter an event once they are proven.
#[derive(Clone, Copy, Default)]
pub(crate) struct Told<'a> {
    /// In milliseconds since 1970.
    pub(crate) signed_ms: Option<i64>,
    /// Empty if there is none.
    pub(crate) id: &'a str,
}

impl Scheme<'_> {
    /// Reads the headers.
    ///
    /// # Errors
    ///
    /// `multiple_values`, `missing_header`, `malformed_signature`, `timestamp_invalid`, in this order.
    pub(crate) fn head<'a>(
        &self,
        incoming: &Incoming<'a>,
        borders: &Borders,
    ) -> Result<Head<'a>, Error> {
        let names = self.header_names();
        let found = self.values(incoming, &names)?;
        let [v1, v2, v3, v4, timestamp, id, constants @ ..] = found;
        let mut head = Head {
            values: [v1, v2, v3, v4],
            ..Head::default()
        };
        let prefixed = self.read_elements(&mut head);
        let is_id = id.is_none_or(|id| borders.allow_id(id));
        let mut constants = constants.iter().zip(&self.required);
        let are_constant = constants
            .all(|(value, (_, wanted))| value.is_none_or(|value| value == wanted.as_bytes()));
        let has_no_time = self.time_prefix().is_some() && prefixed.is_none();
        if head.claims == 0 || has_no_time || !is_id || !are_constant {
            return Err(Error::MalformedSignature);
        }
        if let (Some(text), Some((_, unit))) = (timestamp.or(prefixed), self.timestamp) {
            let read = unit.milliseconds(text, borders.is_time_fixed);
            head.told.signed_ms = Some(read.ok_or(Error::TimestampInvalid)?);
            head.timestamp = text;
        }
        head.told.id = core::str::from_utf8(id.unwrap_or_default()).unwrap_or_default();
        Ok(head)
    }

    /// Returns the value of each header.
    fn values<'a>(
        &self,
        incoming: &Incoming<'a>,
        names: &[&str; MOST_NAMES],
    ) -> Result<[Option<&'a [u8]>; MOST_NAMES], Error> {
        let mut found = [None; MOST_NAMES];
        for (at, (value, name)) in found.iter_mut().zip(names).enumerate() {
            if !name.is_empty() {
                *value = incoming.value(at, name, self.is_built_in, &|value| match at {
                    0..MOST_HEADERS => self.is_joined(value),
                    _ => value.contains(&b','),
                })?;
            }
        }
        let [v1, v2, v3, v4, ..] = found;
        let is_signed = [v1, v2, v3, v4].iter().any(Option::is_some);
        for (at, (value, name)) in found.iter().zip(names).enumerate() {
            // Of several headers for the signature, one is enough.
            let is_needed = at == 0 && !is_signed || at >= MOST_HEADERS && !name.is_empty();
            if is_needed && value.is_none() {
                return Err(Error::missing_header(name));
            }
        }
        Ok(found)
    }

    /// Reads the signatures, and returns the text of the time if exactly one element has its prefix.
    fn read_elements<'a>(&self, head: &mut Head<'a>) -> Option<&'a [u8]> {
        let time_prefix = self.time_prefix();
        let (mut time, mut times) = (None, 0_usize);
        let values = head.values;
        for value in values.iter().flatten() {
            self.each_element(value, &mut |element| {
                if let Some(rest) = time_prefix.and_then(|prefix| element.strip_prefix(prefix)) {
                    time = Some(rest);
                    times = times.saturating_add(1);
                }
                let Some(claim) = self.behind_prefix(element) else {
                    return;
                };
                let is_claim = match self.proof {
                    Proof::HmacSha256 => match self.encoding.decode(claim) {
                        Some(mac) if head.claims == 0 => {
                            head.mac = mac;
                            true
                        }
                        decoded => decoded.is_some(),
                    },
                    Proof::Static => !claim.is_empty(),
                };
                head.claims = head.claims.saturating_add(usize::from(is_claim));
            });
        }
        time.filter(|_| times == 1)
    }

    pub(crate) fn time_prefix(&self) -> Option<&[u8]> {
        match self.timestamp {
            Some((Place::Prefix(prefix), _)) => Some(prefix.as_bytes()),
            _ => None,
        }
    }

    /// Passes on the text after the prefix, for each element with that prefix.
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
}
