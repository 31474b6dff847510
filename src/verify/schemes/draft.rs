//! A scheme whose members are given one by one, of any type.

use super::check::{Refusal, STATIC_LENGTH};
use super::kinds::{ENCODINGS, FORMATS, PROOFS, Place, ROOTS, UNITS, Unit};
use super::scheme::Scheme;
use crate::config::value::UntypedValue;
use crate::error::{Error, Problem};
use crate::text::{join, split_once};

const TEXT: Problem = "must be a text that is not empty";
const NUMBER: Problem = "must be a number that is finite and not negative";
const ENCODING: Problem = "must be \"hex\", \"base64\" or \"base64url\"";
const KEY: Problem = "must be \"utf8\", \"base64\" or \"hex\"";
const PROOF: Problem =
    "must be \"hmac-sha256\" or \"static\": other algorithms are left out on purpose";
const INTEGER: Problem = "must be an integer from 1";
const NEEDED: Problem = "is needed";
const UNKNOWN: Problem = "is no member of a scheme";

/// The value of a member.
#[derive(Clone, Copy)]
pub(crate) enum Given<'v> {
    Text(&'v str),
    Number(f64),
    Other,
}

impl<'v> Given<'v> {
    fn text(self) -> Result<&'v str, Problem> {
        match self {
            Self::Text(text) if !text.is_empty() => Ok(text),
            _ => Err(TEXT),
        }
    }

    fn number(self) -> Result<f64, Problem> {
        match self {
            Self::Number(number) if number.is_finite() && number >= 0.0 => Ok(number),
            _ => Err(NUMBER),
        }
    }
}

impl Given<'_> {
    /// Returns the value at the position of this text among the names.
    fn one_of<T: Copy>(self, names: &[&str], values: &[T], problem: Problem) -> Result<T, Problem> {
        let found = position(names, self).and_then(|at| values.get(at));
        found.copied().ok_or(problem)
    }
}

#[inline(never)]
fn position(names: &[&str], given: Given<'_>) -> Option<usize> {
    let Given::Text(text) = given else {
        return None;
    };
    names.iter().position(|name| *name == text)
}

/// The members that have been given so far.
pub(crate) struct Draft<'v> {
    scheme: Scheme<'v>,
    has_proof: bool,
    has_encoding: bool,
    has_key: bool,
    has_signed: bool,
    has_min_key_bytes: bool,
    timestamp: Option<Place<'v>>,
    unit: Option<Unit>,
}

impl<'v> Draft<'v> {
    pub(crate) fn new() -> Self {
        Self {
            scheme: Scheme::EMPTY,
            has_proof: false,
            has_encoding: false,
            has_key: false,
            has_signed: false,
            has_min_key_bytes: false,
            timestamp: None,
            unit: None,
        }
    }

    /// Takes a member. For a member of an object, `group` is the name of that object. A list comes as one call per element.
    ///
    /// # Errors
    ///
    /// `invalid_config`.
    pub(super) fn take(
        &mut self,
        group: &'v str,
        name: &'v str,
        value: Given<'v>,
    ) -> Result<(), Error> {
        let (group, name, value) = match group {
            "" | "timestamp" | "id" | "require" => (group, name, value),
            // So JavaScript marks a name that has a dot itself.
            _ if name.ends_with(' ') => (group, name, value),
            // No other member is an object.
            _ => ("", group, Given::Other),
        };
        let taken = match group {
            "" => self.take_own(name, value),
            "timestamp" => self.take_timestamp(name, value),
            "id" => self.take_id(name, value),
            "require" => self.take_required(name, value),
            _ => Err(UNKNOWN),
        };
        taken.map_err(|problem| match group {
            "" => refused(name, problem),
            _ => refused(&join(&[group, name], "."), problem),
        })
    }

    // Not inlined, because a scheme is read once.
    #[inline(never)]
    fn take_own(&mut self, name: &str, value: Given<'v>) -> Result<(), Problem> {
        let scheme = &mut self.scheme;
        let text = match name {
            "name" => &mut scheme.name,
            "prefix" => &mut scheme.prefix,
            "keyPrefix" => &mut scheme.key_prefix,
            "signed" => {
                self.has_signed = true;
                &mut scheme.signed
            }
            "header" => {
                let free = scheme.headers.iter_mut().find(|name| name.is_empty());
                free.ok_or("may have four names at most")?
            }
            _ => return self.take_other(name, value),
        };
        *text = value.text()?;
        Ok(())
    }

    #[inline(never)]
    fn take_other(&mut self, name: &str, value: Given<'v>) -> Result<(), Problem> {
        let scheme = &mut self.scheme;
        match name {
            "proof" => {
                self.has_proof = true;
                scheme.proof = value.one_of(&["hmac-sha256", "static"], &PROOFS, PROOF)?;
            }
            "list" => {
                let problem = "must be \",\", \";\" or \" \", or be left out for one value";
                scheme.list = Some(value.one_of(&[",", ";", " "], b",; ", problem)?);
            }
            "prefixCase" => {
                let problem = "must be \"ignore\", or be left out for an exact prefix";
                scheme.ignores_prefix_case = value.one_of(&["ignore"], &[true], problem)?;
            }
            "encoding" => {
                self.has_encoding = true;
                let names = &["hex", "base64", "base64url"];
                scheme.encoding = value.one_of(names, &ENCODINGS, ENCODING)?;
            }
            "key" => {
                self.has_key = true;
                scheme.key = value.one_of(&["utf8", "base64", "hex"], &FORMATS, KEY)?;
            }
            "body" => {
                let problem = "must be \"object\", \"json\" or \"any\"";
                scheme.root = value.one_of(&["object", "json", "any"], &ROOTS, problem)?;
            }
            "minKeyBytes" => {
                self.has_min_key_bytes = true;
                let number = value.number().map_err(|_| INTEGER)?;
                scheme.min_key_bytes = UntypedValue::Number(number).positive_integer()?;
            }
            "maxAgeSeconds" => scheme.max_age = Some(value.number()?),
            "maxFutureSeconds" => scheme.max_future = Some(value.number()?),
            "timestamp" => return Err("must be an object: { header, prefix or field, and unit }"),
            "id" => return Err("must be an object: { header } or { field }"),
            "require" => return Err("must be an object of headers and their values"),
            _ => return Err(UNKNOWN),
        }
        Ok(())
    }

    fn take_timestamp(&mut self, name: &str, value: Given<'v>) -> Result<(), Problem> {
        let place = match name {
            "unit" => {
                let problem = "must be \"s\", \"ms\", \"rfc3339\" or \"iso-utc\"";
                self.unit =
                    Some(value.one_of(&["s", "ms", "rfc3339", "iso-utc"], &UNITS, problem)?);
                return Ok(());
            }
            "header" => Place::Header(value.text()?),
            "prefix" => Place::Prefix(value.text()?),
            "field" => Place::Field(value.text()?),
            _ => return Err(UNKNOWN),
        };
        match self.timestamp.replace(place) {
            None => Ok(()),
            Some(_) => Err("stands beside another place: a timestamp has one"),
        }
    }

    fn take_id(&mut self, name: &str, value: Given<'v>) -> Result<(), Problem> {
        let place = match name {
            "header" => Place::Header(value.text()?),
            "field" => Place::Field(value.text()?),
            _ => return Err(UNKNOWN),
        };
        match self.scheme.id.replace(place) {
            None => Ok(()),
            Some(_) => Err("stands beside another place: an id has one"),
        }
    }

    fn take_required(&mut self, header: &'v str, value: Given<'v>) -> Result<(), Problem> {
        if header.is_empty() {
            return Err("must be a header's name in lower case");
        }
        let required = self.scheme.required.iter_mut();
        let mut required = required;
        let free = required.find(|(name, _)| name.is_empty());
        *free.ok_or("is one header too many: there may be four")? = (header, value.text()?);
        Ok(())
    }

    /// Returns the scheme, checked.
    ///
    /// # Errors
    ///
    /// `invalid_config`, which names the member.
    pub(crate) fn finish(mut self) -> Result<Scheme<'v>, Error> {
        if !self.has_proof {
            return Err(refused("proof", PROOF));
        }
        self.scheme.timestamp = match (self.timestamp, self.unit) {
            (Some(place), Some(unit)) => Some((place, unit)),
            (None, None) => None,
            (Some(_), None) => return Err(refused("timestamp.unit", NEEDED)),
            (None, Some(_)) => {
                return Err(refused(
                    "timestamp",
                    "needs a place: { header }, { prefix } or { field }",
                ));
            }
        };
        let is_hmac = self.scheme.is_hmac();
        if is_hmac && !self.has_encoding {
            return Err(refused("encoding", ENCODING));
        }
        if is_hmac && !self.has_key {
            return Err(refused("key", KEY));
        }
        if is_hmac && !self.has_signed {
            return Err(refused(
                "signed",
                "is needed: a template such as \"{timestamp}.{body}\"",
            ));
        }
        if !is_hmac && self.has_encoding {
            return Err(refused("encoding", "stands beside an HMAC only"));
        }
        let scheme = checked(self.scheme)?;
        if !is_hmac && self.has_min_key_bytes {
            return Err(of(STATIC_LENGTH));
        }
        Ok(scheme)
    }
}

/// Returns the scheme if a signature covers all that it reads.
///
/// # Errors
///
/// `invalid_config`, which names the member.
pub(crate) fn checked(scheme: Scheme<'_>) -> Result<Scheme<'_>, Error> {
    match scheme.refusal() {
        None => Ok(scheme),
        Some(refusal) => Err(of(refusal)),
    }
}

/// Makes the error of a message that starts with the name of the member between backticks.
fn of(refusal: Refusal) -> Error {
    let (_, named) = split_once(refusal, b'`');
    let (member, problem) = split_once(named.unwrap_or_default(), b'`');
    refused(member, problem.unwrap_or_default().trim_ascii_start())
}

#[cold]
#[inline(never)]
fn refused(member: &str, problem: Problem) -> Error {
    // JavaScript marks a name that contains a dot with a blank at its end.
    Error::config(join(&["scheme.", member.trim_end()], ""), problem)
}
