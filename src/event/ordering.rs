//! What the providers share when two events are put in order.

use crate::config::value::UntypedObject;
use core::cmp::Ordering;

/// The fields by which events of one provider are put in order, and nothing else of them.
pub trait OrderingFields: Sized {
    /// The names of the fields in JavaScript.
    const FIELDS: &'static [&'static str];

    /// Reads the fields from an event of JavaScript; one of another type counts as missing. Of a list there is its
    /// `length` alone.
    #[allow(dead_code, reason = "called for JavaScript alone")]
    fn from_fields(fields: UntypedObject<'_>) -> Self;

    /// Tells whether this one should replace what `previous` left: none where it cannot be told, or where they are
    /// about different things.
    fn supersedes(&self, previous: &Self) -> Option<bool>;
}

/// Tells whether `next` is newer than `previous`: none where they are equal or one is missing.
pub(crate) fn newer<T: Ord>(next: Option<T>, previous: Option<T>) -> Option<bool> {
    newer_or(next, previous, || None)
}

/// Tells whether `next` is newer than `previous`; where they are equal, the tie-break does.
pub(crate) fn newer_or<T: Ord>(
    next: Option<T>,
    previous: Option<T>,
    tie_break: impl FnOnce() -> Option<bool>,
) -> Option<bool> {
    match next?.cmp(&previous?) {
        Ordering::Greater => Some(true),
        Ordering::Less => Some(false),
        Ordering::Equal => tie_break(),
    }
}

/// Returns `Some(())` where both are there and equal: the events are about the same thing.
pub(crate) fn same<T: Eq>(next: Option<T>, previous: Option<T>) -> Option<()> {
    (next? == previous?).then_some(())
}
