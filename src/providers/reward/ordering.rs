//! The order of two events about one transaction.

use super::event::Kind;
use crate::config::value::UntypedObject;
use crate::event::Event;
use crate::event::ordering::{OrderingFields, newer, newer_or, same};
use alloc::string::{String, ToString};

/// The fields by which two events are ordered.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    transaction_id: Option<String>,
    time_ms: Option<i64>,
    id: Option<String>,
}

impl From<&Event<'_, Kind<'_>>> for Fields {
    fn from(event: &Event<'_, Kind<'_>>) -> Self {
        let (envelope, transaction_id) = match &event.kind {
            Kind::CreditPointsIssued(event) => (&event.envelope, Some(&event.transaction_id)),
            // A trigger event is an occurrence, not a state: none replaces another.
            Kind::TriggerEventCreated(event) => (&event.envelope, None),
            Kind::Unrecognized(envelope) => (envelope, None),
        };
        Self {
            transaction_id: transaction_id.map(|id| id.to_string()),
            time_ms: envelope.time_ms,
            id: Some(envelope.id.to_string()),
        }
    }
}

impl OrderingFields for Fields {
    const FIELDS: &'static [&'static str] = &["transactionId", "timeMs", "id"];

    fn from_fields(fields: UntypedObject<'_>) -> Self {
        Self {
            transaction_id: fields.text("transactionId"),
            time_ms: fields.integer("timeMs"),
            id: fields.text("id"),
        }
    }

    /// Compares the times of the events. Ids break ties, because they sort by creation (RFC 9562, section 5.7).
    fn supersedes(&self, previous: &Self) -> Option<bool> {
        let [ours, theirs] = [self, previous].map(|fields| fields.transaction_id.as_deref());
        same(ours, theirs)?;
        let by_id = || newer(self.id.as_deref(), previous.id.as_deref());
        newer_or(self.time_ms, previous.time_ms, by_id)
    }
}

/// Returns whether `next` should replace `previous`. `None` if the events do not show it, or if they are about
/// different transactions. Trigger events are occurrences, not states, so they are never ordered.
///
/// ```
/// use countersign::{ParseOptions, reward};
///
/// let event = |time| format!(
///     r#"{{"id":"we_1","type":"balance.credit_points_issued","time":"2024-12-14T{time}Z","data":{{
///         "user":{{"id":17}},"transaction":{{"id":"t-1","amount":5}}}}}}"#
/// );
/// let (before, after) = (event("15:22:38"), event("15:22:39"));
/// let parse = |body| reward::parse(body, &ParseOptions::new());
/// assert_eq!(reward::supersedes(&parse(before.as_bytes())?, &parse(after.as_bytes())?), Some(false));
/// # Ok::<_, countersign::Error>(())
/// ```
pub fn supersedes(next: &Event<'_, Kind<'_>>, previous: &Event<'_, Kind<'_>>) -> Option<bool> {
    Fields::from(next).supersedes(&Fields::from(previous))
}
