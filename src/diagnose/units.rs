//! The names of units of time, as a scheme has them.

use crate::verify::schemes::kinds::{UNITS, Unit};

/// Returns the name of a unit in a scheme.
pub(crate) fn name(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "s",
        Unit::Milliseconds => "ms",
        Unit::Rfc3339 => "rfc3339",
        Unit::IsoUtc => "iso-utc",
    }
}

/// Returns the unit of a name.
pub(crate) fn unit(text: &str) -> Option<Unit> {
    UNITS.into_iter().find(|unit| name(*unit) == text)
}
