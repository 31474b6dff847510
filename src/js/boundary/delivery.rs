//! A delivery, as JavaScript has read it: the relevant header, the URL, the address, the body.

use crate::error::Error;
use crate::verify::headers::{Found, HeaderValues};
use crate::verify::incoming::Incoming;
use crate::verify::scheme::RulesOf;
use crate::verify::verifier::Verifier;
use wasm_bindgen::prelude::*;

/// The fault of an argument that JavaScript could not read.
#[wasm_bindgen]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request is not an object.
    NotObject,
    /// A getter or an iterator of the caller threw.
    Threw,
    /// The body is neither bytes nor a text.
    BodyNotRaw,
    /// The headers, or the relevant one, have a wrong type.
    Headers,
    /// The URL has a wrong type.
    Url,
    /// The address has a wrong type.
    Ip,
    /// The body is longer than the config allows.
    BodyTooLarge,
    /// The body is a text with a lone surrogate, so it has no UTF-8 bytes.
    HalfSurrogate,
}

/// A delivery.
pub(crate) struct Delivery {
    /// The values of repeated headers are joined by a comma, as servers do (RFC 9110, section 5.2).
    pub(crate) header: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) ip: Option<String>,
    pub(crate) body: Option<Box<[u8]>>,
    /// The fault of the body: it is too large or has no bytes.
    pub(crate) fault: Option<Fault>,
    /// The time of JavaScript's clock, in milliseconds since 1970-01-01T00:00:00Z.
    pub(crate) now: f64,
}

impl Delivery {
    /// Returns the delivery for the checks. `headers` are the values of the scheme's headers, in their order.
    ///
    /// # Errors
    ///
    /// The fault of the body. The checks that need no body come first, so their errors win.
    pub(crate) fn incoming<'a>(
        &'a self,
        headers: &'a [Found<'a>],
        verifier: &Verifier<'_>,
        rules: &RulesOf<'_>,
    ) -> Result<Incoming<'a>, Error> {
        let incoming = Incoming {
            body: self.body.as_deref(),
            headers: Some(HeaderValues::InOrder(headers)),
            url: self.url.as_deref(),
            ip: self.ip.as_deref(),
            now: Some(self.now),
        };
        let Some(fault) = self.fault else {
            return Ok(incoming);
        };
        let without = Incoming {
            body: Some(b""),
            ..incoming
        };
        if fault == Fault::HalfSurrogate {
            refuse_unencodable(verifier, &without, rules)?;
        } else {
            verifier.arguments(&without)?;
        }
        Err(error(fault, "nothing", verifier.limit.bytes()))
    }
}

/// Runs the checks that need no body on a text without UTF-8 bytes. Its MAC can't be computed.
///
/// # Errors
///
/// Those of the arguments, the address, the header and the token.
#[cold]
fn refuse_unencodable(
    verifier: &Verifier<'_>,
    without: &Incoming<'_>,
    rules: &RulesOf<'_>,
) -> Result<(), Error> {
    match verifier.authenticate(without, rules) {
        Err(Error::Mismatch { .. }) if verifier.secret.is_some() => Ok(()),
        checked => checked.map(drop),
    }
}

/// Returns the body, for a call that needs one.
///
/// # Errors
///
/// `body_not_raw`, `body_too_large`, `invalid_utf8` for a string with a lone surrogate.
pub(crate) fn body<'b>(
    body: Option<&'b [u8]>,
    fault: Option<Fault>,
    found: Option<&str>,
    limit: usize,
) -> Result<&'b [u8], Error> {
    let found = found.unwrap_or("nothing");
    match (body, fault) {
        (Some(bytes), None) => Ok(bytes),
        (_, fault) => Err(error(fault.unwrap_or(Fault::BodyNotRaw), found, limit)),
    }
}

/// Returns the error of a fault. `found` describes a value that was passed instead of a body.
#[cold]
pub(crate) fn error(fault: Fault, found: &str, limit: usize) -> Error {
    let (argument, problem) = match fault {
        Fault::BodyTooLarge => return Error::BodyTooLarge { limit },
        Fault::HalfSurrogate => return Error::InvalidUtf8,
        Fault::BodyNotRaw => {
            let found = found.into();
            return Error::BodyNotRaw { found };
        }
        Fault::NotObject => ("incoming", "must be an object: { body, headers, url, ip }"),
        Fault::Threw => (
            "incoming",
            "could not be read: a getter or an iterator threw",
        ),
        Fault::Headers => (
            "headers",
            "must be a Headers, a record or pairs, with strings as values",
        ),
        Fault::Url => ("url", "must be a string or a URL"),
        Fault::Ip => ("ip", "must be a string"),
    };
    Error::argument(argument, problem)
}
