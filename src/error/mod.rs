//! Every error: its code, its HTTP status and its message.

use crate::text::{join, position};
use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use core::fmt;

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

    /// Returns the message, with JavaScript's option names. It does without `format!`, which would make the module
    /// larger.
    pub(crate) fn message(&self) -> String {
        let number;
        let parts: &[&str] = match self {
            Self::InvalidConfig {
                option,
                position: None,
                problem,
            } => &["config option `", option, "` ", problem],
            Self::InvalidConfig {
                option,
                position: Some(at),
                problem,
            } => {
                number = position(*at);
                &[
                    "config option `",
                    option,
                    "` at position ",
                    &number,
                    " ",
                    problem,
                ]
            }
            Self::InvalidArgument { argument, problem } => &["`", argument, "` ", problem],
            Self::BodyNotRaw { found } => &[
                "the body must be the raw bytes of the request, but found ",
                found,
                ": pass the bytes as they arrived, before any body parser (express.raw({ type: \"*/*\" }); new \
                 Uint8Array(await request.arrayBuffer()))",
            ],
            Self::BodyTooLarge { limit } => {
                number = position(*limit);
                &[
                    "the body has more than ",
                    &number,
                    " bytes, the limit of `maxBodyBytes`",
                ]
            }
            Self::MissingHeader { name } => &["the header `", name, "` is missing or empty"],
            Self::MultipleValues { name } if name == "urlToken" => {
                &["the URL has the parameter of `urlTokenParam` more than once"]
            }
            Self::MultipleValues { name } => &["`", name, "` was given more than once"],
            Self::MalformedSignature => {
                &["the signature does not have the form that its sender documents"]
            }
            Self::MissingToken => &["the URL carries no token"],
            Self::Mismatch { hashed, body } => {
                let compared = match (hashed, body) {
                    (Some(hashed), Some(body)) if body != hashed => {
                        let [hashed, body] = [position(*hashed), position(*body)];
                        let parts = [
                            &*hashed,
                            " bytes were hashed, ",
                            &*body,
                            " of them the body",
                        ];
                        number = join(&parts, "");
                        &number
                    }
                    (Some(hashed), _) => {
                        number = join(&[&position(*hashed), " bytes were hashed"], "");
                        &number
                    }
                    _ => "a key or a token was compared",
                };
                &[
                    "the delivery is not authentic: ",
                    compared,
                    "; either the key is another, or the body is not byte for byte what was sent",
                ]
            }
            Self::IpNotAllowed => &[
                "the address is not one of `allowedIps`; behind a proxy, pass the address that the proxy reports",
            ],
            Self::TimestampInvalid => &[
                "the signed time does not have the form that its sender documents, or the body cannot be read",
            ],
            Self::TooOld => &["the delivery is too old"],
            Self::InFuture => &["the delivery is dated in the future"],
            Self::UnknownKeyId => &["the key id is not one of the configured ones"],
            Self::InvalidUtf8 => &["the body is not valid UTF-8"],
            Self::InvalidJson => &["the body is not valid JSON"],
            Self::TooDeep => &["the body nests deeper than 127 levels"],
            Self::DuplicateKey { .. } => &["an object in the body has a duplicate key"],
            Self::NotObject => &["the body is not a JSON object"],
            Self::MissingField { path } => &["the field `", path, "` is missing"],
            Self::WrongType { path } => &["the field `", path, "` is not as documented"],
            Self::TooManyElements { limit } => {
                number = position(*limit);
                &[
                    "the batch has more than ",
                    &number,
                    " orders, trackings and steps",
                ]
            }
        };
        join(parts, "")
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

impl fmt::Display for Error {
    /// Shows the message, with Rust's option names.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.message();
        match self {
            // A member of a scheme has one name, in a file as in JavaScript.
            Self::InvalidConfig { option, .. } if option.starts_with("scheme.") => {
                formatter.write_str(&message)
            }
            Self::InvalidConfig { .. }
            | Self::InvalidArgument { .. }
            | Self::BodyTooLarge { .. }
            | Self::IpNotAllowed
            | Self::MultipleValues { .. } => formatter.write_str(&option_names::in_rust(&message)),
            _ => formatter.write_str(&message),
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
