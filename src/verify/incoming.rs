//! A request: the raw body, the headers, the URL and the peer's address, all borrowed.

use super::headers::{Found, HeaderValues, Headers};
use crate::error::Error;
use crate::text::trim_blanks;

/// One HTTP request. Pass only the parts that your configuration needs.
///
/// ```
/// let headers = [("X-Api-Key", "a1p2z5b7v68b9112234")];
/// let incoming = countersign::Incoming::new(b"{}").headers(&headers).url("/hooks/tok_5f2c9d7e41b84a06").ip("203.0.113.9");
/// ```
///
/// It is `Send` and `Sync`, so an asynchronous handler may hold it across an `.await`.
#[derive(Clone, Copy)]
pub struct Incoming<'a> {
    pub(crate) body: Option<&'a [u8]>,
    pub(crate) headers: Option<HeaderValues<'a>>,
    pub(crate) url: Option<&'a str>,
    pub(crate) ip: Option<&'a str>,
    pub(crate) now: Option<f64>,
}

/// Replaces a value that no header can have (RFC 9110, section 5.5). It is in no grammar, and no secret.
const UNUSABLE: &[u8] = b"\0";

impl<'a> Incoming<'a> {
    /// Takes the body: exactly the bytes that came over the wire.
    pub fn new(body: &'a [u8]) -> Self {
        Self {
            body: Some(body),
            headers: None,
            url: None,
            ip: None,
            now: None,
        }
    }

    /// Takes the headers.
    #[must_use]
    pub fn headers(self, headers: &'a dyn Headers) -> Self {
        Self {
            headers: Some(HeaderValues::ByName(headers)),
            ..self
        }
    }

    /// Takes the URL, or its path and query alone.
    #[must_use]
    pub fn url(self, url: &'a str) -> Self {
        Self {
            url: Some(url),
            ..self
        }
    }

    /// Takes the address of the peer: of the connection, or of the entry that a trusted proxy wrote.
    #[must_use]
    pub fn ip(self, ip: &'a str) -> Self {
        Self {
            ip: Some(ip),
            ..self
        }
    }

    /// Takes the time at which the delivery came, in milliseconds since 1970-01-01T00:00:00Z. Freshness is judged by it
    /// where the configuration has no [`Config::now`](crate::Config::now); without either, by the clock.
    ///
    /// Where there is no clock (without the feature `std`, and on `wasm32-unknown-unknown`) `max_age_seconds` needs it: a
    /// receiver is made once, and each delivery brings its own time. A time that is negative or not finite is
    /// `invalid_argument`, where it is used.
    ///
    /// ```
    /// use countersign::{Config, Error, Incoming, optondemand, testing};
    ///
    /// let receiver = optondemand::receiver(&Config::new().secret("whsec_1").max_age_seconds(172_800.0))?;
    /// let body = br#"{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z"}"#;
    /// let headers = [testing::optondemand::sign(body, &"whsec_1".into())?];
    /// let incoming = Incoming::new(body).headers(&headers);
    /// assert!(receiver.verify(&incoming.now(1_751_978_096_000.0)).is_ok());
    /// assert_eq!(receiver.verify(&incoming.now(1_800_000_000_000.0)), Err(Error::TooOld));
    /// # Ok::<_, Error>(())
    /// ```
    #[must_use]
    pub fn now(self, milliseconds: f64) -> Self {
        Self {
            now: Some(milliseconds),
            ..self
        }
    }

    pub(crate) fn body(&self) -> Result<&'a [u8], Error> {
        self.body.ok_or_else(|| Error::BodyNotRaw {
            found: "nothing".into(),
        })
    }

    /// Passes on each value of a header, if the headers can be looked up by name.
    #[cfg(feature = "diagnose")]
    pub(crate) fn each_value(&self, name: &str, take: &mut dyn FnMut(&'a [u8])) {
        if let Some(HeaderValues::ByName(headers)) = self.headers {
            headers.each(name, take);
        }
    }

    /// Returns the one value of a header with the blanks around it trimmed (RFC 9110, section 5.5); none when it is absent or
    /// empty. `position` is that of its name in the scheme.
    ///
    /// A value with a line break is no header value, so all of it becomes [`UNUSABLE`]. JavaScript does that itself.
    /// `is_lenient` leaves the value as it is: for the built-in providers a comma in any value means several.
    ///
    /// # Errors
    ///
    /// `multiple_values` when it is there twice, or looks as servers join two (RFC 9110, section 5.2).
    pub(crate) fn value(
        &self,
        position: usize,
        name: &str,
        is_lenient: bool,
        is_joined: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Option<&'a [u8]>, Error> {
        let mut found: Option<&[u8]> = None;
        let mut is_one = true;
        match self.headers {
            Some(HeaderValues::ByName(headers)) => {
                headers.each(name, &mut |value| is_one = found.replace(value).is_none());
                // Two searches for one byte are faster than one for either.
                let is_broken = |value: &&[u8]| value.contains(&b'\n') || value.contains(&b'\r');
                if !is_lenient && found.as_ref().is_some_and(is_broken) {
                    found = Some(UNUSABLE);
                }
            }
            Some(HeaderValues::InOrder(values)) => match values.get(position) {
                Some(Found::One(value)) => found = Some(value),
                Some(Found::Several) => return Err(Error::multiple_values(name)),
                Some(Found::None) | None => {}
            },
            None => {}
        }
        let Some(value) = found else {
            return Ok(None);
        };
        if !is_one || is_joined(value) {
            return Err(Error::multiple_values(name));
        }
        Ok(Some(trim_blanks(value)).filter(|value| !value.is_empty()))
    }
}

#[cfg(test)]
pub mod tests {
    use super::Incoming;
    use crate::error::Error;
    use crate::verify::headers::Headers;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn header(headers: &dyn Headers) -> Result<Vec<u8>, Error> {
        let incoming = Incoming::new(b"").headers(headers);
        let value = incoming.value(0, "x-key", false, &|value| value.contains(&b','))?;
        value
            .map(<[u8]>::to_vec)
            .ok_or(Error::missing_header("x-key"))
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn exactly_one_value() {
        let pairs = [("X-Key", " k\t")];
        assert_eq!(header(&pairs), Ok(b"k".to_vec()));
        assert_eq!(header(&pairs.as_slice()), Ok(b"k".to_vec()));
        assert_eq!(
            header(&vec![("a", "1"), ("x-KEY", "a b")]),
            Ok(b"a b".to_vec())
        );
        let missing = Err(Error::missing_header("x-key"));
        for value in ["", " ", "\t "] {
            assert_eq!(header(&[("x-key", value)]), missing, "{value:?}");
        }
        assert_eq!(header(&[("x-keys", "k")]), missing);
        let multiple = Err(Error::multiple_values("x-key"));
        assert_eq!(header(&[("x-key", "k,")]), multiple);
        assert_eq!(header(&[("x-key", "k"), ("X-KEY", "k")]), multiple);
        assert_eq!(header(&[("x-key", ""), ("x-key", "k")]), multiple);
        assert_eq!(header(&[("x-key", "k"); 3]), multiple);
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_value_with_a_line_break_is_unusable_as_a_whole() {
        for value in ["k\n", "\rk", "k\r\n,", " \n ", ",\n"] {
            let pairs = [("x-key", value)];
            assert_eq!(header(&pairs), Ok(b"\0".to_vec()), "{value:?}");
            let incoming = Incoming::new(b"").headers(&pairs);
            let lenient = incoming.value(0, "x-key", true, &|value| value.contains(&b','));
            if value.contains(',') {
                assert_eq!(lenient, Err(Error::multiple_values("x-key")), "{value:?}");
            } else {
                let text = value.trim_matches(' ').as_bytes();
                assert_eq!(lenient, Ok(Some(text)), "{value:?}");
            }
        }
        let multiple = Err(Error::multiple_values("x-key"));
        assert_eq!(header(&[("x-key", "\n"), ("x-key", "k")]), multiple);
        assert_eq!(header(&[("x-key", "k\0,")]), multiple);
    }
}
