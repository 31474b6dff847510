//! Points in time as senders write them: RFC 3339, and local date-times that name no zone.
//!
//! ```text
//! full-date    = 4DIGIT "-" 2DIGIT "-" 2DIGIT
//! partial-time = 2DIGIT ":" 2DIGIT ":" 2DIGIT [ "." 1*DIGIT ]
//! time-offset  = "Z" / ( "+" / "-" ) 2DIGIT ":" 2DIGIT          RFC 3339, section 5.6; "T" and "Z" in either case
//! ```

use crate::text::integer;
use alloc::string::String;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

const MS_PER_SECOND: i64 = 1000;
const SECONDS_PER_MINUTE: i64 = 60;

/// The year; and the month, the day, the hour, the minute and the second.
type LocalFields = (u16, [u8; 5]);

/// Reads `YYYY-MM-DD HH:MM:SS`, also with a `T` in place of the space. `None` if there is no such date and time.
pub(crate) fn local_fields(text: &str) -> Option<LocalFields> {
    let mut reader = TimeParser(text.as_bytes());
    let (fields, _) = reader.local(b" T", false)?;
    reader.0.is_empty().then_some(fields)
}

/// Reads an RFC 3339 time into milliseconds since 1970-01-01T00:00:00Z; a fraction below a millisecond is cut off,
/// and a leap second reads as the second before it.
pub(crate) fn rfc3339_ms(text: &str) -> Option<i64> {
    instant_ms(text, false)
}

/// Reads an RFC 3339 time. Without an offset it is UTC.
pub(crate) fn rfc3339_or_utc_ms(text: &str) -> Option<i64> {
    instant_ms(text, true)
}

fn instant_ms(text: &str, offset_optional: bool) -> Option<i64> {
    let mut reader = TimeParser(text.as_bytes());
    let (_, utc) = reader.local(b"Tt", true)?;
    let millisecond = reader.fraction()?;
    let offset = if offset_optional && reader.0.is_empty() {
        0
    } else {
        reader.offset_minutes()?
    };
    if !reader.0.is_empty() {
        return None;
    }
    utc.assume_utc()
        .unix_timestamp()
        .checked_sub(offset.checked_mul(SECONDS_PER_MINUTE)?)?
        .checked_mul(MS_PER_SECOND)?
        .checked_add(millisecond)
}

/// Writes a time as RFC 3339 in UTC, with milliseconds if there are any.
pub(crate) fn to_rfc3339(milliseconds: i64) -> String {
    let seconds = milliseconds.div_euclid(MS_PER_SECOND);
    let time = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let mut text = String::new();
    push_digits(&mut text, time.year().into(), 4);
    for (before, value) in [
        ('-', u8::from(time.month())),
        ('-', time.day()),
        ('T', time.hour()),
        (':', time.minute()),
        (':', time.second()),
    ] {
        text.push(before);
        push_digits(&mut text, value.into(), 2);
    }
    let fraction = milliseconds.rem_euclid(MS_PER_SECOND);
    if fraction > 0 {
        text.push('.');
        push_digits(&mut text, fraction, 3);
    }
    text.push('Z');
    text
}

fn push_digits(text: &mut String, value: i64, count: usize) {
    let digits = integer(value);
    for _ in digits.len()..count {
        text.push('0');
    }
    text.push_str(&digits);
}

/// The rest of a text, which may be untrusted.
struct TimeParser<'a>(&'a [u8]);

impl TimeParser<'_> {
    /// Reads a date and a time of day, also as what says that they are real ones.
    fn local(
        &mut self,
        separators: &[u8],
        leap_second: bool,
    ) -> Option<(LocalFields, PrimitiveDateTime)> {
        let year = self.digits(4)?;
        self.one_of(b"-")?;
        let month = self.two_digits()?;
        self.one_of(b"-")?;
        let day = self.two_digits()?;
        self.one_of(separators)?;
        let hour = self.two_digits()?;
        self.one_of(b":")?;
        let minute = self.two_digits()?;
        self.one_of(b":")?;
        let second = match self.two_digits()? {
            60 if leap_second => 59,
            second => second,
        };
        let date = Date::from_calendar_date(i32::from(year), Month::try_from(month).ok()?, day);
        let time = Time::from_hms(hour, minute, second);
        let local = PrimitiveDateTime::new(date.ok()?, time.ok()?);
        Some(((year, [month, day, hour, minute, second]), local))
    }

    /// Reads an optional fraction of a second as milliseconds.
    fn fraction(&mut self) -> Option<i64> {
        if self.one_of(b".").is_none() {
            return Some(0);
        }
        let count = self
            .0
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (digits, rest) = self
            .0
            .split_at_checked(count)
            .filter(|(digits, _)| !digits.is_empty())?;
        self.0 = rest;
        let thousandths = digits
            .iter()
            .copied()
            .chain(core::iter::repeat(b'0'))
            .take(3);
        Some(thousandths.fold(0, |value: i64, digit| {
            value
                .saturating_mul(10)
                .saturating_add(i64::from(digit.saturating_sub(b'0')))
        }))
    }

    fn offset_minutes(&mut self) -> Option<i64> {
        let sign = match self.one_of(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Some(0),
        };
        let hours = self.two_digits().filter(|&hours| hours <= 23)?;
        self.one_of(b":")?;
        let minutes = self.two_digits().filter(|&minutes| minutes <= 59)?;
        i64::from(hours)
            .checked_mul(60)?
            .checked_add(i64::from(minutes))?
            .checked_mul(sign)
    }

    fn two_digits(&mut self) -> Option<u8> {
        u8::try_from(self.digits(2)?).ok()
    }

    fn digits(&mut self, count: usize) -> Option<u16> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        digits.iter().try_fold(0_u16, |value, digit| {
            let digit = char::from(*digit).to_digit(10)?;
            value
                .checked_mul(10)?
                .checked_add(u16::try_from(digit).ok()?)
        })
    }

    fn one_of(&mut self, wanted: &[u8]) -> Option<u8> {
        let (&first, rest) = self
            .0
            .split_first()
            .filter(|(first, _)| wanted.contains(first))?;
        self.0 = rest;
        Some(first)
    }
}

#[cfg(test)]
pub mod tests {
    use super::{rfc3339_ms, to_rfc3339};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn what_is_written_is_read() {
        for (time, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_700_000_000_000, "2023-11-14T22:13:20Z"),
            (1_700_000_000_007, "2023-11-14T22:13:20.007Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(to_rfc3339(time), text);
            assert_eq!(rfc3339_ms(text), Some(time));
        }
    }
}
