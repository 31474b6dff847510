//! The options of `parse`.

use super::deserialize;
use super::value::{UNKNOWN, UntypedObject};
use crate::error::Error;
use serde::{Deserialize, Deserializer};

/// Limits of [`parse`](crate::xoxoday::parse), which authenticates nothing and so needs no [`Config`](crate::Config).
///
/// ```
/// use countersign::{Error, ParseOptions, reward};
///
/// let refused = reward::parse(br#"{"id":"we_1"}"#, &ParseOptions::new().max_body_bytes(8));
/// assert_eq!(refused, Err(Error::BodyTooLarge { limit: 8 }));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct ParseOptions {
    pub(crate) max_body_bytes: Option<usize>,
}

impl ParseOptions {
    /// Starts with the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the largest body in bytes. The default is [`DEFAULT_MAX_BODY_BYTES`](crate::DEFAULT_MAX_BODY_BYTES).
    #[must_use]
    pub fn max_body_bytes(self, bytes: usize) -> Self {
        Self {
            max_body_bytes: Some(bytes),
        }
    }
}

impl TryFrom<UntypedObject<'_>> for ParseOptions {
    type Error = Error;

    fn try_from(options: UntypedObject<'_>) -> Result<Self, Error> {
        let mut parse_options = Self::new();
        options.each(&mut |name, value| match name {
            "maxBodyBytes" => {
                parse_options.max_body_bytes = Some(value.positive_integer()?);
                Ok(())
            }
            _ => Err(UNKNOWN.into()),
        })?;
        Ok(parse_options)
    }
}

impl<'de> Deserialize<'de> for ParseOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize::options(deserializer)
    }
}
