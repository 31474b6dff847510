//! The newest snapshot of each thing in a batch.

use super::version::{Item, Ordered, Snapshot};
use crate::positions::Positions;
use crate::seed::Seed;
use alloc::vec::Vec;

/// Returns, of the orders or trackings that share a `uuid`, the one that no other supersedes (the later in the list
/// where it cannot be told), in the order in which each `uuid` first appeared.
///
/// ```
/// use countersign::{ParseOptions, isendu};
///
/// let body = br#"{"tracking":[{"uuid":"t-1","status":"D"},{"uuid":"t-2","status":"P"},{"uuid":"t-1","status":"T"}]}"#;
/// let isendu::Kind::Batch(batch) = isendu::parse(body, &ParseOptions::new())?.kind else { panic!("another kind") };
/// let latest = isendu::latest(&batch.trackings);
/// assert_eq!(latest.iter().map(|tracking| &*tracking.uuid).collect::<Vec<_>>(), ["t-1", "t-2"]);
/// // What is in transit does not undo what has arrived.
/// assert_eq!(latest[0].status, isendu::TrackingStatus::Delivered);
/// # Ok::<_, countersign::Error>(())
/// ```
pub fn latest<T: Item>(items: &[T]) -> Vec<&T> {
    let snapshots: Vec<_> = items.iter().map(Ordered::snapshot).collect();
    newest(&snapshots)
        .into_iter()
        .filter_map(|position| items.get(position))
        .collect()
}

/// Returns the positions of the newest snapshots.
///
/// A snapshot without a time is newer than none that has one, and the other way round, so the two sorts are reduced
/// apart. Within a sort one pass leaves a snapshot that no other supersedes, however many a sender puts into a batch.
pub(crate) fn newest(snapshots: &[Snapshot]) -> Vec<usize> {
    let uuids = snapshots.iter().map(|snapshot| snapshot.subject().1);
    let mut subjects = Positions::new(Seed::of(uuids));
    let mut things: Vec<Thing> = Vec::new();
    for (position, snapshot) in snapshots.iter().enumerate() {
        let subject = snapshot.subject();
        let is_same = |thing: usize| {
            let first = things
                .get(thing)
                .and_then(|thing| snapshots.get(thing.first));
            first.is_some_and(|first| first.subject() == subject)
        };
        let thing = subjects
            .find_or_add(subject.1, things.len(), &is_same)
            .unwrap_or_else(|| {
                things.push(Thing {
                    first: position,
                    newest: [None, None],
                });
                things.len().saturating_sub(1)
            });
        let sort = usize::from(snapshot.time_ms().is_some());
        let thing = things.get_mut(thing);
        if let Some(newest) = thing.and_then(|thing| thing.newest.get_mut(sort)) {
            *newest = later(snapshots, *newest, Some(position));
        }
    }
    let newest = |thing: Thing| {
        let [without, with] = thing.newest;
        later(snapshots, without.min(with), without.max(with))
    };
    things.into_iter().filter_map(newest).collect()
}

/// An order or a tracking, of which there are several snapshots.
struct Thing {
    /// The position of the first one.
    first: usize,
    /// The positions of the newest one without a time and with one.
    newest: [Option<usize>; 2],
}

/// Returns the second position, unless there is a first and it is known to be the newer one.
fn later(snapshots: &[Snapshot], first: Option<usize>, second: Option<usize>) -> Option<usize> {
    let snapshot = |position: Option<usize>| snapshots.get(position?);
    match (snapshot(first), snapshot(second)) {
        (Some(before), Some(after)) if after.supersedes(before) == Some(false) => first,
        _ => second,
    }
}
