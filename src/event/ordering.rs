//! Code that the providers share for ordering two events.

use crate::config::value::UntypedObject;
use core::cmp::Ordering;

/// Only the fields by which a provider's events are ordered.
pub trait OrderingFields: Sized {
    /// The names of the fields in JavaScript.
    const FIELDS: &'static [&'static str];

    /// Reads the fields from a JavaScript event. A field of another type counts as missing. Only the
    /// `length` of a list is read.
    #[allow(dead_code, reason = "called only for JavaScript")]
    fn from_fields(fields: UntypedObject<'_>) -> Self;

    /// Returns whether this event should replace `previous`. `None` if the events do not show it, or if they are about
    /// different things.
    fn supersedes(&self, previous: &Self) -> Option<bool>;
}

/// Returns whether `next` is newer than `previous`. `None` if they are equal or one is missing.
pub(crate) fn newer<T: Ord>(next: Option<T>, previous: Option<T>) -> Option<bool> {
    newer_or(next, previous, || None)
}

/// Returns whether `next` is newer than `previous`. If they are equal, the tie-break decides.
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

/// Returns `Some(())` if both are present and equal: the events are about the same thing.
pub(crate) fn same<T: Eq>(next: Option<T>, previous: Option<T>) -> Option<()> {
    (next? == previous?).then_some(())
}
