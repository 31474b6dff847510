//! The one documented event, which names no type: it is known by its fields.

use crate::error::Error;
use crate::event::dedupe_key::digest_key;
use crate::event::dedupe_key::key;
use crate::event::fields::{number_or_string, optional_string, optional_string_or_digits, string};
use crate::event::owned::{into_owned, owned_already};
use crate::event::stored::kinds;
use crate::event::time::LocalDateTime;
use crate::json::Value;
use crate::text::trim_blanks;
use alloc::borrow::Cow;
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// The name of the provider.
pub(super) const NAME: &str = "xoxoday";

/// What Xoxoday reports.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Xoxoday")
)]
pub enum Kind<'a> {
    /// The delivery status of an order.
    #[serde(rename = "order.delivery_status")]
    OrderDeliveryStatus(OrderDeliveryStatus<'a>),
    /// A document without an order or without a status.
    #[serde(rename = "unrecognized")]
    Unrecognized,
}

/// The delivery status of an order.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Xoxoday", missing_as_null)
)]
pub struct OrderDeliveryStatus<'a> {
    /// The id of the delivery, from `id`, as in `"12345678901234567890"`. Whether it names the event, the attempt or
    /// the order is not documented: do not use it to tell deliveries apart, use `dedupeKey`.
    pub delivery_id: Cow<'a, str>,
    /// Xoxoday's id of the order, from `data.orderId`, as in `"26663453"`. It is a string also where it came as a
    /// number.
    pub order_id: Cow<'a, str>,
    /// Your own number of the order, which you gave when you placed it, from `data.poNumber`, as in `"PO12662"`. Null
    /// when it is absent, empty or of another type.
    pub po_number: Option<Cow<'a, str>>,
    /// The status of the order, from `data.deliveryStatus`, in one spelling, as in `"delivered"`.
    pub status: DeliveryStatus,
    /// The status as Xoxoday wrote it, from `data.deliveryStatus`, as in `"Cancelled"`.
    pub status_text: Cow<'a, str>,
    /// When the order was placed, from `data.orderDate`. Its zone is not documented. Null when it is absent or no date
    /// and time.
    #[cfg_attr(
        all(target_arch = "wasm32", feature = "types"),
        tsify(type = "LocalDateTime | null")
    )]
    pub ordered_at: Option<LocalDateTime>,
    /// When the delivery was sent, from `createdAt`. For a retry this is later than the event. Its zone is not
    /// documented. Null when it is absent or is not a date and time.
    #[cfg_attr(
        all(target_arch = "wasm32", feature = "types"),
        tsify(type = "LocalDateTime | null")
    )]
    pub sent_at: Option<LocalDateTime>,
}

/// The delivery status of an order. Xoxoday documents two, in several spellings.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Xoxoday")
)]
pub enum DeliveryStatus {
    /// Delivered.
    Delivered,
    /// Canceled, also when it came as `cancelled`.
    Canceled,
    /// Anything else; the text is in `statusText`.
    Unrecognized,
}

owned_already!(DeliveryStatus);

into_owned!(OrderDeliveryStatus {
    delivery_id,
    order_id,
    po_number,
    status,
    status_text,
    ordered_at,
    sent_at,
});

kinds!(NAME {
    "order.delivery_status" => OrderDeliveryStatus(order),
    "unrecognized" => Unrecognized,
});

pub(super) fn read<'a>(root: Value<'_, 'a>, body: &[u8]) -> Result<(Kind<'a>, String), Error> {
    let [id, data, created_at] = root.members(["id", "data", "createdAt"]);
    let [order_id, po_number, status, order_date] = data.map_or([None; 4], |data| {
        data.members(["orderId", "poNumber", "deliveryStatus", "orderDate"])
    });
    let (Some(order_id), Some(status)) = (order_id, status) else {
        return Ok((Kind::Unrecognized, digest_key(NAME, body)));
    };
    let delivery_id = number_or_string(id, "id")?;
    let order_id = number_or_string(Some(order_id), "data.orderId")?;
    let status_text = string(Some(status), "data.deliveryStatus")?;
    let status = DeliveryStatus::parse(&status_text);
    let dedupe_key = match status.name() {
        Some(status) => key(&[NAME, status, &order_id]),
        None => digest_key(NAME, body),
    };
    let event = OrderDeliveryStatus {
        delivery_id,
        order_id,
        po_number: optional_string_or_digits(po_number),
        status,
        status_text,
        ordered_at: local_date_time(order_date),
        sent_at: local_date_time(created_at),
    };
    Ok((Kind::OrderDeliveryStatus(event), dedupe_key))
}

impl DeliveryStatus {
    fn parse(text: &str) -> Self {
        let text = trim_blanks(text.as_bytes());
        let is = |word: &str| text.eq_ignore_ascii_case(word.as_bytes());
        if is("delivered") {
            Self::Delivered
        } else if is("canceled") || is("cancelled") {
            Self::Canceled
        } else {
            Self::Unrecognized
        }
    }

    /// Returns the name for a dedupe key. An unrecognized status has none: two such texts are two statuses.
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Delivered => Some("delivered"),
            Self::Canceled => Some("canceled"),
            Self::Unrecognized => None,
        }
    }
}

fn local_date_time(value: Option<Value<'_, '_>>) -> Option<LocalDateTime> {
    LocalDateTime::parse(&optional_string(value)?)
}
