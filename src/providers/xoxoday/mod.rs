//! Xoxoday / Plum Rewards: the delivery status of an order.
//!
//! Source: Xoxoday's documentation, "Implementing Webhooks" and "Securing Webhooks". A static key in `x-api-key` is
//! an optional feature of theirs; it does not bind the body. A failing endpoint is tried three or four times in all,
//! then the webhook is disabled.

mod event;
mod version;

pub use event::{DeliveryStatus, Kind, OrderDeliveryStatus};
pub use version::supersedes;

use crate::checks::Checks;
use crate::json::Value;
use crate::provider::{Provider, entry_points};
use crate::{Error, Incoming, Trust};

entry_points!(Xoxoday);

/// The rules of Xoxoday.
pub struct Xoxoday;

impl Provider for Xoxoday {
    const NAME: &'static str = "xoxoday";
    const OPTIONS: &'static [&'static str] = &["apiKey", "acceptUnauthenticated"];
    const NEEDS: &'static [&'static str] = &["apiKey", "urlToken", "acceptUnauthenticated"];
    const HEADER: Option<&'static str> = Some(API_KEY_HEADER);
    /// "Implementing Webhooks", November 2026. Other addresses stand on other pages: who wants them lists them.
    const DOCUMENTED_IPS: &'static [&'static str] = &["52.76.120.90"];

    type Kind<'a> = Kind<'a>;
    type Version = version::Fields;

    fn authenticate(
        checks: &Checks,
        incoming: &Incoming<'_>,
    ) -> Result<Option<(Trust, usize)>, Error> {
        let Some(accepted) = &checks.api_key else {
            return Ok(None);
        };
        let given = incoming.header(API_KEY_HEADER)?;
        accepted
            .find(given)
            .map(|position| Some((Trust::SharedSecret, position)))
            .ok_or(Error::Mismatch)
    }

    fn read<'a>(root: Value<'_, 'a>, body: &[u8]) -> Result<(Kind<'a>, String), Error> {
        event::read(root, body)
    }
}

/// "Securing Webhooks" spells it in three ways; header names ignore case (RFC 9110, section 5.1).
const API_KEY_HEADER: &str = "x-api-key";
