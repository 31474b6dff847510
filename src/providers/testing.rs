//! What a test needs: deliveries that prove what a genuine one would. Nothing here is for production.
//!
//! There is a module for each provider that proves a delivery in a header.

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

/// Takes what each provider has for tests, which is nothing where it proves nothing in a header.
macro_rules! signers {
    ($($name:ident),*) => {
        $(
            #[allow(unused_imports, reason = "of a provider that signs nothing there is nothing")]
            pub use crate::providers::$name::for_tests::*;
        )*
    };
}
with_providers!(signers);
