//! A scheme from a configuration file or from JavaScript: untyped members, each of which is taken or refused by its name.

use super::scheme::{Encoding, KeyFormat, Place, Proof, Root, Scheme, Unit};
use crate::config::value::{UntypedObject, UntypedValue};
use crate::error::{Error, Problem};
use crate::text::join;

const TEXT: Problem = "must be a text that is not empty";
const NUMBER: Problem = "must be a number that is finite and not negative";
const NEEDED: Problem = "is needed";
const UNKNOWN: Problem = "is no member of a scheme";

/// What stands for a member.
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

/// The members that have been given so far.
pub(crate) struct Draft<'v> {
    scheme: Scheme<'v>,
    has_proof: bool,
    has_encoding: bool,
    has_key: bool,
    has_signed: bool,
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
            timestamp: None,
            unit: None,
        }
    }

    /// Takes a member, or the member of one, which then is the group. One of a list comes once for each element.
    ///
    /// # Errors
    ///
    /// `invalid_config`.
    fn take(&mut self, group: &str, name: &'v str, value: Given<'v>) -> Result<(), Error> {
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

    fn take_own(&mut self, name: &str, value: Given<'v>) -> Result<(), Problem> {
        let scheme = &mut self.scheme;
        match name {
            "name" => scheme.name = value.text()?,
            "proof" => {
                self.has_proof = true;
                scheme.proof = match value {
                    Given::Text("hmac-sha256") => Proof::HmacSha256,
                    Given::Text("static") => Proof::Static,
                    _ => return Err("must be \"hmac-sha256\" or \"static\""),
                };
            }
            "header" => {
                *scheme = scheme.header(value.text()?);
                if scheme.has_too_many {
                    return Err("may have four names at most");
                }
            }
            "list" => {
                scheme.list = Some(match value {
                    Given::Text(",") => b',',
                    Given::Text(";") => b';',
                    Given::Text(" ") => b' ',
                    _ => return Err("must be \",\", \";\" or \" \", or be left out for one value"),
                });
            }
            "prefix" => scheme.prefix = value.text()?,
            "prefixCase" => {
                scheme.ignores_prefix_case = match value {
                    Given::Text("ignore") => true,
                    _ => return Err("must be \"ignore\", or be left out for an exact prefix"),
                };
            }
            "encoding" => {
                self.has_encoding = true;
                scheme.encoding = match value {
                    Given::Text("hex") => Encoding::Hex,
                    Given::Text("base64") => Encoding::Base64,
                    Given::Text("base64url") => Encoding::Base64Url,
                    _ => return Err("must be \"hex\", \"base64\" or \"base64url\""),
                };
            }
            "key" => {
                self.has_key = true;
                scheme.key = match value {
                    Given::Text("utf8") => KeyFormat::Utf8,
                    Given::Text("base64") => KeyFormat::Base64,
                    Given::Text("hex") => KeyFormat::Hex,
                    _ => return Err("must be \"utf8\", \"base64\" or \"hex\""),
                };
            }
            "keyPrefix" => scheme.key_prefix = value.text()?,
            "minKeyBytes" => {
                scheme.min_key_bytes = match value {
                    Given::Number(number) => UntypedValue::Number(number).positive_integer()?,
                    _ => return Err("must be an integer from 1"),
                };
            }
            "signed" => {
                self.has_signed = true;
                scheme.signed = value.text()?;
            }
            "maxAgeSeconds" => scheme.max_age = Some(value.number()?),
            "maxFutureSeconds" => scheme.max_future = Some(value.number()?),
            "body" => {
                scheme.root = match value {
                    Given::Text("object") => Root::Object,
                    Given::Text("json") => Root::Json,
                    Given::Text("any") => Root::Any,
                    _ => return Err("must be \"object\", \"json\" or \"any\""),
                };
            }
            "timestamp" => return Err("must be an object: { header, prefix or field, and unit }"),
            "id" => return Err("must be an object: { header } or { field }"),
            "require" => {
                return Err("must be an object of headers and the values that they must have");
            }
            _ => return Err(UNKNOWN),
        }
        Ok(())
    }

    fn take_timestamp(&mut self, name: &str, value: Given<'v>) -> Result<(), Problem> {
        let place = match name {
            "unit" => {
                self.unit = Some(match value {
                    Given::Text("s") => Unit::Seconds,
                    Given::Text("ms") => Unit::Milliseconds,
                    Given::Text("rfc3339") => Unit::Rfc3339,
                    Given::Text("iso-utc") => Unit::IsoUtc,
                    _ => return Err("must be \"s\", \"ms\", \"rfc3339\" or \"iso-utc\""),
                });
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
        self.scheme = self.scheme.require(header, value.text()?);
        if self.scheme.has_too_many {
            Err("is one header too many: there may be four")
        } else {
            Ok(())
        }
    }

    /// Returns the scheme, checked.
    ///
    /// # Errors
    ///
    /// `invalid_config`, which names the member.
    pub(crate) fn finish(mut self) -> Result<Scheme<'v>, Error> {
        if !self.has_proof {
            return Err(refused("proof", "is needed: \"hmac-sha256\" or \"static\""));
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
            return Err(refused(
                "encoding",
                "is needed: \"hex\", \"base64\" or \"base64url\"",
            ));
        }
        if is_hmac && !self.has_key {
            return Err(refused("key", "is needed: \"utf8\", \"base64\" or \"hex\""));
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
        checked(self.scheme)
    }
}

/// Returns a scheme that binds what it names.
///
/// # Errors
///
/// `invalid_config`, which names the member.
pub(crate) fn checked(scheme: Scheme<'_>) -> Result<Scheme<'_>, Error> {
    match scheme.refusal() {
        None => Ok(scheme),
        Some((member, problem)) => Err(refused(member, without_name(problem))),
    }
}

fn refused(member: &str, problem: Problem) -> Error {
    Error::config(join(&["scheme.", member], ""), problem)
}

/// Takes the name of the member off, which goes before it anyway.
fn without_name(problem: &'static str) -> &'static str {
    let behind = problem
        .strip_prefix('`')
        .and_then(|rest| rest.split_once("` "));
    behind.map_or(problem, |(_, rest)| rest)
}

impl<'v> TryFrom<UntypedObject<'v>> for Scheme<'v> {
    type Error = Error;

    /// Takes members by their names; the member of a member is named by both, joined by a dot.
    fn try_from(members: UntypedObject<'v>) -> Result<Self, Error> {
        let mut draft = Draft::new();
        for (name, value) in members.entries() {
            let (group, name) = name.split_once('.').unwrap_or(("", name));
            let given = match value {
                UntypedValue::Text(_) => Given::Text(value.as_text()),
                UntypedValue::Number(number) => Given::Number(*number),
                _ => Given::Other,
            };
            draft.take(group, name, given)?;
        }
        draft.finish()
    }
}

/// Reads a scheme from a configuration file, by JavaScript's names, and checks it.
///
/// ```
/// use countersign::custom::Scheme;
///
/// let file = serde_json::json!({ "name": "acme", "proof": "hmac-sha256", "header": "x-acme", "encoding": "hex", "key": "utf8", "signed": "{id}" });
/// let refused = Scheme::try_from(&file).unwrap_err();
/// assert!(refused.to_string().starts_with("config option `scheme.signed` must have {body} exactly once"));
/// ```
impl<'v> TryFrom<&'v serde_json::Value> for Scheme<'v> {
    type Error = Error;

    fn try_from(value: &'v serde_json::Value) -> Result<Self, Error> {
        use serde_json::Value;
        let members = value
            .as_object()
            .ok_or_else(|| Error::config("scheme", "must be an object"))?;
        let mut draft = Draft::new();
        for (name, value) in members {
            match (name.as_str(), value) {
                ("header", Value::Array(names)) => {
                    for name in names {
                        draft.take("", "header", Given::from(name))?;
                    }
                }
                ("timestamp" | "id" | "require", Value::Object(parts)) if !parts.is_empty() => {
                    for (part, value) in parts {
                        draft.take(name, part, Given::from(value))?;
                    }
                }
                (_, value) => draft.take("", name, Given::from(value))?,
            }
        }
        draft.finish()
    }
}

impl<'v> From<&'v serde_json::Value> for Given<'v> {
    fn from(value: &'v serde_json::Value) -> Self {
        match value {
            serde_json::Value::String(text) => Self::Text(text),
            serde_json::Value::Number(number) => number.as_f64().map_or(Self::Other, Self::Number),
            _ => Self::Other,
        }
    }
}
