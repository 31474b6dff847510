//! The order of two snapshots of an order or a tracking.

use super::order::Order;
use super::status::TrackingStatus;
use super::tracking::Tracking;
use crate::config::value::UntypedObject;
use crate::event::ordering::{OrderingFields, newer, newer_or, same};
use alloc::string::{String, ToString};

/// The final statuses of a parcel.
const ENDS: [TrackingStatus; 2] = [TrackingStatus::Delivered, TrackingStatus::Returned];

/// The number of groups: see [`Snapshot::group`].
pub(crate) const GROUPS: usize = 2 * (1 + ENDS.len());

/// The fields by which two snapshots are ordered.
#[derive(Debug)]
pub struct Snapshot {
    is_order: bool,
    uuid: String,
    /// The time of an order's update, or of a tracking's newest step.
    time_ms: Option<i64>,
    /// The number of a tracking's steps.
    steps: usize,
    /// The number of its final status, from 1; 0 for none.
    end: usize,
}

/// An order or a tracking. Only these work with [`supersedes`] and [`latest`](super::latest).
pub trait Item: Ordered {}

impl Item for Order<'_> {}
impl Item for Tracking<'_> {}

/// The private half of [`Item`]. It is not exported, so the fields may change.
pub trait Ordered {
    /// Returns the fields by which it is ordered.
    fn snapshot(&self) -> Snapshot;
}

impl Ordered for Order<'_> {
    fn snapshot(&self) -> Snapshot {
        Snapshot {
            is_order: true,
            uuid: self.uuid.to_string(),
            time_ms: self.updated_ms,
            steps: 0,
            end: 0,
        }
    }
}

impl Ordered for Tracking<'_> {
    fn snapshot(&self) -> Snapshot {
        Snapshot {
            is_order: false,
            uuid: self.uuid.to_string(),
            time_ms: self.latest_step_ms,
            steps: self.steps.len(),
            end: end(self.status.name()),
        }
    }
}

/// Returns the number of a final status, from 1; 0 for any other.
fn end(status: &str) -> usize {
    let position = ENDS.iter().position(|end| end.name() == status);
    position.map_or(0, |position| position.saturating_add(1))
}

impl Snapshot {
    /// Returns the identity of a snapshot: a kind and a uuid.
    pub(crate) fn subject(&self) -> (bool, &str) {
        (self.is_order, &self.uuid)
    }

    /// Returns the rank of a snapshot: a time, and the number of steps.
    pub(crate) fn rank(&self) -> (Option<i64>, usize) {
        (self.time_ms, self.steps)
    }

    /// Returns the number of its group. Snapshots with and without a time are separate; so is each final status, which
    /// no other status undoes. If one snapshot of a group supersedes another snapshot, so does a higher one of the
    /// group.
    pub(crate) fn group(&self) -> usize {
        let untimed = if self.time_ms.is_none() {
            GROUPS / 2
        } else {
            0
        };
        untimed.saturating_add(self.end)
    }

    /// Compares orders by `updatedMs`, trackings by `latestStepMs` and then by the number of steps. But delivered and
    /// returned are final: only a later step can undo them.
    pub(crate) fn supersedes(&self, previous: &Self) -> Option<bool> {
        same(Some(self.subject()), Some(previous.subject()))?;
        let is_later = newer(self.time_ms, previous.time_ms) == Some(true);
        if previous.end != 0 && self.end != previous.end && !is_later {
            return Some(false);
        }
        let by_steps = || newer(Some(self.steps), Some(previous.steps));
        if self.time_ms.is_none() && previous.time_ms.is_none() {
            by_steps()
        } else {
            newer_or(self.time_ms, previous.time_ms, by_steps)
        }
    }
}

/// Returns whether `next` should replace `previous`. `None` if the snapshots do not show it, or if they are about
/// different things.
///
/// ```
/// use countersign::{ParseOptions, isendu};
///
/// let body = br#"{"order":[{"uuid":"o-1","updated":"2024-03-22T15:20:00Z"},{"uuid":"o-1","updated":"2024-03-22T15:21:00Z"}]}"#;
/// let isendu::Kind::Batch(batch) = isendu::parse(body, &ParseOptions::new())?.kind else { panic!("another kind") };
/// let [before, after] = &batch.orders[..] else { panic!("another count") };
/// assert_eq!(isendu::supersedes(after, before), Some(true));
/// assert_eq!(isendu::latest(&batch.orders), [after]);
/// # Ok::<_, countersign::Error>(())
/// ```
pub fn supersedes<T: Item>(next: &T, previous: &T) -> Option<bool> {
    next.snapshot().supersedes(&previous.snapshot())
}

/// The fields of a JavaScript object: a snapshot if it has a `uuid`. Only trackings have steps.
#[derive(Debug)]
pub struct Fields(pub(crate) Option<Snapshot>);

impl OrderingFields for Fields {
    const FIELDS: &'static [&'static str] =
        &["uuid", "updatedMs", "latestStepMs", "steps", "status"];

    fn from_fields(fields: UntypedObject<'_>) -> Self {
        let latest_step_ms = fields.integer("latestStepMs");
        let steps = fields.object("steps");
        let length = steps.and_then(|steps| steps.integer("length"));
        let steps = length.and_then(|length| usize::try_from(length).ok());
        let is_order = steps.is_none() && latest_step_ms.is_none();
        let (time_ms, end) = if is_order {
            (fields.integer("updatedMs"), 0)
        } else {
            let status = fields.text("status");
            (latest_step_ms, status.map_or(0, |status| end(&status)))
        };
        let uuid = fields.text("uuid");
        Self(uuid.map(|uuid| Snapshot {
            is_order,
            uuid,
            time_ms,
            steps: steps.unwrap_or_default(),
            end,
        }))
    }

    fn supersedes(&self, previous: &Self) -> Option<bool> {
        self.0.as_ref()?.supersedes(previous.0.as_ref()?)
    }
}
