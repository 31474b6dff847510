//! The newest snapshot of each order and tracking in a batch.

use super::ordering::{GROUPS, Item, Ordered, Snapshot};
use crate::crypto::positions::Positions;
use crate::crypto::seed::Seed;
use alloc::vec::Vec;

/// Returns the newest order or tracking for each `uuid`: the one that no other supersedes. If the order is unknown, the
/// later one in the list wins; if neither of two may replace the other, the first one. The result has the order in
/// which the `uuid`s first appear.
///
/// ```
/// use countersign::{ParseOptions, isendu};
///
/// let body = br#"{"tracking":[{"uuid":"t-1","status":"D"},{"uuid":"t-2","status":"P"},{"uuid":"t-1","status":"T"}]}"#;
/// let isendu::Kind::Batch(batch) = isendu::parse(body, &ParseOptions::new())?.kind else { panic!("another kind") };
/// let latest = isendu::latest(&batch.trackings);
/// assert_eq!(latest.iter().map(|tracking| &*tracking.uuid).collect::<Vec<_>>(), ["t-1", "t-2"]);
/// // An in-transit snapshot does not undo a delivery.
/// assert_eq!(latest[0].status, isendu::TrackingStatus::Delivered);
/// # Ok::<_, countersign::Error>(())
/// ```
pub fn latest<T: Item>(items: &[T]) -> Vec<&T> {
    let snapshots: Vec<_> = items.iter().map(Ordered::snapshot).collect();
    latest_positions(&snapshots)
        .into_iter()
        .filter_map(|position| items.get(position))
        .collect()
}

/// Returns the positions of the newest snapshots.
///
/// Among the snapshots that no other supersedes, each replaces the previous one, unless it is known not to be newer. If
/// a snapshot is superseded at all, the highest one of some group supersedes it. So it is enough to compare with those,
/// however many snapshots a sender puts into a batch.
pub(crate) fn latest_positions(snapshots: &[Snapshot]) -> Vec<usize> {
    let uuids = snapshots.iter().map(|snapshot| snapshot.subject().1);
    let mut subjects = Positions::new(Seed::of(uuids));
    let mut things: Vec<Subject<'_>> = Vec::new();
    let mut about = Vec::with_capacity(snapshots.len());
    for snapshot in snapshots {
        let subject = snapshot.subject();
        let is_same = |thing: usize| {
            let thing = things.get(thing);
            thing.is_some_and(|thing| thing.first.subject() == subject)
        };
        let thing = subjects
            .find_or_add(subject.1, things.len(), &is_same)
            .unwrap_or_else(|| {
                things.push(Subject {
                    first: snapshot,
                    highest: [None; GROUPS],
                    newest: None,
                });
                things.len().saturating_sub(1)
            });
        if let Some(thing) = things.get_mut(thing) {
            thing.rank(snapshot);
        }
        about.push(thing);
    }
    for (position, (snapshot, thing)) in snapshots.iter().zip(about).enumerate() {
        if let Some(thing) = things.get_mut(thing) {
            thing.take(position, snapshot);
        }
    }
    things
        .into_iter()
        .filter_map(|thing| Some(thing.newest?.0))
        .collect()
}

/// All snapshots of one order or tracking.
struct Subject<'s> {
    first: &'s Snapshot,
    /// The snapshot of the highest rank in each group.
    highest: [Option<&'s Snapshot>; GROUPS],
    /// The newest one so far, with its position.
    newest: Option<(usize, &'s Snapshot)>,
}

impl<'s> Subject<'s> {
    /// Records a snapshot in the first pass.
    fn rank(&mut self, snapshot: &'s Snapshot) {
        if let Some(highest) = self.highest.get_mut(snapshot.group())
            && highest.is_none_or(|highest| highest.rank() < snapshot.rank())
        {
            *highest = Some(snapshot);
        }
    }

    /// Takes the next snapshot of the list, unless an earlier one is known to be newer.
    fn take(&mut self, position: usize, snapshot: &'s Snapshot) {
        let mut highest = self.highest.iter().flatten();
        let is_superseded = highest.any(|other| other.supersedes(snapshot) == Some(true));
        let is_older = |(_, newest): (usize, &Snapshot)| snapshot.supersedes(newest) == Some(false);
        if !is_superseded && !self.newest.is_some_and(is_older) {
            self.newest = Some((position, snapshot));
        }
    }
}
