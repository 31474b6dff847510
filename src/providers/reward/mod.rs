//! Reward: trigger events and credit points of a loyalty programme.
//!
//! Source: Reward's documentation, "Webhooks", and its API reference, "Webhook payloads". Nothing is signed; the
//! documentation only says "keep the URL confidential". So the best proof is a token in the URL. Reward retries a
//! failed delivery up to five times and then drops it.

mod event;
mod ordering;
mod stored;
mod typeid;

pub use event::{CreditPointsIssued, Envelope, Kind, TriggerEventCreated};
pub use ordering::supersedes;

use crate::error::Error;
use crate::json::Value;
use crate::providers::entry_points::entry_points;
use crate::providers::provider::Definition;
use crate::verify::scheme::Rules;
use alloc::string::String;

entry_points!(
    /// use countersign::{Config, Incoming};
    ///
    /// let body = br#"{"id":"we_01jf2wkmvcfw6ts1qmgzya291c","type":"balance.credit_points_issued",
    ///     "data":{"user":{"id":17},"transaction":{"id":"t-9","amount":19.90}}}"#;
    /// let incoming = Incoming::new(body).url("/hooks/reward?key=tok_5f2c9d7e41b84a06");
    /// let config = Config::new().url_token("tok_5f2c9d7e41b84a06").url_token_param("key");
    Reward in reward, UrlToken, "reward:we_01jf2wkmvcfw6ts1qmgzya291c"
);

/// The rules of Reward.
pub struct Reward;

impl Definition for Reward {
    const RULES: Rules = Rules {
        name: event::NAME,
        ..Rules::UNSIGNED
    };

    type OrderingFields = ordering::Fields;

    fn read<'a>(root: Value<'_, 'a>, _body: &[u8]) -> Result<(Kind<'a>, String), Error> {
        event::read(root)
    }
}
