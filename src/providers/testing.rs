//! What a test needs: deliveries that prove what a genuine one would. Nothing here is for production.

/// Signing as OptOnDemand does.
pub mod optondemand {
    use crate::hmac::{PREPARED, mac, prepare};
    use crate::providers::optondemand::signature::{HEADER, SCHEME};
    use crate::sha256::{LENGTH, hex};
    use crate::text::joined;
    use crate::{Error, Key};
    use alloc::string::String;
    use zeroize::Zeroizing;

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
        let mut prepared = Zeroizing::new([0; PREPARED]);
        if let Some(problem) = secret.problem() {
            return Err(Error::config("secret", problem));
        }
        prepare(secret.as_bytes(), &mut prepared);
        let mut signature = [0; LENGTH];
        mac(&prepared, body, &mut signature);
        Ok((HEADER, joined(&[SCHEME, &hex(&signature)], "")))
    }
}

/// Signing as Xoxoday does.
pub mod xoxoday {
    use crate::providers::xoxoday::API_KEY_HEADER;
    use crate::{Error, Key};
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
    pub fn sign(_body: &[u8], api_key: &Key) -> Result<(&'static str, String), Error> {
        let refused = |problem| Error::config("apiKey", problem);
        if let Some(problem) = api_key.header_problem() {
            return Err(refused(problem));
        }
        let text = core::str::from_utf8(api_key.as_bytes());
        let text = text.map_err(|_| refused("must be text"))?;
        Ok((API_KEY_HEADER, text.into()))
    }
}
