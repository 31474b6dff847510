//! Timestamps. Each format has one form, so a signed text has only one meaning.

use super::kinds::Unit;
use crate::verify::time::{rfc3339_ms, rfc3339_or_utc_ms};

/// 2^53 − 1 (ECMA-262, `Number.MAX_SAFE_INTEGER`): an event has the time as a number.
const MOST_MS: i64 = 9_007_199_254_740_991;

impl Unit {
    /// Reads a time as milliseconds since 1970. `is_fixed` asks for the form whose length is always the same, so that where the
    /// time ends does not depend on what stands beside it.
    pub(crate) fn milliseconds(self, text: &[u8], is_fixed: bool) -> Option<i64> {
        match self {
            Self::Seconds => digits(text, is_fixed.then_some(10))
                .filter(|seconds| *seconds <= MOST_MS / 1000)
                .map(|seconds| seconds.wrapping_mul(1000)),
            Self::Milliseconds => digits(text, is_fixed.then_some(13)),
            Self::Rfc3339 => rfc3339_ms(core::str::from_utf8(text).ok()?),
            Self::IsoUtc => {
                let is_marked = matches!(text, [.., b'Z' | b'z']);
                // The sign of an offset comes after the date, which has a `-`, too.
                let time = text.split_at_checked(10)?.1;
                let has_offset = time.iter().any(|byte| matches!(byte, b'+' | b'-'));
                let is_utc = !has_offset && (is_marked || !is_fixed);
                let text = Some(text).filter(|_| is_utc)?;
                rfc3339_or_utc_ms(core::str::from_utf8(text).ok()?)
            }
        }
        .filter(|time| (0..=MOST_MS).contains(time) || matches!(self, Self::Rfc3339 | Self::IsoUtc))
    }

    /// Returns whether a byte next to a time could be read as a part of it.
    pub(crate) const fn could_hold(self, byte: u8) -> bool {
        match self {
            Self::Seconds | Self::Milliseconds => byte.is_ascii_digit(),
            Self::Rfc3339 | Self::IsoUtc => {
                byte.is_ascii_digit() || matches!(byte, b'.' | b'Z' | b'z')
            }
        }
    }

    /// Writes a time.
    pub(crate) fn write(self, milliseconds: i64) -> alloc::string::String {
        use crate::text::integer;
        match self {
            Self::Seconds => integer(milliseconds.div_euclid(1000)),
            Self::Milliseconds => integer(milliseconds),
            Self::Rfc3339 | Self::IsoUtc => crate::verify::time::to_rfc3339(milliseconds),
        }
    }
}

/// The number of digits of [`MOST_MS`].
const MOST_DIGITS: usize = 16;

/// Reads decimal digits without a leading zero, and exactly `count` of them if that is given.
fn digits(text: &[u8], count: Option<usize>) -> Option<i64> {
    let is_short = text.len() <= MOST_DIGITS;
    if !is_short
        || !matches!(text, [b'1'..=b'9', ..])
        || count.is_some_and(|count| text.len() != count)
    {
        return None;
    }
    text.iter().try_fold(0_i64, |value, byte| {
        let digit = byte.wrapping_sub(b'0');
        // So many digits do not overflow. Checked arithmetic would take a multiplication of 128 bits for each.
        (digit < 10).then(|| value.wrapping_mul(10).wrapping_add(i64::from(digit)))
    })
}

#[cfg(test)]
pub mod tests {
    use super::Unit;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn digits_are_a_time_up_to_the_largest_safe_integer() {
        for (unit, text, time) in [
            (Unit::Milliseconds, "1", Some(1)),
            (
                Unit::Milliseconds,
                "9007199254740991",
                Some(9_007_199_254_740_991),
            ),
            (Unit::Milliseconds, "9007199254740992", None),
            (Unit::Milliseconds, "9999999999999999", None),
            (Unit::Milliseconds, "10000000000000000", None),
            (Unit::Milliseconds, "18446744073709551617", None),
            (Unit::Seconds, "9007199254740", Some(9_007_199_254_740_000)),
            (Unit::Seconds, "9007199254741", None),
            (Unit::Seconds, "9999999999999999", None),
            (Unit::Seconds, "18446744073709552", None),
            (Unit::Seconds, "", None),
            (Unit::Seconds, "0", None),
            (Unit::Seconds, "01", None),
            (Unit::Seconds, "-1", None),
            (Unit::Seconds, "+1", None),
            (Unit::Seconds, "1 ", None),
            (Unit::Seconds, "1/", None),
            (Unit::Seconds, "1:", None),
            (Unit::Seconds, "1\u{ff11}", None),
        ] {
            assert_eq!(unit.milliseconds(text.as_bytes(), false), time, "{text:?}");
        }
    }
}
