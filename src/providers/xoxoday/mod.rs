//! Xoxoday / Plum Rewards: the delivery status of an order.
//!
//! Source: Xoxoday's documentation, "Implementing Webhooks" and "Securing Webhooks". A static key in `x-api-key` is
//! an optional feature of theirs; it does not bind the body. A failing endpoint is tried three or four times in all,
//! then the webhook is disabled.
//!
//! The `dedupe_key` of a delivery names the status and the order, so that an effect happens once for each. It is the one key
//! that two pieces of news may share: see [`supersedes`].

mod event;
mod ordering;

pub use event::{DeliveryStatus, Kind, OrderDeliveryStatus};
pub use ordering::supersedes;

use crate::error::Error;
use crate::json::Value;
use crate::providers::entry_points::entry_points;
use crate::providers::provider::Definition;
use crate::verify::scheme::Rules;
use crate::verify::schemes::scheme::Scheme;
use alloc::string::String;

entry_points!(
    /// use countersign::{Config, Incoming};
    ///
    /// let body = br#"{"id":1,"data":{"orderId":26663453,"deliveryStatus":"Delivered"}}"#;
    /// let headers = [("x-api-key", "a1p2z5b7v68b9112234")];
    /// let incoming = Incoming::new(body).headers(&headers);
    /// let config = Config::new().api_key("a1p2z5b7v68b9112234");
    Xoxoday in xoxoday, SharedSecret, "xoxoday:delivered:26663453"
);

/// How it proves a delivery. "Securing Webhooks" spells the header in three ways; names ignore case (RFC 9110, section 5.1).
const SCHEME: Scheme<'static> = Scheme::static_secret(event::NAME, "x-api-key").built_in();
const _: () = SCHEME.check();

/// The rules of Xoxoday.
pub struct Xoxoday;

impl Definition for Xoxoday {
    const RULES: Rules = Rules {
        name: event::NAME,
        options: &["apiKey", "acceptUnauthenticated"],
        needs: &["apiKey", "urlToken", "acceptUnauthenticated"],
        // "Implementing Webhooks", November 2026. Other pages name other addresses; a config can list them.
        documented_ips: &["52.76.120.90"],
        ..Rules::of_provider(SCHEME)
    };

    type OrderingFields = ordering::Fields;

    fn read<'a>(root: Value<'_, 'a>, body: &[u8]) -> Result<(Kind<'a>, String), Error> {
        event::read(root, body)
    }
}
