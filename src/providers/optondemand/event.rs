//! The one documented event. The schema of its order is not public: the order stays in the payload.

use crate::error::Error;
use crate::event::dedupe_key::digest_key;
use crate::event::fields::{optional_string, optional_string_or_digits, string};
use crate::event::owned::into_owned;
use crate::event::stored::kinds;
use crate::event::time::rfc3339_ms;
use crate::json::Value;
use alloc::borrow::Cow;
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// The name of the provider.
pub(super) const NAME: &str = "optondemand";

/// What OptOnDemand reports.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "OptOnDemand")
)]
pub enum Kind<'a> {
    /// The status of an order has changed.
    #[serde(rename = "ORDER_STATUS_UPDATED")]
    OrderStatusUpdated(Order<'a>),
    /// Another event, or one without an order.
    #[serde(rename = "unrecognized")]
    Unrecognized(Order<'a>),
}

/// What every event says about its order.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "OptOnDemand", missing_as_null)
)]
pub struct Order<'a> {
    /// The type of the event as it came, from `event`, as in `"ORDER_STATUS_UPDATED"`.
    pub event: Cow<'a, str>,
    /// The time of the event, from `timestamp`, in milliseconds since 1970, as in `1751978096000`. Null when it is
    /// absent or is not an RFC 3339 time.
    pub timestamp_ms: Option<i64>,
    /// The id of the order, from `data.orderId`, as in `"433564"`. It is a string also where it came as a number. Null
    /// when it is absent, empty or of another type.
    pub order_id: Option<Cow<'a, str>>,
}

into_owned!(Order {
    event,
    timestamp_ms,
    order_id,
});

kinds!(NAME {
    "ORDER_STATUS_UPDATED" => OrderStatusUpdated(order),
    "unrecognized" => Unrecognized(order),
});

pub(super) fn read<'a>(root: Value<'_, 'a>, body: &[u8]) -> Result<(Kind<'a>, String), Error> {
    let [event, timestamp, data] = root.members(["event", "timestamp", "data"]);
    let data = data.filter(|data| data.is_object());
    let order = Order {
        event: string(event, "event")?,
        timestamp_ms: time_ms(timestamp),
        order_id: optional_string_or_digits(data.and_then(|data| data.get("orderId"))),
    };
    let kind = match (order.event.as_ref(), data) {
        ("ORDER_STATUS_UPDATED", Some(_)) => Kind::OrderStatusUpdated(order),
        _ => Kind::Unrecognized(order),
    };
    Ok((kind, digest_key(NAME, body)))
}

fn time_ms(timestamp: Option<Value<'_, '_>>) -> Option<i64> {
    rfc3339_ms(&optional_string(timestamp)?)
}
