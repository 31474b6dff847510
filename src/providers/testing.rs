//! Genuine deliveries for tests. Do not use it in production.
//!
//! Each provider that proves a delivery in a header has a module.

use crate::crypto::keys::Key;
use crate::error::Error;
use crate::verify::scheme::{Mechanism, Rules};
use crate::verify::{api_key, signature};
use alloc::string::String;

/// Returns the header of a genuine delivery.
///
/// # Errors
///
/// `invalid_config` for a key that a config would refuse; `invalid_argument` for a provider that proves nothing in a
/// header.
pub(crate) fn sign(rules: &Rules, body: &[u8], key: &Key) -> Result<(&'static str, String), Error> {
    let mechanism = rules
        .mechanism
        .as_ref()
        .ok_or_else(|| Error::argument("provider", "signs nothing"))?;
    let value = match mechanism {
        Mechanism::HmacSha256 { prefix, .. } => signature::sign(prefix, body, key)?,
        Mechanism::ApiKey { .. } => api_key::sign(key)?,
    };
    Ok((mechanism.header(), value))
}

/// Exports each provider's functions for tests. A provider without such a header has none.
macro_rules! signers {
    ($($name:ident),*) => {
        $(
            #[allow(unused_imports, reason = "empty for a provider that signs nothing")]
            pub use crate::providers::$name::for_tests::*;
        )*
    };
}
with_providers!(signers);
