//! A static key in a header. Whoever has seen it once can send any body with it.

use super::incoming::Incoming;
use crate::crypto::keys::{Key, KeyDigests};
use crate::error::Error;
use alloc::string::String;

/// Returns the position of the accepted key that a delivery carries.
///
/// # Errors
///
/// Those of [`Incoming::header`], and `mismatch`.
pub(crate) fn check(
    accepted: &KeyDigests<'_>,
    header: &'static str,
    incoming: &Incoming<'_>,
) -> Result<usize, Error> {
    let given = incoming.header(header)?;
    accepted.find(given).ok_or(Error::Mismatch { hashed: None })
}

/// Returns the value of the header of a genuine delivery.
///
/// # Errors
///
/// `invalid_config` for a key that a config would refuse, and for one that is no text.
pub(crate) fn sign(api_key: &Key) -> Result<String, Error> {
    let refused = |problem| Error::config("apiKey", problem);
    if let Some(problem) = api_key.header_problem() {
        return Err(refused(problem));
    }
    let text = core::str::from_utf8(api_key.as_bytes());
    let text = text.map_err(|_| refused("must be text"))?;
    Ok(text.into())
}
