//! Genuine deliveries for tests. Do not use it in production.
//!
//! Each provider that proves a delivery in a header has a module.

use crate::crypto::key::Key;
use crate::error::Error;
use crate::verify::scheme::Rules;
use crate::verify::schemes::kinds::Place;
use crate::verify::schemes::prove::Filling;
use crate::verify::schemes::scheme::Scheme;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

/// The values that a delivery of a [`Scheme`] is signed with, apart from its body.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signing<'g> {
    /// The time, in milliseconds since 1970, where the scheme has it outside the body.
    pub timestamp_ms: i64,
    /// The id, where the scheme has it in a header. If it is empty, we take one that the scheme accepts.
    pub id: &'g str,
    /// The URL as it is registered, if the scheme signs it.
    pub url: &'g str,
}

/// Returns the headers of a genuine delivery of a scheme.
///
/// # Errors
///
/// `invalid_config` for a key that a config would refuse, and without a URL that the sender signs. `invalid_argument` for a time, an
/// id or a URL that the scheme would refuse.
///
/// ```
/// use countersign::custom::{self, Encoding, Place, Scheme, Unit};
/// use countersign::testing::{self, Signing};
/// use countersign::{Config, Incoming};
///
/// const ACME: Scheme = Scheme::hmac_sha256("acme", "x-acme-signature", Encoding::Hex, "{timestamp}.{body}")
///     .timestamp(Place::Header("x-acme-time"), Unit::Seconds);
/// let signing = Signing { timestamp_ms: 1_700_000_000_000, ..Signing::default() };
/// let headers = testing::sign(&ACME, b"{}", &"whsec_1".into(), &signing)?;
/// let received = custom::receiver(&ACME, &Config::new().secret("whsec_1"))?.receive(&Incoming::new(b"{}").headers(&headers))?;
/// assert_eq!(received.event.signed_ms, Some(1_700_000_000_000));
/// # Ok::<_, countersign::Error>(())
/// ```
pub fn sign(
    scheme: &Scheme<'_>,
    body: &[u8],
    key: &Key,
    signing: &Signing<'_>,
) -> Result<Vec<(String, String)>, Error> {
    let timestamp = match scheme.timestamp {
        Some((Place::Header(_) | Place::Prefix(_), unit)) => unit.write(signing.timestamp_ms),
        _ => String::new(),
    };
    if scheme.signs_url() && signing.url.is_empty() {
        return Err(Error::config("url", "is needed: the sender signs it"));
    }
    let filling = Filling {
        body,
        timestamp: timestamp.as_bytes(),
        id: match signing.id {
            "" => scheme.sample_id(),
            id => id,
        },
        url: signing.url,
    };
    let signed = scheme.sign("secret", key, &filling);
    let signed = signed.map_err(|error| match error {
        Error::InvalidArgument {
            argument: "now",
            problem,
        } => Error::argument("timestamp_ms", problem),
        other => other,
    })?;
    Ok(signed
        .into_iter()
        .map(|(name, mut value)| (name.to_owned(), core::mem::take(&mut *value)))
        .collect())
}

/// Returns the header of a genuine delivery of a provider.
///
/// # Errors
///
/// `invalid_config` for a key that a config would refuse; `invalid_argument` for a provider that proves nothing in a
/// header.
pub(crate) fn sign_by(
    rules: &Rules,
    body: &[u8],
    key: &Key,
) -> Result<(&'static str, String), Error> {
    let refused = || Error::argument("provider", "signs nothing");
    let scheme = rules.scheme.ok_or_else(refused)?;
    let filling = Filling {
        body,
        timestamp: b"",
        id: "",
        url: "",
    };
    let (name, mut value) = scheme
        .sign(rules.key_option(), key, &filling)?
        .into_iter()
        .next()
        .ok_or_else(refused)?;
    Ok((name, core::mem::take(&mut *value)))
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
