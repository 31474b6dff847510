//! OptOnDemand: the status of a print-on-demand order.
//!
//! Source: OptOnDemand's documentation, "Webhooks". Each delivery is signed: `X-Signature` is `sha256=` and the
//! HMAC-SHA256 of the raw body in hexadecimal, under the secret key from the response to the registration. A delivery
//! that fails is retried after 1, 2, 4, 8 … seconds for 24 hours, and blocks those behind it.

mod event;
mod ordering;

pub use event::{Kind, Order};
pub use ordering::supersedes;

use crate::error::Error;
use crate::json::Value;
use crate::providers::entry_points::entry_points;
use crate::providers::provider::Definition;
use crate::verify::scheme::Rules;
use crate::verify::schemes::kinds::{Encoding, Place, Unit};
use crate::verify::schemes::scheme::Scheme;
use alloc::string::String;

entry_points!(
    /// use countersign::{Config, Incoming, testing};
    ///
    /// let body = br#"{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z","data":{"orderId":"433564"}}"#;
    /// let headers = [testing::optondemand::sign(body, &"whsec_test_0123456789abcdef".into())?];
    /// let incoming = Incoming::new(body).headers(&headers);
    /// let config = Config::new().secret("whsec_test_0123456789abcdef");
    OptOnDemand in optondemand, Signature, "optondemand:sha256:45839c1ae2661178f6997cb3c5c2d0db3a31ac8d45023e2c009e988018b4edae"
);

/// How it signs a delivery. The timestamp is read if a config asks for freshness.
const SCHEME: Scheme<'static> =
    Scheme::hmac_sha256(event::NAME, "x-signature", Encoding::Hex, "{body}")
        .prefix("sha256=")
        .ignore_prefix_case()
        .timestamp(Place::Field("timestamp"), Unit::Rfc3339)
        .built_in();
const _: () = SCHEME.check();

/// The rules of OptOnDemand.
pub struct OptOnDemand;

impl Definition for OptOnDemand {
    const RULES: Rules = Rules {
        name: event::NAME,
        options: &["secret", "maxAgeSeconds", "maxFutureSeconds", "now"],
        needs: &["secret"],
        ..Rules::of_provider(SCHEME)
    };

    type OrderingFields = ordering::Fields;

    fn read<'a>(root: Value<'_, 'a>, body: &[u8]) -> Result<(Kind<'a>, String), Error> {
        event::read(root, body)
    }
}
