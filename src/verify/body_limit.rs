//! The largest body that is accepted. The length is checked before the bytes are read.

use crate::config::ParseOptions;
use crate::error::Error;

/// How large a body may be when nothing else is said: 1 MiB.
pub const DEFAULT_MAX_BODY_BYTES: usize = 1_048_576;

/// How many bytes a body may have.
#[derive(Clone, Copy)]
pub(crate) struct BodyLimit(pub(crate) usize);

impl BodyLimit {
    pub(crate) const DEFAULT: Self = Self(DEFAULT_MAX_BODY_BYTES);

    pub(crate) fn new(max_body_bytes: Option<usize>) -> Result<Self, Error> {
        match max_body_bytes {
            None => Ok(Self::DEFAULT),
            Some(0) => Err(Error::config("maxBodyBytes", "must be a positive integer")),
            Some(bytes) => Ok(Self(bytes)),
        }
    }

    /// Returns the limit in bytes.
    #[cfg(all(target_arch = "wasm32", feature = "boundary"))]
    pub(crate) fn bytes(self) -> usize {
        self.0
    }

    /// Checks a length, before the bytes are read.
    pub(crate) fn check(self, length: usize) -> Result<(), Error> {
        if length > self.0 {
            Err(Error::BodyTooLarge { limit: self.0 })
        } else {
            Ok(())
        }
    }
}

impl TryFrom<&ParseOptions> for BodyLimit {
    type Error = Error;

    fn try_from(options: &ParseOptions) -> Result<Self, Error> {
        Self::new(options.max_body_bytes)
    }
}
