//! An incoming request, as JavaScript has written it into the buffer: the config, the one header that counts, the URL, the
//! address, the body, one after the other. For each of them there is a length, or what it is instead.

use super::values;
use super::verifier;
use crate::config::Config;
use crate::error::Error;
use crate::verify::headers::Headers;
use crate::verify::incoming::Incoming;
use crate::verify::scheme::Rules;
use crate::verify::verifier::Verifier;

/// What stands in the place of a length.
const ABSENT: f64 = -1.0;
const OF_WRONG_TYPE: f64 = -2.0;
const SEVERAL: f64 = -3.0;
const TOO_LARGE: f64 = -4.0;
const HALF_SURROGATE: f64 = -5.0;
const UNREADABLE: f64 = -6.0;
const NO_OBJECT: f64 = -7.0;

/// An incoming request.
pub(super) struct Request<'b> {
    pub(super) verifier: Verifier<'b>,
    header: Header<'b>,
    url: Option<&'b str>,
    ip: Option<&'b str>,
    body: Body<'b>,
    now: f64,
}

impl<'b> Request<'b> {
    /// Reads a request. `now` is what JavaScript's clock says, in milliseconds since 1970.
    ///
    /// # Errors
    ///
    /// `invalid_config`; `invalid_argument`, also where a getter of the caller's threw; `body_not_raw`.
    pub(super) fn read(
        given: &'b [u8],
        lengths: [f64; 5],
        now: f64,
        rules: &Rules,
    ) -> Result<Self, Error> {
        let mut parts = Parts(given);
        let [config, header, url, ip, body] = lengths;
        let verifier = parts.verifier(config, rules)?;
        if body == UNREADABLE || body == NO_OBJECT {
            return Err(no_request(body));
        }
        let header_part = parts.take(header);
        if body == OF_WRONG_TYPE {
            return Err(not_raw(header_part.map(text).unwrap_or_default()));
        }
        let (url_part, ip_part) = (parts.take(url), parts.take(ip));
        for (argument, length) in [("headers", header), ("url", url), ("ip", ip)] {
            if length == OF_WRONG_TYPE {
                return Err(wrong_type(argument));
            }
        }
        Ok(Self {
            verifier,
            header: match header_part {
                Some(value) => Header::One(value),
                None if header == SEVERAL => Header::Several,
                None => Header::Absent,
            },
            url: url_part.map(text),
            ip: ip_part.map(text),
            body: Body::new(parts.take(body), body),
            now,
        })
    }

    /// Returns the request as the checks take it.
    ///
    /// # Errors
    ///
    /// What is wrong with the body; but first what is found before the body is looked at.
    pub(super) fn incoming(&self, rules: &Rules) -> Result<Incoming<'_>, Error> {
        let incoming = Incoming {
            body: None,
            headers: Some(&self.header),
            url: self.url,
            ip: self.ip,
            now: Some(self.now),
        };
        match self.body {
            Body::Absent => Ok(incoming),
            Body::Bytes(bytes) => Ok(Incoming {
                body: Some(bytes),
                ..incoming
            }),
            Body::Unusable(problem) => {
                let without = Incoming {
                    body: Some(b""),
                    ..incoming
                };
                if problem == HALF_SURROGATE {
                    self.refuse_unencodable(&without, rules)?;
                } else {
                    self.verifier.arguments(&without)?;
                }
                Err(unusable(problem, self.verifier.limit.bytes()))
            }
        }
    }

    /// Makes the checks that need no bytes of a text that has none. Whether a MAC is right nobody can tell.
    ///
    /// # Errors
    ///
    /// Those of the arguments, the address, the header and the token.
    #[cold]
    fn refuse_unencodable(&self, without: &Incoming<'_>, rules: &Rules) -> Result<(), Error> {
        match self.verifier.authenticate(without, rules) {
            Err(Error::Mismatch { .. }) if self.verifier.secret.is_some() => Ok(()),
            checked => checked.map(drop),
        }
    }
}

/// What is left of the buffer.
struct Parts<'b>(&'b [u8]);

impl<'b> Parts<'b> {
    /// Takes a prepared config; where there is no length, one that is prepared now, for this call alone.
    fn verifier(&mut self, length: f64, rules: &Rules) -> Result<Verifier<'b>, Error> {
        if length == ABSENT {
            let (config, rest) = values::options::<Config>("config", self.0)?;
            self.0 = rest;
            return Verifier::new(&config, rules);
        }
        self.take(length)
            .and_then(verifier::from_bytes)
            .ok_or_else(stale)
    }

    /// Takes a part; none when there is no length.
    #[expect(
        clippy::as_conversions,
        reason = "saturates, and what is longer than the buffer is not taken"
    )]
    fn take(&mut self, length: f64) -> Option<&'b [u8]> {
        if length < 0.0 {
            return None;
        }
        let (part, rest) = self.0.split_at_checked(length as usize)?;
        self.0 = rest;
        Some(part)
    }
}

#[derive(Clone, Copy)]
enum Body<'b> {
    Absent,
    Bytes(&'b [u8]),
    Unusable(f64),
}

impl<'b> Body<'b> {
    fn new(part: Option<&'b [u8]>, length: f64) -> Self {
        match part {
            Some(bytes) => Self::Bytes(bytes),
            None if length == ABSENT => Self::Absent,
            None => Self::Unusable(length),
        }
    }
}

/// Takes the body of a call that needs one.
///
/// # Errors
///
/// `body_not_raw`, `body_too_large`, `invalid_utf8` for a string with half a surrogate pair.
pub(super) fn body(given: &[u8], length: f64, limit: usize) -> Result<&[u8], Error> {
    match Parts(given).take(length) {
        Some(bytes) => Ok(bytes),
        None if length == OF_WRONG_TYPE => Err(not_raw(values::text(given))),
        None => Err(unusable(length, limit)),
    }
}

fn text(bytes: &[u8]) -> &str {
    core::str::from_utf8(bytes).unwrap_or_default()
}

#[cold]
fn stale() -> Error {
    Error::argument("receiver", "is not one of this package's own")
}

#[cold]
fn no_request(problem: f64) -> Error {
    let problem = if problem == UNREADABLE {
        "could not be read: a getter or an iterator threw"
    } else {
        "must be an object: { body, headers, url, ip }"
    };
    Error::argument("incoming", problem)
}

#[cold]
fn wrong_type(argument: &'static str) -> Error {
    let problem = match argument {
        "headers" => "must be a Headers, a record or pairs, with strings as values",
        "url" => "must be a string or a URL",
        _ => "must be a string",
    };
    Error::argument(argument, problem)
}

#[cold]
fn not_raw(found: impl Into<String>) -> Error {
    Error::BodyNotRaw {
        found: found.into(),
    }
}

#[cold]
fn unusable(problem: f64, limit: usize) -> Error {
    if problem == TOO_LARGE {
        Error::BodyTooLarge { limit }
    } else if problem == HALF_SURROGATE {
        Error::InvalidUtf8
    } else {
        not_raw("nothing")
    }
}

/// The one header that a provider needs.
enum Header<'b> {
    Absent,
    One(&'b [u8]),
    Several,
}

impl Headers for Header<'_> {
    fn each<'h>(&'h self, _name: &str, take: &mut dyn FnMut(&'h [u8])) {
        match self {
            Self::Absent => {}
            Self::One(value) => take(value),
            Self::Several => [b"", b""].into_iter().for_each(|value| take(value)),
        }
    }
}
