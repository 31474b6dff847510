//! Reads times with simple calendar arithmetic (RFC 3339, sections 5.6 and 5.7), without a library.

/// A date and a time of day: year, month, day, hour, minute, second.
pub type Civil = [i64; 6];

/// Reads `YYYY-MM-DD?HH:MM:SS` with one of the separators. Returns it with the rest of the text.
fn civil<'t>(text: &'t str, separators: &str, leap_second: bool) -> Option<(Civil, &'t str)> {
    let head = text.get(..19)?;
    let pattern =
        head.bytes()
            .zip("0000-00-00 00:00:00".bytes())
            .all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                b' ' => separators.bytes().any(|separator| separator == byte),
                _ => byte == wanted,
            });
    let part = |range: std::ops::Range<usize>| head[range].parse::<i64>().ok();
    if !pattern {
        return None;
    }
    let mut civil = [
        part(0..4)?,
        part(5..7)?,
        part(8..10)?,
        part(11..13)?,
        part(14..16)?,
        part(17..19)?,
    ];
    if leap_second && civil[5] == 60 {
        civil[5] = 59;
    }
    let [year, month, day, hour, minute, second] = civil;
    let leap_year = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap_year),
        _ => 31,
    };
    let real = (1..=12).contains(&month)
        && (1..=days).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    real.then(|| (civil, &text[19..]))
}

/// Reads a local date-time and nothing after it.
pub fn local(text: &str) -> Option<Civil> {
    civil(text, " T", false)
        .filter(|(_, rest)| rest.is_empty())
        .map(|(civil, _)| civil)
}

/// Reads an RFC 3339 time into milliseconds since 1970. A missing offset is UTC if that is allowed.
pub fn instant_ms(text: &str, offset_optional: bool) -> Option<i64> {
    let ([year, month, day, hour, minute, second], rest) = civil(text, "Tt", true)?;
    let (fraction, rest) = match rest.strip_prefix('.') {
        None => ("", rest),
        Some(rest) => {
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            if end == 0 {
                return None;
            }
            rest.split_at(end)
        }
    };
    let ms: i64 = format!("{fraction}000").get(..3)?.parse().ok()?;
    let offset = match rest.as_bytes() {
        [] if offset_optional => 0,
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2]
            if [h1, h2, m1, m2].iter().all(|digit| digit.is_ascii_digit()) =>
        {
            let two = |tens: &u8, ones: &u8| i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
            let (hours, minutes) = (two(h1, h2), two(m1, m2));
            if hours > 23 || minutes > 59 {
                return None;
            }
            (hours * 60 + minutes) * if *sign == b'-' { -1 } else { 1 }
        }
        _ => return None,
    };
    // Days since 1970 by counting them: slow, and obvious.
    let before = |y: i64| y * 365 + (y + 3) / 4 - (y + 99) / 100 + (y + 399) / 400;
    let leap_year = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let months = [
        31,
        28 + i64::from(leap_year),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let in_year: i64 = months
        .iter()
        .take(usize::try_from(month).ok()? - 1)
        .sum::<i64>()
        + day
        - 1;
    let days = before(year) - before(1970) + in_year;
    Some((((days * 24 + hour) * 60 + minute - offset) * 60 + second) * 1000 + ms)
}
