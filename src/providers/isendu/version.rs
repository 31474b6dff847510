//! Which of two snapshots of an order or a tracking is the newer one.

use super::status::TrackingStatus;
use super::{Order, Tracking};
use crate::options::Options;
use crate::ordering::{Version, newer, newer_or, same};
use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};

/// The fields that order two snapshots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Snapshot {
    /// Those of an order.
    Order {
        /// What it is about.
        uuid: String,
        /// When it was updated.
        updated_ms: Option<i64>,
    },
    /// Those of a tracking.
    Tracking {
        /// What it is about.
        uuid: String,
        /// When its newest step was taken.
        latest_step_ms: Option<i64>,
        /// How many steps it has.
        steps: usize,
        /// The name of its status.
        status: String,
    },
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
        Snapshot::Order {
            uuid: self.uuid.to_string(),
            updated_ms: self.updated_ms,
        }
    }
}

impl Ordered for Tracking<'_> {
    fn snapshot(&self) -> Snapshot {
        Snapshot::Tracking {
            uuid: self.uuid.to_string(),
            latest_step_ms: self.latest_step_ms,
            steps: self.steps.len(),
            status: self.status.name().to_owned(),
        }
    }
}

impl Snapshot {
    /// Returns what it is about: a kind and a uuid.
    pub(crate) fn subject(&self) -> (bool, &str) {
        match self {
            Self::Order { uuid, .. } => (true, uuid),
            Self::Tracking { uuid, .. } => (false, uuid),
        }
    }

    /// Returns the time that it is compared by.
    pub(crate) fn time_ms(&self) -> Option<i64> {
        match self {
            Self::Order { updated_ms, .. } => *updated_ms,
            Self::Tracking { latest_step_ms, .. } => *latest_step_ms,
        }
    }

    /// Compares orders by `updatedMs`, trackings by `latestStepMs` and then the number of steps; but no other status
    /// undoes delivered or returned without a later step.
    pub(crate) fn supersedes(&self, previous: &Self) -> Option<bool> {
        same(Some(self.subject()), Some(previous.subject()))?;
        match (self, previous) {
            (
                Self::Tracking {
                    latest_step_ms: next_ms,
                    steps: next_steps,
                    status: next_status,
                    ..
                },
                Self::Tracking {
                    latest_step_ms: ms,
                    steps,
                    status,
                    ..
                },
            ) => {
                let is_final =
                    [TrackingStatus::Delivered, TrackingStatus::Returned].map(TrackingStatus::name);
                let later = newer(*next_ms, *ms) == Some(true);
                if is_final.contains(&status.as_str()) && next_status != status && !later {
                    return Some(false);
                }
                let by_steps = || newer(Some(next_steps), Some(steps));
                if next_ms.is_none() && ms.is_none() {
                    by_steps()
                } else {
                    newer_or(*next_ms, *ms, by_steps)
                }
            }
            _ => newer(self.time_ms(), previous.time_ms()),
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

impl Version for Fields {
    const FIELDS: &'static [&'static str] =
        &["uuid", "updatedMs", "latestStepMs", "steps", "status"];

    fn from_fields(fields: Options<'_>) -> Self {
        let latest_step_ms = fields.integer("latestStepMs");
        let length = fields
            .object("steps")
            .and_then(|steps| steps.integer("length"));
        let steps = length.and_then(|length| usize::try_from(length).ok());
        Self(
            fields
                .text("uuid")
                .map(|uuid| match (steps, latest_step_ms) {
                    (None, None) => Snapshot::Order {
                        uuid,
                        updated_ms: fields.integer("updatedMs"),
                    },
                    _ => Snapshot::Tracking {
                        uuid,
                        latest_step_ms,
                        steps: steps.unwrap_or_default(),
                        status: fields.text("status").unwrap_or_default(),
                    },
                }),
        )
    }

    fn supersedes(&self, previous: &Self) -> Option<bool> {
        self.0.as_ref()?.supersedes(previous.0.as_ref()?)
    }
}
