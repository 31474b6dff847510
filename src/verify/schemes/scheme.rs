//! A scheme: plain data, made by constant functions.

use super::kinds::{Encoding, Fault, KeyFormat, Place, Proof, Root, Unit};
use super::template::{Part, count};

/// How many headers may contain the signature, and how many others may be required.
pub(crate) const MOST_HEADERS: usize = 4;

/// How many headers a scheme may name.
pub(crate) const MOST_NAMES: usize = 10;

/// How a sender proves a delivery.
///
/// A scheme is data. Make it a constant, and check the constant: a definition that leaves too much unsigned does not compile.
///
/// ```
/// use countersign::custom::{self, Encoding, Place, Scheme, Unit};
/// use countersign::{Config, Incoming};
///
/// pub const ACME: Scheme = Scheme::hmac_sha256("acme", "x-acme-signature", Encoding::Hex, "{timestamp}.{body}")
///     .prefix("v1=")
///     .timestamp(Place::Header("x-acme-time"), Unit::Seconds)
///     .id(Place::Field("event.id"))
///     .max_age_seconds(300.0);
/// const _: () = ACME.check();
///
/// let receiver = custom::receiver(&ACME, &Config::new().secret("whsec_test_0123456789abcdef"))?;
/// let refused = receiver.verify(&Incoming::new(b"{}").headers(&[("x-acme-time", "1700000000")]));
/// assert_eq!(refused.unwrap_err().code(), "missing_header");
/// # Ok::<_, countersign::Error>(())
/// ```
///
/// ```compile_fail
/// use countersign::custom::{Encoding, Scheme};
///
/// const _: () = Scheme::hmac_sha256("acme", "x-acme-signature", Encoding::Hex, "{timestmap}.{body}").check();
/// ```
///
/// ```compile_fail
/// use countersign::custom::{Encoding, Scheme};
///
/// const _: () = Scheme::hmac_sha256("acme", "x-acme-signature", Encoding::Hex, "{body}").require("", "1").check();
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scheme<'s> {
    pub(crate) name: &'s str,
    pub(crate) proof: Proof,
    /// The headers with the signature. An empty text is no header.
    pub(crate) headers: [&'s str; MOST_HEADERS],
    /// The separator of a list.
    pub(crate) list: Option<u8>,
    pub(crate) prefix: &'s str,
    pub(crate) ignores_prefix_case: bool,
    pub(crate) encoding: Encoding,
    pub(crate) key: KeyFormat,
    pub(crate) key_prefix: &'s str,
    pub(crate) min_key_bytes: usize,
    /// The template; empty for a static secret.
    pub(crate) signed: &'s str,
    pub(crate) timestamp: Option<(Place<'s>, Unit)>,
    pub(crate) id: Option<Place<'s>>,
    /// Headers and their required values. An empty name is no header.
    pub(crate) required: [(&'s str, &'s str); MOST_HEADERS],
    pub(crate) max_age: Option<f64>,
    pub(crate) max_future: Option<f64>,
    pub(crate) root: Root,
    /// The scheme of a provider of this crate, which may have that provider's name.
    pub(crate) is_built_in: bool,
    /// What the builder was given and could not keep: a header without a name, or one too many.
    pub(crate) fault: Option<Fault>,
}

impl<'s> Scheme<'s> {
    pub(crate) const EMPTY: Self = Self {
        name: "",
        proof: Proof::HmacSha256,
        headers: [""; MOST_HEADERS],
        list: None,
        prefix: "",
        ignores_prefix_case: false,
        encoding: Encoding::Hex,
        key: KeyFormat::Utf8,
        key_prefix: "",
        min_key_bytes: 1,
        signed: "",
        timestamp: None,
        id: None,
        required: [("", ""); MOST_HEADERS],
        max_age: None,
        max_future: None,
        root: Root::Object,
        is_built_in: false,
        fault: None,
    };

    /// Starts with an HMAC-SHA256 over a template, such as `{timestamp}.{body}`. Its placeholders are `{body}`, which must be
    /// there once, and `{timestamp}`, `{id}`, `{url}` and `{method}`. `header` is a name in lower case.
    pub const fn hmac_sha256(
        name: &'s str,
        header: &'s str,
        encoding: Encoding,
        signed: &'s str,
    ) -> Self {
        let mut scheme = Self::EMPTY.header(header);
        scheme.name = name;
        scheme.encoding = encoding;
        scheme.signed = signed;
        scheme
    }

    /// Starts with a secret that is sent in a header. It does not authenticate the body.
    pub const fn static_secret(name: &'s str, header: &'s str) -> Self {
        let mut scheme = Self::EMPTY.header(header);
        scheme.name = name;
        scheme.proof = Proof::Static;
        scheme
    }

    /// Makes it the scheme of a provider of this crate.
    pub(crate) const fn built_in(mut self) -> Self {
        self.is_built_in = true;
        self
    }

    /// Adds another header that may contain the signature; four at most.
    #[must_use]
    pub const fn header(mut self, name: &'s str) -> Self {
        if name.is_empty() {
            return self.at_fault(Fault::HeaderWithoutName);
        }
        let [first, second, third, fourth] = self.headers;
        self.headers = match [
            first.is_empty(),
            second.is_empty(),
            third.is_empty(),
            fourth.is_empty(),
        ] {
            [true, ..] => [name, "", "", ""],
            [_, true, ..] => [first, name, "", ""],
            [_, _, true, _] => [first, second, name, ""],
            [_, _, _, true] => [first, second, third, name],
            _ => return self.at_fault(Fault::FifthHeader),
        };
        self
    }

    /// Keeps the first fault for the check.
    const fn at_fault(mut self, fault: Fault) -> Self {
        if self.fault.is_none() {
            self.fault = Some(fault);
        }
        self
    }

    /// Reads the header as a list, whose elements this character separates: `,`, `;` or a space.
    #[must_use]
    pub const fn list(mut self, separator: u8) -> Self {
        self.list = Some(separator);
        self
    }

    /// Sets the text before the signature. Elements of a list without it are ignored.
    #[must_use]
    pub const fn prefix(mut self, prefix: &'s str) -> Self {
        self.prefix = prefix;
        self
    }

    /// Ignores the ASCII case of the prefix.
    #[must_use]
    pub const fn ignore_prefix_case(mut self) -> Self {
        self.ignores_prefix_case = true;
        self
    }

    /// Sets how a secret is decoded if it is given as text. The default is UTF-8.
    #[must_use]
    pub const fn key(mut self, format: KeyFormat) -> Self {
        self.key = format;
        self
    }

    /// Removes a prefix from a secret that is given as text, if it has one. For encoded keys only.
    #[must_use]
    pub const fn key_prefix(mut self, prefix: &'s str) -> Self {
        self.key_prefix = prefix;
        self
    }

    /// Sets the shortest key in bytes; not for a static secret.
    #[must_use]
    pub const fn min_key_bytes(mut self, bytes: usize) -> Self {
        self.min_key_bytes = bytes;
        self
    }

    /// Sets the place and the format of the signed time; not for a static secret, which signs nothing.
    #[must_use]
    pub const fn timestamp(mut self, place: Place<'s>, unit: Unit) -> Self {
        self.timestamp = Some((place, unit));
        self
    }

    /// Sets the place of the signed id of a delivery. It has 1 to 256 visible ASCII characters; in a header, none that is the first
    /// one behind `{id}`.
    #[must_use]
    pub const fn id(mut self, place: Place<'s>) -> Self {
        self.id = Some(place);
        self
    }

    /// Requires a header with exactly this value; four at most.
    #[must_use]
    pub const fn require(mut self, header: &'s str, value: &'s str) -> Self {
        if header.is_empty() {
            return self.at_fault(Fault::ConstantWithoutName);
        }
        let [first, second, third, fourth] = self.required;
        self.required = match [
            first.0.is_empty(),
            second.0.is_empty(),
            third.0.is_empty(),
            fourth.0.is_empty(),
        ] {
            [true, ..] => [(header, value), second, third, fourth],
            [_, true, ..] => [first, (header, value), third, fourth],
            [_, _, true, _] => [first, second, (header, value), fourth],
            [_, _, _, true] => [first, second, third, (header, value)],
            _ => return self.at_fault(Fault::FifthConstant),
        };
        self
    }

    /// Sets how old the signed time may be. A config may override it.
    #[must_use]
    pub const fn max_age_seconds(mut self, seconds: f64) -> Self {
        self.max_age = Some(seconds);
        self
    }

    /// Sets how far ahead the signed time may be, unless a config says otherwise: 300 unless given, once
    /// there is [`Scheme::max_age_seconds`], which it needs.
    #[must_use]
    pub const fn max_future_seconds(mut self, seconds: f64) -> Self {
        self.max_future = Some(seconds);
        self
    }

    /// Sets which bodies are accepted. The default is a JSON object.
    #[must_use]
    pub const fn root(mut self, root: Root) -> Self {
        self.root = root;
        self
    }

    /// Returns the name: `provider` in every event, and the front of every dedupe key.
    pub const fn name(&self) -> &'s str {
        self.name
    }

    /// Returns the names of all headers that are read: those of the signature first, then of the time, of the id, and those
    /// that are required. An empty one is none.
    #[inline(never)]
    pub(crate) const fn header_names(&self) -> [&'s str; MOST_NAMES] {
        let [h1, h2, h3, h4] = self.headers;
        let [(r1, _), (r2, _), (r3, _), (r4, _)] = self.required;
        let timestamp = match self.timestamp {
            Some((Place::Header(name), _)) => name,
            _ => "",
        };
        let id = match self.id {
            Some(Place::Header(name)) => name,
            _ => "",
        };
        [h1, h2, h3, h4, timestamp, id, r1, r2, r3, r4]
    }

    /// Returns whether the URL is signed.
    pub(crate) fn signs_url(&self) -> bool {
        count(self.signed, Part::Url) > 0
    }
}
