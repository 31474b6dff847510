//! Every error: its code and its HTTP status.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use core::fmt;

mod message;
pub(crate) mod option_names;

/// The fault of an option. In a message it follows the option's name.
pub(crate) type Problem = &'static str;

/// Why a delivery, a configuration or an argument was refused.
///
/// Match on [`Error::code`] in code that JavaScript shares: the codes are the same there. No message contains a secret,
/// a computed MAC, a header's value or text from the body. Only the path of an [`Error::DuplicateKey`] contains keys
/// from the body, so the message leaves it out.
///
/// ```
/// use countersign::{Config, Error, Incoming, xoxoday};
///
/// let headers = [("x-api-key", "a guess")];
/// let refused = xoxoday::verify(&Incoming::new(b"{}").headers(&headers), &Config::new().api_key("a1p2z5b7v68b9112234"));
/// let Err(error) = refused else { panic!("accepted") };
/// assert_eq!((error.code(), error.status(), error.retry_useful()), ("mismatch", 401, false)); // for the answer
/// assert!(error.to_string().starts_with("the delivery is not authentic: a key or a token was compared")); // for the log
/// ```
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq)]
pub enum Error {
    /// The configuration is invalid. The delivery has not been checked.
    InvalidConfig {
        /// The option's name in JavaScript, as in `urlToken`. The message has Rust's name, `url_token`.
        option: String,
        /// The position of the faulty value in a list of several, from 0.
        position: Option<usize>,
        /// The fault, as in `is empty`.
        problem: &'static str,
    },
    /// An argument is invalid, or one that the configuration needs is missing.
    InvalidArgument {
        /// The argument.
        argument: &'static str,
        /// The fault, as in `is missing`.
        problem: String,
    },
    /// The body is not the raw bytes of the request.
    BodyNotRaw {
        /// The kind of value that was passed instead.
        found: String,
    },
    /// The body is larger than the configuration allows.
    BodyTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The header that proves the delivery is absent or empty.
    MissingHeader {
        /// The header's name in lower case.
        name: Cow<'static, str>,
    },
    /// A header or a token was given more than once.
    MultipleValues {
        /// The header's name, or `urlToken` for the parameter in the URL.
        name: Cow<'static, str>,
    },
    /// The signature header is not `sha256=` and 64 hexadecimal digits.
    MalformedSignature,
    /// The URL carries no token.
    MissingToken,
    /// The signature, key or token is wrong.
    Mismatch {
        /// How many bytes were hashed. `None` if a key or a token was compared.
        hashed: Option<usize>,
        /// How many of the hashed bytes are the body. A scheme may sign a time, an id or a URL as well.
        body: Option<usize>,
    },
    /// The peer's address is not allowed.
    IpNotAllowed,
    /// The signed time is absent, or is not written as the sender documents it.
    TimestampInvalid,
    /// The signed time is older than the configuration allows.
    TooOld,
    /// The signed time is further in the future than the configuration allows.
    InFuture,
    /// An isendu confirmation has a key id that is not configured.
    UnknownKeyId,
    /// The body is not UTF-8.
    InvalidUtf8,
    /// The body is not JSON (RFC 8259), or an escape in it is a lone surrogate (RFC 7493, section 2.1).
    InvalidJson,
    /// The body nests deeper than 127 levels.
    TooDeep,
    /// An object has the same key twice.
    DuplicateKey {
        /// Where, as in `order[2].uuid`.
        path: String,
    },
    /// The body is JSON, but not an object.
    NotObject,
    /// A required field is missing.
    MissingField {
        /// Where, as in `data.orderId`.
        path: String,
    },
    /// A field does not have the documented type or form.
    WrongType {
        /// Where, as in `data.orderId`.
        path: String,
    },
    /// A batch has more elements than a genuine one of the largest size can have.
    TooManyElements {
        /// The limit.
        limit: usize,
    },
}

impl Error {
    /// Returns the stable code of the error. It is the same in every language.
    ///
    /// ```
    /// assert_eq!(countersign::Error::MissingToken.code(), "missing_token");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidConfig { .. } => "invalid_config",
            Self::InvalidArgument { .. } => "invalid_argument",
            Self::BodyNotRaw { .. } => "body_not_raw",
            Self::BodyTooLarge { .. } => "body_too_large",
            Self::MissingHeader { .. } => "missing_header",
            Self::MultipleValues { .. } => "multiple_values",
            Self::MalformedSignature => "malformed_signature",
            Self::MissingToken => "missing_token",
            Self::Mismatch { .. } => "mismatch",
            Self::IpNotAllowed => "ip_not_allowed",
            Self::TimestampInvalid => "timestamp_invalid",
            Self::TooOld => "too_old",
            Self::InFuture => "in_future",
            Self::UnknownKeyId => "unknown_key_id",
            Self::InvalidUtf8 => "invalid_utf8",
            Self::InvalidJson => "invalid_json",
            Self::TooDeep => "too_deep",
            Self::DuplicateKey { .. } => "duplicate_key",
            Self::NotObject => "not_object",
            Self::MissingField { .. } => "missing_field",
            Self::WrongType { .. } => "wrong_type",
            Self::TooManyElements { .. } => "too_many_elements",
        }
    }

    /// Returns the HTTP status to answer with (RFC 9110, section 15).
    ///
    /// ```
    /// assert_eq!(countersign::Error::MissingToken.status(), 401);
    /// ```
    pub fn status(&self) -> u16 {
        match self {
            Self::InvalidConfig { .. } | Self::InvalidArgument { .. } | Self::BodyNotRaw { .. } => {
                500
            }
            Self::BodyTooLarge { .. } => 413,
            Self::MissingHeader { .. }
            | Self::MultipleValues { .. }
            | Self::MalformedSignature
            | Self::MissingToken
            | Self::Mismatch { .. }
            | Self::TimestampInvalid
            | Self::TooOld
            | Self::InFuture => 401,
            Self::IpNotAllowed => 403,
            Self::UnknownKeyId => 404,
            Self::InvalidUtf8
            | Self::InvalidJson
            | Self::TooDeep
            | Self::DuplicateKey { .. }
            | Self::NotObject
            | Self::MissingField { .. }
            | Self::WrongType { .. }
            | Self::TooManyElements { .. } => 422,
        }
    }

    /// Returns whether the same delivery could succeed later: true if the fault is on the receiver's side.
    ///
    /// ```
    /// assert!(!countersign::Error::InvalidJson.retry_useful());
    /// ```
    pub fn retry_useful(&self) -> bool {
        self.status() >= 500
    }

    /// Returns the path of the faulty value in the body, for the errors that have one.
    ///
    /// ```
    /// let error = countersign::Error::MissingField { path: "data.user".into() };
    /// assert_eq!(error.path(), Some("data.user"));
    /// ```
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::DuplicateKey { path }
            | Self::MissingField { path }
            | Self::WrongType { path } => Some(path),
            _ => None,
        }
    }

    #[cold]
    pub(crate) fn config(option: impl Into<String>, problem: &'static str) -> Self {
        Self::InvalidConfig {
            option: option.into(),
            position: None,
            problem,
        }
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn missing_header(name: &str) -> Self {
        Self::MissingHeader {
            name: name.to_owned().into(),
        }
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn multiple_values(name: &str) -> Self {
        Self::MultipleValues {
            name: name.to_owned().into(),
        }
    }

    /// Adds to an error about a config which of several values is at fault.
    #[cold]
    pub(crate) fn at(mut self, place: Option<usize>) -> Self {
        if let Self::InvalidConfig { position, .. } = &mut self {
            *position = position.or(place);
        }
        self
    }

    #[cold]
    pub(crate) fn argument(argument: &'static str, problem: impl Into<String>) -> Self {
        Self::InvalidArgument {
            argument,
            problem: problem.into(),
        }
    }
}

impl fmt::Debug for Error {
    /// Shows the code, the message and the path, because a `main` that returns an error prints its `Debug`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Error");
        shown.field("code", &self.code());
        shown.field("message", &format_args!("{self}"));
        if let Some(path) = self.path() {
            shown.field("path", &path);
        }
        shown.finish()
    }
}

impl core::error::Error for Error {}
