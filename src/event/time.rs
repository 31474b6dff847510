//! Times as the providers write them: RFC 3339, and local date-times without a zone.
//!
//! ```text
//! full-date    = 4DIGIT "-" 2DIGIT "-" 2DIGIT
//! partial-time = 2DIGIT ":" 2DIGIT ":" 2DIGIT [ "." 1*DIGIT ]
//! time-offset  = "Z" / ( "+" / "-" ) 2DIGIT ":" 2DIGIT          RFC 3339, section 5.6; "T" and "Z" in either case
//! ```

use crate::config::value::UntypedObject;
use serde::{Deserialize, Serialize};
use time::{Date, Month, PrimitiveDateTime, Time};

const MS_PER_SECOND: i64 = 1000;
const SECONDS_PER_MINUTE: i64 = 60;

/// A date and a time of day in an undocumented zone. It is never turned into an instant.
///
/// The order is that of the calendar. Only values from the same sender can be compared.
///
/// ```
/// use countersign::{ParseOptions, xoxoday};
///
/// let body = br#"{"id":1,"createdAt":"2024-02-29 23:59:59","data":{"orderId":2,"deliveryStatus":"Delivered"}}"#;
/// let event = xoxoday::parse(body, &ParseOptions::new())?;
/// let xoxoday::Kind::OrderDeliveryStatus(order) = event.kind else { panic!("another event") };
/// let sent_at = order.sent_at.unwrap();
/// assert_eq!((sent_at.year, sent_at.month, sent_at.day), (2024, 2, 29));
/// # Ok::<_, countersign::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(all(target_arch = "wasm32", feature = "types"), derive(tsify::Tsify))]
pub struct LocalDateTime {
    /// The year, 0 to 9999, as in `2024`.
    pub year: u16,
    /// The month, 1 to 12, as in `2` for February.
    pub month: u8,
    /// The day of the month, from 1, as in `29`.
    pub day: u8,
    /// The hour, 0 to 23, as in `23`.
    pub hour: u8,
    /// The minute, 0 to 59, as in `59`.
    pub minute: u8,
    /// The second, 0 to 59, as in `59`.
    pub second: u8,
}

impl LocalDateTime {
    /// Reads `YYYY-MM-DD HH:MM:SS`, with a space or a `T` between. `None` if it is not a real date and time.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut reader = TimeParser(text.as_bytes());
        let (local, _) = reader.local(b" T", false)?;
        reader.0.is_empty().then_some(local)
    }

    /// Reads the fields of a JavaScript object.
    pub(crate) fn from_fields(fields: UntypedObject<'_>) -> Option<Self> {
        let year = u16::try_from(fields.integer("year")?).ok()?;
        let two_digits = |name| u8::try_from(fields.integer(name)?).ok();
        Some(Self {
            year,
            month: two_digits("month")?,
            day: two_digits("day")?,
            hour: two_digits("hour")?,
            minute: two_digits("minute")?,
            second: two_digits("second")?,
        })
    }

    fn to_utc(self) -> Option<PrimitiveDateTime> {
        let month = Month::try_from(self.month).ok()?;
        let date = Date::from_calendar_date(i32::from(self.year), month, self.day).ok()?;
        Some(PrimitiveDateTime::new(
            date,
            Time::from_hms(self.hour, self.minute, self.second).ok()?,
        ))
    }
}

/// Reads an RFC 3339 time into milliseconds since 1970-01-01T00:00:00Z; a fraction below a millisecond is cut off,
/// and a leap second reads as the second before it.
pub(crate) fn rfc3339_ms(text: &str) -> Option<i64> {
    instant_ms(text, false)
}

/// Reads an RFC 3339 time that may leave out its offset, which then is UTC.
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

/// What is left of a text; safe to use on untrusted input.
struct TimeParser<'a>(&'a [u8]);

impl TimeParser<'_> {
    /// Reads a date and a time of day, also as what says that they are real ones.
    fn local(
        &mut self,
        separators: &[u8],
        leap_second: bool,
    ) -> Option<(LocalDateTime, PrimitiveDateTime)> {
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
        let local = LocalDateTime {
            year,
            month,
            day,
            hour,
            minute,
            second,
        };
        Some((local, local.to_utc()?))
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
    use super::{LocalDateTime, rfc3339_ms, rfc3339_or_utc_ms};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn rfc3339_section_5_8_examples() {
        assert_eq!(rfc3339_ms("1985-04-12T23:20:50.52Z"), Some(482_196_050_520));
        assert_eq!(
            rfc3339_ms("1996-12-19T16:39:57-08:00"),
            Some(851_042_397_000)
        );
        assert_eq!(rfc3339_ms("1990-12-31T23:59:60Z"), Some(662_687_999_000));
        assert_eq!(
            rfc3339_ms("1990-12-31T15:59:60-08:00"),
            Some(662_687_999_000)
        );
        assert_eq!(
            rfc3339_ms("1937-01-01T12:00:27.87+00:20"),
            Some(-1_041_337_172_130)
        );
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn extremes_of_the_calendar() {
        assert_eq!(
            rfc3339_ms("0000-01-01T00:00:00Z"),
            Some(-62_167_219_200_000)
        );
        assert_eq!(
            rfc3339_ms("9999-12-31T23:59:59.999999-23:59"),
            Some(253_402_387_139_999)
        );
        assert_eq!(rfc3339_ms("1969-12-31T23:59:59.999Z"), Some(-1));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn invalid_rfc3339_times() {
        for text in [
            "",
            "2025-07-08",
            "2025-07-08T12:34:56",
            "2025-07-08 12:34:56Z",
            "2025-07-08T12:34Z",
            "2025-7-8T12:34:56Z",
            "2025-07-08T12:34:56.Z",
            "2025-07-08T12:34:56,5Z",
            "2025-07-08T12:34:56+0200",
            "2025-07-08T12:34:56+02",
            "2025-07-08T12:34:56+24:00",
            "2025-07-08T12:34:56+02:60",
            "2025-07-08T12:34:56Z ",
            " 2025-07-08T12:34:56Z",
            "2025-02-29T00:00:00Z",
            "2025-13-01T00:00:00Z",
            "2025-00-01T00:00:00Z",
            "2025-01-00T00:00:00Z",
            "2025-07-08T24:00:00Z",
            "2025-07-08T12:34:61Z",
            "+025-07-08T12:34:56Z",
            "2025-07-08T12:34:56ZZ",
            "２025-07-08T12:34:56Z",
            "2025-07-08T12:34:56\u{2212}02:00",
        ] {
            assert_eq!(rfc3339_ms(text), None, "{text}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_missing_offset_is_utc_only_where_documented() {
        assert_eq!(
            rfc3339_or_utc_ms("2024-03-22T15:20:00"),
            Some(1_711_120_800_000)
        );
        assert_eq!(
            rfc3339_or_utc_ms("2024-03-22T15:20:00.5"),
            Some(1_711_120_800_500)
        );
        assert_eq!(
            rfc3339_or_utc_ms("2024-03-22T16:20:00+01:00"),
            Some(1_711_120_800_000)
        );
        assert_eq!(rfc3339_or_utc_ms("2024-03-22 15:20:00"), None);
        assert_eq!(rfc3339_or_utc_ms("2024-03-22T15:20:00."), None);
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn local_date_times_must_exist() {
        let local = LocalDateTime {
            year: 2024,
            month: 2,
            day: 29,
            hour: 23,
            minute: 59,
            second: 59,
        };
        assert_eq!(LocalDateTime::parse("2024-02-29 23:59:59"), Some(local));
        assert_eq!(LocalDateTime::parse("2024-02-29T23:59:59"), Some(local));
        for text in [
            "2023-02-29 00:00:00",
            "0000-00-00 00:00:00",
            "2024-02-29 23:59:60",
            "2024-02-29t23:59:59",
            "2024-02-29 23:59:59Z",
            "2024-02-29 23:59:59.0",
            "2024-02-29",
            "24-02-29 23:59:59",
        ] {
            assert_eq!(LocalDateTime::parse(text), None, "{text}");
        }
    }
}
