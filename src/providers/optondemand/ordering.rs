//! Which of two events of an order is the newer one.

use super::event::Kind;
use crate::config::value::UntypedObject;
use crate::event::Event;
use crate::event::ordering::{OrderingFields, newer, same};
use alloc::borrow::ToOwned;
use alloc::string::String;

/// The fields that order two events.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    order_id: Option<String>,
    timestamp_ms: Option<i64>,
}

impl From<&Event<'_, Kind<'_>>> for Fields {
    fn from(event: &Event<'_, Kind<'_>>) -> Self {
        let (Kind::OrderStatusUpdated(order) | Kind::Unrecognized(order)) = &event.kind;
        Self {
            order_id: order.order_id.as_deref().map(str::to_owned),
            timestamp_ms: order.timestamp_ms,
        }
    }
}

impl OrderingFields for Fields {
    const FIELDS: &'static [&'static str] = &["orderId", "timestampMs"];

    fn from_fields(fields: UntypedObject<'_>) -> Self {
        Self {
            order_id: fields.text("orderId"),
            timestamp_ms: fields.integer("timestampMs"),
        }
    }

    /// Compares by the signed time.
    fn supersedes(&self, previous: &Self) -> Option<bool> {
        same(self.order_id.as_deref(), previous.order_id.as_deref())?;
        newer(self.timestamp_ms, previous.timestamp_ms)
    }
}

/// Tells whether `next` should replace what `previous` left: none where it cannot be told, or where they are about
/// different orders.
///
/// ```
/// use countersign::{ParseOptions, optondemand};
///
/// let event = |time| format!(r#"{{"event":"x","timestamp":"2025-07-08T{time}Z","data":{{"orderId":7}}}}"#);
/// let (before, after) = (event("12:34:56"), event("12:34:57"));
/// let parse = |body| optondemand::parse(body, &ParseOptions::new());
/// assert_eq!(optondemand::supersedes(&parse(after.as_bytes())?, &parse(before.as_bytes())?), Some(true));
/// # Ok::<_, countersign::Error>(())
/// ```
pub fn supersedes(next: &Event<'_, Kind<'_>>, previous: &Event<'_, Kind<'_>>) -> Option<bool> {
    Fields::from(next).supersedes(&Fields::from(previous))
}
