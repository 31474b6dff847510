//! The rules of a provider, as data: who may deliver, and how a delivery is proven.

use crate::json::Value;

/// The rules of one provider.
pub struct Rules {
    /// The name: of the module, of the folder, and in every event.
    pub name: &'static str,
    /// The options that it takes beside the common ones.
    pub options: &'static [&'static str],
    /// The options of which at least one must be set.
    pub needs: &'static [&'static str],
    /// The addresses that it documents.
    pub documented_ips: &'static [&'static str],
    /// How it proves a delivery in a header, if it does.
    pub mechanism: Option<Mechanism>,
    /// Returns the time that the signature covers, in milliseconds since 1970.
    pub signed_ms: fn(Value<'_, '_>) -> Option<i64>,
}

impl Rules {
    /// The rules of a provider that proves nothing, to start from.
    pub const UNSIGNED: Self = Self {
        name: "",
        options: &["acceptUnauthenticated"],
        needs: &["urlToken", "acceptUnauthenticated"],
        documented_ips: &[],
        mechanism: None,
        signed_ms: |_| None,
    };
}

/// How a header proves a delivery. Header names are in lower case.
pub enum Mechanism {
    /// The HMAC-SHA256 of the exact body, under `secret`.
    HmacSha256 {
        /// The header's name.
        header: &'static str,
        /// The text before the hexadecimal digits.
        prefix: &'static str,
    },
    /// A static key, the same for every body: `apiKey`.
    ApiKey {
        /// The header's name.
        header: &'static str,
    },
}

impl Mechanism {
    /// Returns the name of the header.
    pub(crate) const fn header(&self) -> &'static str {
        match self {
            Self::HmacSha256 { header, .. } | Self::ApiKey { header } => header,
        }
    }

    /// Returns the name of the option with the key.
    #[cfg_attr(
        not(all(target_arch = "wasm32", feature = "js")),
        allow(dead_code, reason = "JavaScript alone asks")
    )]
    pub(crate) const fn option(&self) -> &'static str {
        match self {
            Self::HmacSha256 { .. } => "secret",
            Self::ApiKey { .. } => "apiKey",
        }
    }
}
