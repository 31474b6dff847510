//! The kinds of values that a scheme has.

/// How a delivery is authenticated. The receiver chooses it; a delivery can't.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    HmacSha256,
    Static,
}

/// How a signature is encoded. Each MAC has only one text in base64, and one in hexadecimal digits apart from their case.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// 64 hexadecimal digits in either case.
    Hex,
    /// Base64 with padding (RFC 4648, section 4); unused bits are zero.
    Base64,
    /// The URL-safe alphabet without padding (RFC 4648, section 5); unused bits are zero.
    Base64Url,
}

/// How a secret is decoded if it is given as text. If it is given as bytes, these are the key.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFormat {
    /// The UTF-8 of the text.
    Utf8,
    /// Base64. All of the padding may be missing, and unused bits are ignored.
    Base64,
    /// Hexadecimal digits.
    Hex,
}

/// Where a timestamp or an id is.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'s> {
    /// In a header of its own, whose name is in lower case. The template must sign it.
    Header(&'s str),
    /// In the list with the signature: the element with this prefix. For a timestamp only; the template must sign it.
    Prefix(&'s str),
    /// In the body: names joined by dots, as in `event.id`.
    Field(&'s str),
}

/// The format of a timestamp.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds since 1970 in decimal digits; exactly 10 next to a placeholder or a digit in the template.
    Seconds,
    /// Milliseconds since 1970 in decimal digits; exactly 13 next to a placeholder or a digit in the template.
    Milliseconds,
    /// RFC 3339, as in `2025-07-08T12:34:56+02:00`.
    Rfc3339,
    /// The same in UTC, as in `2025-07-08T12:34:56Z`. The `Z` may be missing, unless the template has a placeholder, a digit, a
    /// `.` or a `Z` next to the time, which could be read as a part of it.
    IsoUtc,
}

/// The accepted bodies.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    /// A JSON object.
    Object,
    /// Any JSON.
    Json,
    /// Anything, such as a form. The payload is null if it is not JSON.
    Any,
}

/// Why the builder could not keep what it was given. The check has the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    HeaderWithoutName,
    FifthHeader,
    ConstantWithoutName,
    FifthConstant,
}

/// The values of each kind, at the positions of their numbers.
pub(crate) const PROOFS: [Proof; 2] = [Proof::HmacSha256, Proof::Static];
pub(crate) const ENCODINGS: [Encoding; 3] = [Encoding::Hex, Encoding::Base64, Encoding::Base64Url];
pub(crate) const FORMATS: [KeyFormat; 3] = [KeyFormat::Utf8, KeyFormat::Base64, KeyFormat::Hex];
pub(crate) const UNITS: [Unit; 4] = [
    Unit::Seconds,
    Unit::Milliseconds,
    Unit::Rfc3339,
    Unit::IsoUtc,
];
pub(crate) const ROOTS: [Root; 3] = [Root::Object, Root::Json, Root::Any];
