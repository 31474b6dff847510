//! What was proven about a delivery.

use super::schemes::head::Told;
use serde::{Deserialize, Serialize};

/// How much was proven about a delivery.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(missing_as_null)
)]
pub struct Verified {
    /// The provider's name, as in `xoxoday`.
    pub provider: &'static str,
    /// The strongest of the checks that the config names, as in `"signature"`. All of them have passed.
    pub trust: Trust,
    /// Which key or token of the config gave the trust, counted from 0, as in `1` for the second of a list. Null when
    /// `trust` is `"none"`.
    pub key_index: Option<usize>,
}

/// The result of the checks, and what the headers say.
#[derive(Clone, Copy)]
pub(crate) struct Proven<'a> {
    pub(crate) trust: Trust,
    pub(crate) key_index: Option<usize>,
    pub(crate) told: Told<'a>,
}

impl Proven<'_> {
    /// Returns the public part.
    pub(crate) fn by(&self, provider: &'static str) -> Verified {
        Verified {
            provider,
            trust: self.trust,
            key_index: self.key_index,
        }
    }
}

/// How a delivery was authenticated. A stronger level is greater.
///
/// Exhaustive on purpose: code that moves money must be reviewed if a level is added.
///
/// ```
/// use countersign::Trust;
///
/// assert!(Trust::Signature > Trust::SharedSecret && Trust::SharedSecret > Trust::UrlToken && Trust::UrlToken > Trust::None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(all(target_arch = "wasm32", feature = "types"), derive(tsify::Tsify))]
pub enum Trust {
    /// An HMAC over the exact body: the sender has the key, and nobody changed the body.
    Signature = 3,
    /// A static key in a header: anyone who has ever seen it could have sent this, with any body.
    SharedSecret = 2,
    /// An unguessable token in the URL: anyone who knows the URL could have sent this, with any body.
    UrlToken = 1,
    /// Nothing.
    None = 0,
}

#[cfg(all(target_arch = "wasm32", feature = "js"))]
impl Trust {
    /// All of them, each at the place of its number.
    pub(crate) const ALL: &[Self] = &[
        Self::None,
        Self::UrlToken,
        Self::SharedSecret,
        Self::Signature,
    ];
}
