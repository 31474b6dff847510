//! Times as the providers write them: RFC 3339, and local date-times without a zone.
//!
//! ```text
//! full-date    = 4DIGIT "-" 2DIGIT "-" 2DIGIT
//! partial-time = 2DIGIT ":" 2DIGIT ":" 2DIGIT [ "." 1*DIGIT ]
//! time-offset  = "Z" / ( "+" / "-" ) 2DIGIT ":" 2DIGIT          RFC 3339, section 5.6; "T" and "Z" in either case
//! ```

use crate::config::value::UntypedObject;
use crate::verify::time::local_fields;
use serde::{Deserialize, Serialize};

pub(crate) use crate::verify::time::{rfc3339_ms, rfc3339_or_utc_ms};

/// A date and a time of day in an undocumented zone. It is never turned into an instant.
///
/// Values are in calendar order. Compare only values from the same sender.
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
        let (year, [month, day, hour, minute, second]) = local_fields(text)?;
        Some(Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
        })
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
