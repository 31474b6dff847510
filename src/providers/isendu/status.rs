//! The statuses that isendu documents ("order status", "tracking statuses").

use crate::event::owned::owned_already;
use serde::{Deserialize, Serialize};

/// The status of an order.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu")
)]
#[allow(missing_docs, reason = "the names are all that isendu documents")]
pub enum OrderStatus {
    Pending,
    Fulfilled,
    PartiallyFulfilled,
    GeneratingLabels,
    InTransit,
    Delivered,
    Exception,
    Cancelled,
    Refunded,
    ExternallyHandled,
    Error,
    /// Any other status, or none; the text is in `statusText`.
    Unrecognized,
}

owned_already!(OrderStatus, TrackingStatus);

impl OrderStatus {
    pub(super) fn parse(text: Option<&str>) -> Self {
        match text {
            Some("pending") => Self::Pending,
            // One table of the documentation has this typo.
            Some("fulfilled" | "fullyfilled") => Self::Fulfilled,
            Some("partially_fulfilled") => Self::PartiallyFulfilled,
            Some("generating_labels") => Self::GeneratingLabels,
            Some("in_transit") => Self::InTransit,
            Some("delivered") => Self::Delivered,
            Some("exception") => Self::Exception,
            Some("cancelled") => Self::Cancelled,
            Some("refunded") => Self::Refunded,
            Some("externally_handled") => Self::ExternallyHandled,
            Some("error") => Self::Error,
            _ => Self::Unrecognized,
        }
    }
}

/// The status of a tracking, or of one of its steps.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu")
)]
pub enum TrackingStatus {
    /// `P`.
    Created,
    /// `T`.
    InTransit,
    /// `D`.
    Delivered,
    /// `F`.
    Failed,
    /// `E`.
    Exception,
    /// `R`.
    Returned,
    /// `U`: the courier does not know the status.
    Unknown,
    /// Any other status, or none; the text is in `statusText`.
    Unrecognized,
}

impl TrackingStatus {
    pub(super) fn parse(letter: Option<&str>) -> Self {
        match letter {
            Some("P") => Self::Created,
            Some("T") => Self::InTransit,
            Some("D") => Self::Delivered,
            Some("F") => Self::Failed,
            Some("E") => Self::Exception,
            Some("R") => Self::Returned,
            Some("U") => Self::Unknown,
            _ => Self::Unrecognized,
        }
    }

    /// Returns the name that events have.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::InTransit => "in_transit",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Exception => "exception",
            Self::Returned => "returned",
            Self::Unknown => "unknown",
            Self::Unrecognized => "unrecognized",
        }
    }
}
