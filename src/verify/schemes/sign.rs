//! Makes the headers of a genuine delivery, for tests.

use super::borders::Borders;
use super::kinds::{Place, Proof};
use super::prove::Filling;
use super::scheme::Scheme;
use crate::crypto::hmac::{PREPARED, mac_of_parts, prepare};
use crate::crypto::key::Key;
use crate::crypto::sha256::LENGTH;
use crate::error::Error;
use crate::text::join;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// The headers of a delivery. Their values may be secrets.
type Signed<'s> = Vec<(&'s str, Zeroizing<String>)>;

/// Ids without a common character. A template excludes two characters at most, so it allows one of these.
const IDS: [&str; 3] = ["msg_1", "EVT-2", "id:3"];

impl<'s> Scheme<'s> {
    /// Returns an id that the scheme accepts.
    #[inline(never)]
    pub(crate) fn sample_id(&self) -> &'static str {
        let borders = Borders::of(self);
        let found = IDS.into_iter().find(|id| borders.allow_id(id.as_bytes()));
        found.unwrap_or_default()
    }

    /// Refuses a time or an id that the scheme would refuse in a delivery.
    #[inline(never)]
    fn check_filling(&self, filling: &Filling<'_>) -> Result<(), Error> {
        let borders = Borders::of(self);
        if let Some((Place::Header(_) | Place::Prefix(_), unit)) = self.timestamp
            && unit
                .milliseconds(filling.timestamp, borders.is_time_fixed)
                .is_none()
        {
            return Err(Error::argument(
                "now",
                "is not a time that the scheme accepts, in milliseconds since 1970",
            ));
        }
        let id = filling.id.as_bytes();
        // A receiver would take a comma for two values.
        if matches!(self.id, Some(Place::Header(_)))
            && (!borders.allow_id(id) || id.contains(&b','))
        {
            return Err(Error::argument(
                "id",
                "must be 1 to 256 visible ASCII characters, without a comma, and without a character that stands beside \
                 {id} in `signed`",
            ));
        }
        Ok(())
    }

    /// Returns the headers of a genuine delivery.
    ///
    /// # Errors
    ///
    /// `invalid_config` for a key that a config would refuse, and for a static secret that is no text. `invalid_argument` for
    /// a time or an id that the scheme does not accept.
    pub(crate) fn sign(
        &self,
        option: &str,
        secret: &Key,
        filling: &Filling<'_>,
    ) -> Result<Signed<'s>, Error> {
        let refused = |problem| Error::config(option, problem);
        self.check_filling(filling)?;
        let proof = match self.proof {
            Proof::HmacSha256 => {
                let key = self.key_of(secret).map_err(refused)?;
                let mut prepared = Zeroizing::new([0; PREPARED]);
                prepare(key.as_bytes(), &mut prepared);
                let mut mac = [0; LENGTH];
                mac_of_parts(&prepared, &|take| self.each_part(filling, take), &mut mac);
                Zeroizing::new(self.encoding.encode(&mac))
            }
            Proof::Static => {
                if let Some(problem) = self.static_problem(secret) {
                    return Err(refused(problem));
                }
                let text = core::str::from_utf8(secret.as_bytes());
                Zeroizing::new(text.map_err(|_| refused("must be text"))?.into())
            }
        };
        let timestamp = core::str::from_utf8(filling.timestamp).unwrap_or_default();
        let mut value = Zeroizing::new(join(&[self.prefix, &proof], ""));
        if let Some((Place::Prefix(prefix), _)) = self.timestamp {
            let mut utf8 = [0; 4];
            let separator = char::from(self.list.unwrap_or(b',')).encode_utf8(&mut utf8);
            value = Zeroizing::new(join(&[prefix, timestamp, separator, &value], ""));
        }
        let [header, ..] = self.headers;
        let mut headers = vec![(header, value)];
        if let Some((Place::Header(name), _)) = self.timestamp {
            add(&mut headers, name, timestamp);
        }
        if let Some(Place::Header(name)) = self.id {
            add(&mut headers, name, filling.id);
        }
        for (name, value) in &self.required {
            add(&mut headers, name, value);
        }
        Ok(headers)
    }
}

/// Adds a header, if it has a name.
#[inline(never)]
fn add<'s>(headers: &mut Signed<'s>, name: &'s str, value: &str) {
    if !name.is_empty() {
        headers.push((name, Zeroizing::new(value.into())));
    }
}
