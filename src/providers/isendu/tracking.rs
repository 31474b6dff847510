//! A tracking of a batch, and the steps of its parcel.

use super::element::{element_key, uuid};
use super::status::TrackingStatus;
use crate::error::Error;
use crate::event::fields::optional_string;
use crate::event::owned::into_owned;
use crate::event::time::rfc3339_or_utc_ms;
use crate::json::Value;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// A snapshot of a parcel's journey.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu", missing_as_null)
)]
pub struct Tracking<'a> {
    /// isendu's id of the tracking, from `uuid`, as in `"t1"`. It is opaque.
    pub uuid: Cow<'a, str>,
    /// The status of the parcel, from `status`, as in `"in_transit"` for `T`.
    pub status: TrackingStatus,
    /// The status as isendu wrote it, from `status`, as in `"T"`. Null if it was not a string.
    pub status_text: Option<Cow<'a, str>>,
    /// The courier's number of the parcel, from `trackingNumber`, as in `"1Z999AA10123456784"`. It is not unique across
    /// couriers. Null if it is absent, empty or of another type.
    pub tracking_number: Option<Cow<'a, str>>,
    /// The tracking page of the parcel, from `trackingUrl`, as in `"https://example.com/t"`. Nothing checks that it is
    /// a URL. Null if it is absent, empty or of another type.
    pub tracking_url: Option<Cow<'a, str>>,
    /// Whether isendu says that the parcel was delivered, from `delivered`, a boolean or its text. Null if it is
    /// neither true nor false.
    pub delivered: Option<bool>,
    /// Whether the parcel was delivered: `delivered` is true, or `status` is `"delivered"`.
    pub is_delivered: bool,
    /// The time of the latest step, the greatest `atMs` in `steps`, in milliseconds since 1970, as in `1711120800000`.
    /// Null if no step has a time.
    pub latest_step_ms: Option<i64>,
    /// The steps of the parcel, from `steps`, in their original order.
    pub steps: Vec<Step<'a>>,
    /// Equal for repeated deliveries of this snapshot, byte for byte, and different for any other. It contains the
    /// digest of its text, as in `"isendu:tracking:t1:sha256:bd313634…"`. Put it into a column with a unique index.
    pub dedupe_key: String,
}

/// A step of a parcel's journey.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu", missing_as_null)
)]
pub struct Step<'a> {
    /// When the step happened, from `timestamp`, in milliseconds since 1970, as in `1711120800000`. A time without an
    /// offset is UTC. Null if it is absent or not an RFC 3339 time.
    pub at_ms: Option<i64>,
    /// The time as the courier wrote it, in the courier's zone and format, from `datetime` or `date`, as in
    /// `"22/03/2024 16:20"`. Null if it is absent, empty or of another type.
    pub datetime: Option<Cow<'a, str>>,
    /// The zone of `datetime`, from `timezone`, as in `"Europe/Rome"`. Its format is not documented. Null if it is
    /// absent, empty or of another type.
    pub timezone: Option<Cow<'a, str>>,
    /// What happened, in words, from `description`, as in `"Picked up"`. Null if it is absent, empty or of another
    /// type.
    pub description: Option<Cow<'a, str>>,
    /// The place of the step, in words, from `location`, as in `"Milano"`. Null if it is absent, empty or of another
    /// type.
    pub location: Option<Cow<'a, str>>,
    /// The status of the parcel after the step, from `status`, as in `"in_transit"` for `T`.
    pub status: TrackingStatus,
    /// The status as isendu wrote it, from `status`, as in `"T"`. Null if it was not a string.
    pub status_text: Option<Cow<'a, str>>,
    /// The error of the step, from `error`. Null if it is not an object.
    pub error: Option<StepError<'a>>,
}

/// The error of a step.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu", missing_as_null)
)]
pub struct StepError<'a> {
    /// The code of the error, from `error.code`, as in `"E1"`. Null if it is absent, empty or of another type.
    pub code: Option<Cow<'a, str>>,
    /// The error in words, from `error.message`, as in `"no access"`. A message that is not a string is its JSON text.
    /// Null if it is absent or null.
    pub message: Option<Cow<'a, str>>,
}

into_owned!(Tracking {
    uuid,
    status,
    status_text,
    tracking_number,
    tracking_url,
    delivered,
    is_delivered,
    latest_step_ms,
    steps,
    dedupe_key,
});

into_owned!(Step {
    at_ms,
    datetime,
    timezone,
    description,
    location,
    status,
    status_text,
    error,
});

into_owned!(StepError { code, message });

impl<'a> Tracking<'a> {
    pub(super) fn read(tracking: Value<'_, 'a>) -> Result<Self, Error> {
        let [id, status, number, url, is_there, steps] = tracking.members([
            "uuid",
            "status",
            "trackingNumber",
            "trackingUrl",
            "delivered",
            "steps",
        ]);
        let uuid = uuid(tracking, id)?;
        let status_text = status.and_then(Value::as_str);
        let status = TrackingStatus::parse(status_text.as_deref());
        let delivered = is_there.and_then(delivered);
        let steps = read_steps(steps);
        let latest_step_ms = steps.iter().filter_map(|step| step.at_ms).max();
        let dedupe_key = element_key("tracking", &uuid, tracking);
        Ok(Self {
            uuid,
            status,
            status_text,
            tracking_number: optional_string(number),
            tracking_url: optional_string(url),
            delivered,
            is_delivered: delivered == Some(true) || status == TrackingStatus::Delivered,
            latest_step_ms,
            steps,
            dedupe_key,
        })
    }
}

/// Reads the steps. Elements that are not objects are skipped.
fn read_steps<'a>(steps: Option<Value<'_, 'a>>) -> Vec<Step<'a>> {
    let elements = || steps.and_then(Value::elements).into_iter().flatten();
    let mut read = Vec::with_capacity(elements().count());
    read.extend(elements().filter(|step| step.is_object()).map(Step::read));
    read
}

impl<'a> Step<'a> {
    fn read(step: Value<'_, 'a>) -> Self {
        let [
            timestamp,
            datetime,
            date,
            timezone,
            description,
            location,
            status,
            error,
        ] = step.members([
            "timestamp",
            "datetime",
            "date",
            "timezone",
            "description",
            "location",
            "status",
            "error",
        ]);
        let status_text = status.and_then(Value::as_str);
        Self {
            at_ms: optional_string(timestamp).and_then(|timestamp| rfc3339_or_utc_ms(&timestamp)),
            datetime: optional_string(datetime).or_else(|| optional_string(date)),
            timezone: optional_string(timezone),
            description: optional_string(description),
            location: optional_string(location),
            status: TrackingStatus::parse(status_text.as_deref()),
            status_text,
            error: error.filter(|error| error.is_object()).map(StepError::read),
        }
    }
}

impl<'a> StepError<'a> {
    fn read(error: Value<'_, 'a>) -> Self {
        let [code, message] = error.members(["code", "message"]);
        let message = message.filter(|message| !message.is_null());
        Self {
            code: optional_string(code),
            message: message.and_then(|message| match message.as_str() {
                Some(_) => optional_string(Some(message)),
                None => Some(Cow::Borrowed(message.text())),
            }),
        }
    }
}

/// Reads a boolean, or its text.
fn delivered(value: Value<'_, '_>) -> Option<bool> {
    value.as_bool().or_else(|| {
        let text = value.as_str()?;
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        if is("true") {
            Some(true)
        } else {
            is("false").then_some(false)
        }
    })
}
