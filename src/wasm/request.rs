//! An incoming request: the body, the one header that counts, the URL and the address.

use super::input::{Body, double};
use crate::checks::Checks;
use crate::secret::Secret;
use crate::{Error, Headers, Incoming};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/wasm/boundary.js")]
extern "C" {
    /// What `readIncoming` returns.
    type RawIncoming;

    #[wasm_bindgen(method, getter)]
    fn body(this: &RawIncoming) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn header(this: &RawIncoming) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn url(this: &RawIncoming) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn ip(this: &RawIncoming) -> JsValue;

    #[wasm_bindgen(catch, js_name = "readIncoming")]
    fn read_incoming(
        incoming: &JsValue,
        header: Option<&str>,
        limit: f64,
    ) -> Result<Option<RawIncoming>, JsValue>;
}

/// An incoming request, read from JavaScript once.
pub(super) struct Request {
    body: Body,
    header: Header,
    url: Option<Secret<String>>,
    ip: Option<Secret<String>>,
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    ///
    /// `invalid_argument`, also where a getter of the caller's throws; `body_not_raw`.
    pub(super) fn read(
        incoming: &JsValue,
        header: Option<&'static str>,
        limit: usize,
    ) -> Result<Self, Error> {
        let unreadable = |_| {
            Error::argument(
                "incoming",
                "could not be read: a getter or an iterator threw",
            )
        };
        let raw = read_incoming(incoming, header, double(limit))
            .map_err(unreadable)?
            .ok_or_else(|| {
                Error::argument("incoming", "must be an object: { body, headers, url, ip }")
            })?;
        let body = Body::from(raw.body());
        if let Body::Other(_) = body {
            return Err(body.problem(limit));
        }
        Ok(Self {
            body,
            header: Header::read(&raw.header())?,
            url: text("url", &raw.url(), "must be a string or a URL")?,
            ip: text("ip", &raw.ip(), "must be a string")?,
        })
    }

    /// Returns the request as the checks take it.
    ///
    /// # Errors
    ///
    /// What is wrong with the body; but first what is wrong with the arguments, as for every other body.
    pub(super) fn incoming(&self, checks: &Checks) -> Result<Incoming<'_>, Error> {
        let url = self.url.as_ref().map(|url| url.as_str());
        let ip = self.ip.as_ref().map(|ip| ip.as_str());
        let incoming = Incoming {
            body: None,
            headers: Some(&self.header),
            url,
            ip,
        };
        match &self.body {
            Body::Absent => Ok(incoming),
            Body::Bytes(bytes) => Ok(Incoming {
                body: Some(bytes),
                ..incoming
            }),
            unusable => {
                checks.arguments(&Incoming {
                    body: Some(b""),
                    ..incoming
                })?;
                Err(unusable.problem(checks.limit.bytes()))
            }
        }
    }
}

/// Reads a text. A genuine header or URL holds a secret, and is wiped when it goes.
fn text(
    argument: &'static str,
    value: &JsValue,
    problem: &'static str,
) -> Result<Option<Secret<String>>, Error> {
    if value.is_undefined() {
        return Ok(None);
    }
    value
        .as_string()
        .map(|text| Some(text.into()))
        .ok_or_else(|| Error::argument(argument, problem))
}

/// The one header that a provider needs.
enum Header {
    Absent,
    One(Secret<String>),
    Several,
}

impl Header {
    fn read(value: &JsValue) -> Result<Self, Error> {
        if value.is_truthy() && value.as_bool().is_some() {
            return Ok(Self::Several);
        }
        let problem = "must be a Headers, a record or pairs, with strings as values";
        Ok(text("headers", value, problem)?.map_or(Self::Absent, Self::One))
    }
}

impl Headers for Header {
    fn values<'h>(&'h self, _name: &'h str) -> Box<dyn Iterator<Item = &'h [u8]> + 'h> {
        let (value, times): (&[u8], _) = match self {
            Self::Absent => (b"", 0),
            Self::One(value) => (value.as_bytes(), 1),
            Self::Several => (b"", 2),
        };
        Box::new(std::iter::repeat_n(value, times))
    }
}
