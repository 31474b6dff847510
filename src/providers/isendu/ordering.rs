//! Which of two snapshots of an order or a tracking is the newer one.

use super::order::Order;
use super::status::TrackingStatus;
use super::tracking::Tracking;
use crate::config::value::UntypedObject;
use crate::event::ordering::{OrderingFields, newer, newer_or, same};
use alloc::string::{String, ToString};

/// What a parcel's way ends in.
const ENDS: [TrackingStatus; 2] = [TrackingStatus::Delivered, TrackingStatus::Returned];

/// How many groups there are: see [`Snapshot::group`].
pub(crate) const GROUPS: usize = 2 * (1 + ENDS.len());

/// The fields that order two snapshots.
#[derive(Debug)]
pub struct Snapshot {
    is_order: bool,
    uuid: String,
    /// When an order was updated, or the newest step of a tracking was taken.
    time_ms: Option<i64>,
    /// How many steps a tracking has.
    steps: usize,
    /// The number of the status that its way has ended in, from 1.
    end: usize,
}

/// An order or a tracking: what [`supersedes`] and [`latest`](super::latest) put in order, and nothing else.
pub trait Item: Ordered {}

impl Item for Order<'_> {}
impl Item for Tracking<'_> {}

/// What makes an [`Item`] one. It is not exported, so that the fields may change.
pub trait Ordered {
    /// Returns the fields that order it.
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

/// Returns the number of a status among those that a way ends in, from 1.
fn end(status: &str) -> usize {
    let position = ENDS.iter().position(|end| end.name() == status);
    position.map_or(0, |position| position.saturating_add(1))
}

impl Snapshot {
    /// Returns what it is about: a kind and a uuid.
    pub(crate) fn subject(&self) -> (bool, &str) {
        (self.is_order, &self.uuid)
    }

    /// Returns what it is compared by: a time, and the number of steps.
    pub(crate) fn rank(&self) -> (Option<i64>, usize) {
        (self.time_ms, self.steps)
    }

    /// Returns the number of its group: those with and without a time, and in each those of a final status by themselves,
    /// which no other status undoes. Whatever one of a group supersedes, a higher one of the group supersedes, too.
    pub(crate) fn group(&self) -> usize {
        let untimed = if self.time_ms.is_none() {
            GROUPS / 2
        } else {
            0
        };
        untimed.saturating_add(self.end)
    }

    /// Compares orders by `updatedMs`, trackings by `latestStepMs` and then the number of steps; but no other status
    /// undoes delivered or returned without a later step.
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

/// Tells whether `next` should replace what `previous` left: none where it cannot be told, or where they are about
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

/// What JavaScript hands in: a snapshot where it has a `uuid`. Only trackings have steps.
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
