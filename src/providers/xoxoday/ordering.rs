//! Which of two events of an order is the newer one.

use super::event::Kind;
use crate::config::value::UntypedObject;
use crate::event::Event;
use crate::event::ordering::{OrderingFields, newer, same};
use crate::event::time::LocalDateTime;
use alloc::string::{String, ToString};

/// The fields that order two events.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    order_id: Option<String>,
    sent_at: Option<LocalDateTime>,
}

impl From<&Event<'_, Kind<'_>>> for Fields {
    fn from(event: &Event<'_, Kind<'_>>) -> Self {
        match &event.kind {
            Kind::OrderDeliveryStatus(order) => Self {
                order_id: Some(order.order_id.to_string()),
                sent_at: order.sent_at,
            },
            Kind::Unrecognized => Self::default(),
        }
    }
}

impl OrderingFields for Fields {
    const FIELDS: &'static [&'static str] = &["orderId", "sentAt"];

    fn from_fields(fields: UntypedObject<'_>) -> Self {
        Self {
            order_id: fields.text("orderId"),
            sent_at: fields.object("sentAt").and_then(LocalDateTime::from_fields),
        }
    }

    /// Compares by the time of sending, which has a resolution of one second.
    fn supersedes(&self, previous: &Self) -> Option<bool> {
        same(self.order_id.as_deref(), previous.order_id.as_deref())?;
        newer(self.sent_at, previous.sent_at)
    }
}

/// Tells whether `next` should replace what `previous` left: none where it cannot be told, or where they are about
/// different orders. A retry of an older event is sent later and so looks newer: Xoxoday gives nothing better.
///
/// An order that comes back to a status that it had (delivered, canceled, delivered) has a `dedupe_key` that is known: it
/// is news all the same where the event supersedes the stored state and names another status.
///
/// ```
/// use countersign::{ParseOptions, xoxoday};
///
/// let event = |status, sent_at| format!(
///     r#"{{"id":1,"createdAt":"2024-03-22 {sent_at}","data":{{"orderId":2,"deliveryStatus":"{status}"}}}}"#
/// );
/// let (before, after) = (event("Canceled", "15:20:00"), event("Delivered", "15:20:01"));
/// let parse = |body| xoxoday::parse(body, &ParseOptions::new());
/// assert_eq!(xoxoday::supersedes(&parse(after.as_bytes())?, &parse(before.as_bytes())?), Some(true));
/// # Ok::<_, countersign::Error>(())
/// ```
pub fn supersedes(next: &Event<'_, Kind<'_>>, previous: &Event<'_, Kind<'_>>) -> Option<bool> {
    Fields::from(next).supersedes(&Fields::from(previous))
}
