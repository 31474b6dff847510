//! An order of a batch.

use super::element::{element_key, uuid};
use super::status::OrderStatus;
use crate::error::Error;
use crate::event::fields::{optional_string, optional_string_or_digits};
use crate::event::owned::into_owned;
use crate::event::time::rfc3339_ms;
use crate::json::Value;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// A snapshot of an order.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu", missing_as_null)
)]
pub struct Order<'a> {
    /// isendu's id of the order, from `uuid`, as in `"o-55f5f424-715d-4818-a1d7-deaae095f136"`. It is opaque.
    pub uuid: Cow<'a, str>,
    /// The status of the order, from `status`, as in `"in_transit"`.
    pub status: OrderStatus,
    /// The status as isendu wrote it, from `status`, as in `"in_transit"`. Null if it was not a string.
    pub status_text: Option<Cow<'a, str>>,
    /// When the order last changed, from `updated`, in milliseconds since 1970, as in `1711120800000`. Null if it is
    /// absent or not an RFC 3339 time.
    pub updated_ms: Option<i64>,
    /// When the order was created at isendu, from `created`, in milliseconds since 1970, as in `1710925200000`. Null if
    /// it is absent or not an RFC 3339 time.
    pub created_ms: Option<i64>,
    /// The shop's own id of the order, from `storeOrderId`, as in `"1001"`. A number becomes a string. Null if it is
    /// absent, empty or of another type.
    pub store_order_id: Option<Cow<'a, str>>,
    /// The couriers' numbers of the parcels, from `trackingInformation[].number`, as in `["1Z999AA10123456784"]`. Only
    /// strings are included. They join an order to its trackings.
    pub tracking_numbers: Vec<Cow<'a, str>>,
    /// Equal for repeated deliveries of this snapshot, byte for byte, and different for any other. It contains the
    /// digest of its text, as in `"isendu:order:o-55f5f424-…:sha256:0d44b725…"`. Put it into a column with a unique
    /// index.
    pub dedupe_key: String,
}

into_owned!(Order {
    uuid,
    status,
    status_text,
    updated_ms,
    created_ms,
    store_order_id,
    tracking_numbers,
    dedupe_key,
});

impl<'a> Order<'a> {
    pub(super) fn read(order: Value<'_, 'a>) -> Result<Self, Error> {
        let [id, status, updated, created, store_order_id, information] = order.members([
            "uuid",
            "status",
            "updated",
            "created",
            "storeOrderId",
            "trackingInformation",
        ]);
        let uuid = uuid(order, id)?;
        let status_text = status.and_then(Value::as_str);
        let dedupe_key = element_key("order", &uuid, order);
        let ms = |time: Cow<'_, str>| rfc3339_ms(&time);
        Ok(Self {
            uuid,
            status: OrderStatus::parse(status_text.as_deref()),
            status_text,
            updated_ms: optional_string(updated).and_then(ms),
            created_ms: optional_string(created).and_then(ms),
            store_order_id: optional_string_or_digits(store_order_id),
            tracking_numbers: tracking_numbers(information),
            dedupe_key,
        })
    }
}

fn tracking_numbers<'a>(information: Option<Value<'_, 'a>>) -> Vec<Cow<'a, str>> {
    let entries = information.and_then(Value::elements).into_iter().flatten();
    entries
        .filter_map(|entry| entry.get("number")?.as_str())
        .collect()
}
