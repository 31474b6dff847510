//! The messages of the errors.

use super::{Error, option_names};
use crate::text::{join, position};
use alloc::string::String;
use core::fmt;

impl Error {
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
