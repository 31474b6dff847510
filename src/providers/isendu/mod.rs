//! isendu: batches of orders and trackings, and the confirmation of the URL.
//!
//! Source: isendu's documentation, "Webhook", and the OpenAPI file of its store API. Nothing is signed. About five
//! minutes after you register a webhook, isendu posts a key id to the URL and expects the API secret in the reply
//! ([`confirm`]). After that it posts batches, which may arrive out of order.

mod confirmation;
mod element;
mod event;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod exports;
mod latest;
mod order;
mod ordering;
mod status;
mod tracking;

pub use confirmation::{Credentials, Reply, confirm};
pub use event::{Batch, Confirmation, Kind, Rejected};
pub use latest::latest;
pub use order::Order;
pub use ordering::{Item, supersedes};
pub use status::{OrderStatus, TrackingStatus};
pub use tracking::{Step, StepError, Tracking};

use crate::error::Error;
use crate::json::Value;
use crate::providers::entry_points::entry_points;
use crate::providers::provider::Definition;
use crate::verify::scheme::Rules;
use alloc::string::String;

entry_points!(
    /// use countersign::{Config, Incoming};
    ///
    /// let body = br#"{"order":[{"uuid":"o-55f5f424","status":"delivered","updated":"2024-03-22T15:20:00Z"}]}"#;
    /// let incoming = Incoming::new(body).url("/hooks/isendu/tok_5f2c9d7e41b84a06");
    /// let config = Config::new().url_token("tok_5f2c9d7e41b84a06");
    Isendu in isendu, UrlToken, "isendu:sha256:9d674aeb4dd9cb3035256ae535a1b2e07cd980fcd19d754f103db633e1a16c53"
);

/// The rules of isendu.
pub struct Isendu;

impl Definition for Isendu {
    const RULES: Rules = Rules {
        name: element::NAME,
        ..Rules::UNSIGNED
    };

    type OrderingFields = ordering::Fields;

    fn read<'a>(root: Value<'_, 'a>, body: &[u8]) -> Result<(Kind<'a>, String), Error> {
        event::read(root, body)
    }
}
