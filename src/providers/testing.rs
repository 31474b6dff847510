//! What a test needs: deliveries that prove what a genuine one would. Nothing here is for production.

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

/// Signing as OptOnDemand does.
pub mod optondemand {
    use crate::crypto::keys::Key;
    use crate::error::Error;
    use crate::providers::optondemand::OptOnDemand;
    use crate::providers::provider::Definition;
    use alloc::string::String;

    /// Returns the header of a genuine delivery.
    ///
    /// # Errors
    ///
    /// `invalid_config` for a key that a config would refuse.
    ///
    /// ```
    /// use countersign::{Config, Incoming, optondemand, testing};
    ///
    /// let body = br#"{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z","data":{"orderId":"433564"}}"#;
    /// let headers = [testing::optondemand::sign(body, &"whsec_test_0123456789abcdef".into())?];
    /// let config = Config::new().secret("whsec_test_0123456789abcdef");
    /// optondemand::receive(&Incoming::new(body).headers(&headers), &config)?;
    /// # Ok::<_, countersign::Error>(())
    /// ```
    pub fn sign(body: &[u8], secret: &Key) -> Result<(&'static str, String), Error> {
        super::sign(&OptOnDemand::RULES, body, secret)
    }
}

/// Signing as Xoxoday does.
pub mod xoxoday {
    use crate::crypto::keys::Key;
    use crate::error::Error;
    use crate::providers::provider::Definition;
    use crate::providers::xoxoday::Xoxoday;
    use alloc::string::String;

    /// Returns the header of a genuine delivery, which is the same for every body.
    ///
    /// # Errors
    ///
    /// `invalid_config` for a key that a config would refuse, and for one that is no text.
    ///
    /// ```
    /// let header = countersign::testing::xoxoday::sign(b"{}", &"a1p2z5b7v68b9112234".into())?;
    /// assert_eq!(header, ("x-api-key", "a1p2z5b7v68b9112234".into()));
    /// # Ok::<_, countersign::Error>(())
    /// ```
    pub fn sign(body: &[u8], api_key: &Key) -> Result<(&'static str, String), Error> {
        super::sign(&Xoxoday::RULES, body, api_key)
    }
}
