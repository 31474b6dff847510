//! Number tokens, and whether a JavaScript number can hold them (RFC 8259, section 6; RFC 7493, section 2.2).

use super::serializer::RAW;
use alloc::borrow::Cow;
use core::cmp::Ordering;
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

/// 2^53 − 1: beyond it, a double can't tell all integers apart (ECMA-262, `Number.MAX_SAFE_INTEGER`).
const MAX_SAFE_INTEGER: &str = "9007199254740991";

/// The digits of 2^1024 − 2^970, the smallest number that rounds to infinity (IEEE 754, ties to even).
const OVERFLOW: &[u8] = b"179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587\
    207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069\
    855571366959622842914819860834936475292719074168444365510704342711559699508093042880177904174497792";

/// The decimal exponent of [`OVERFLOW`]'s first digit.
const OVERFLOW_EXPONENT: i64 = 308;

/// A number with its exact token, so that `19.90` stays `19.90`.
///
/// ```
/// use countersign::{ParseOptions, reward};
///
/// let body = br#"{"id":"we_1","type":"balance.credit_points_issued",
///     "data":{"user":{"id":17},"transaction":{"id":"t-9","amount":19.90}}}"#;
/// let event = reward::parse(body, &ParseOptions::new())?;
/// let reward::Kind::CreditPointsIssued(points) = event.kind else { panic!("another event") };
/// assert_eq!((points.amount.as_str(), points.amount.to_f64()), ("19.90", 19.9));
/// # Ok::<_, countersign::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number<'a>(Cow<'a, str>);

impl<'a> Number<'a> {
    /// Accepts a token in JSON's number grammar that does not overflow a double.
    pub(crate) fn new(token: Cow<'a, str>) -> Option<Self> {
        let mut lexer = super::lexer::Lexer::new(&token);
        let number = lexer.number().is_some() && lexer.at() == token.len();
        (number && !overflows(&token)).then_some(Self(token))
    }

    /// Copies the token, so that it can outlive the body.
    pub fn into_owned(self) -> Number<'static> {
        Number(Cow::Owned(self.0.into_owned()))
    }

    /// Returns the exact token, for decimal arithmetic.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the nearest double.
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }
}

impl<'a> From<Number<'a>> for Cow<'a, str> {
    fn from(number: Number<'a>) -> Self {
        number.0
    }
}

impl Serialize for Number<'_> {
    /// Writes the token unchanged if the format is JSON, so that only the reader rounds it.
    ///
    /// serde_json's `RawValue` does the same, but only its parser can make one.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut raw = serializer.serialize_struct(RAW, 1)?;
        raw.serialize_field(RAW, &self.0)?;
        raw.end()
    }
}

/// A number of up to this many characters without an exponent can't overflow.
const SHORT: usize = 300;

/// Returns whether a token has no exponent.
fn is_plain(token: &str) -> bool {
    !token.bytes().any(|byte| matches!(byte, b'e' | b'E'))
}

/// Returns whether a token is an integer: no point, no exponent.
pub(super) fn is_integer(token: &str) -> bool {
    !token.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E'))
}

/// Returns whether a double would misrepresent a number token: an integer beyond 2^53 − 1, or a number that overflows.
pub(super) fn is_unsafe(token: &str) -> bool {
    if !is_integer(token) {
        return overflows(token);
    }
    let digits = token.strip_prefix('-').unwrap_or(token);
    match digits.len().cmp(&MAX_SAFE_INTEGER.len()) {
        Ordering::Less => false,
        Ordering::Equal => digits > MAX_SAFE_INTEGER,
        Ordering::Greater => true,
    }
}

/// Returns whether the nearest double of a number token is infinite. A float parser would tell, but its tables are a
/// quarter of the WebAssembly module.
fn overflows(token: &str) -> bool {
    // The fast path, for nearly every number.
    if token.len() <= SHORT && is_plain(token) {
        return false;
    }
    // The exponent of the first non-zero digit, and how the digits from there compare with the limit's.
    let mut magnitude = -1_i64;
    let mut significant = 0_usize;
    let mut compared = Ordering::Equal;
    let mut is_fraction = false;
    let mut bytes = token.bytes();
    for byte in bytes.by_ref() {
        match byte {
            b'e' | b'E' => break,
            b'-' => {}
            b'.' => is_fraction = true,
            b'0' if significant == 0 => {
                magnitude = magnitude.saturating_sub(i64::from(is_fraction));
            }
            digit => {
                let theirs = OVERFLOW.get(significant).copied().unwrap_or(b'0');
                compared = compared.then(digit.cmp(&theirs));
                significant = significant.saturating_add(1);
                magnitude = magnitude.saturating_add(i64::from(!is_fraction));
            }
        }
    }
    if significant == 0 {
        return false;
    }
    match magnitude
        .saturating_add(exponent(bytes))
        .cmp(&OVERFLOW_EXPONENT)
    {
        Ordering::Less => false,
        // Missing digits are zeros, but the limit's last digit is not zero.
        Ordering::Equal => compared.is_gt() || (compared.is_eq() && significant >= OVERFLOW.len()),
        Ordering::Greater => true,
    }
}

/// Reads an optional exponent. One that does not fit into an `i64` counts as infinite.
fn exponent(bytes: core::str::Bytes<'_>) -> i64 {
    let mut sign = 1;
    let mut power = 0_i64;
    for byte in bytes {
        match byte {
            b'-' => sign = -1,
            b'0'..=b'9' => {
                power = power
                    .saturating_mul(10)
                    .saturating_add(i64::from(byte & 0xf))
            }
            _ => {}
        }
    }
    power.saturating_mul(sign)
}

#[cfg(test)]
pub mod tests {
    use super::{Number, is_unsafe, overflows};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn safe_integers_end_at_2_to_the_53() {
        for safe in [
            "0",
            "-0",
            "9007199254740991",
            "-9007199254740991",
            "999999999999999",
        ] {
            assert!(!is_unsafe(safe), "{safe}");
        }
        for beyond in [
            "9007199254740992",
            "-9007199254740992",
            "10000000000000000",
            "99999999999999999999",
        ] {
            assert!(is_unsafe(beyond), "{beyond}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn overflow_agrees_with_the_float_parser() {
        let boundary = format!("{:.0}", f64::MAX);
        let threshold = core::str::from_utf8(super::OVERFLOW).unwrap();
        let below = format!("{}1.999999999e0", threshold.strip_suffix('2').unwrap());
        let mut tokens = vec![
            boundary,
            threshold.to_owned(),
            format!("{threshold}.0"),
            below,
        ];
        for mantissa in [
            "0",
            "0.0",
            "1",
            "9.99",
            "0.0001",
            "1.7976931348623157",
            "1.7976931348623158",
            "1.7976931348623159",
        ] {
            for exponent in [-400, -5, 0, 290, 303, 307, 308, 309, 312, 313, 400] {
                tokens.push(format!("{mantissa}e{exponent}"));
                tokens.push(format!("-{mantissa}E+{}", i32::abs(exponent)));
            }
        }
        tokens.push("1e99999999999999999999".into());
        tokens.push("1e-99999999999999999999".into());
        tokens.push("0e99999999999999999999".into());
        tokens.push(format!("0.{}1e310", "0".repeat(400)));
        tokens.push(format!("1{}e-400", "0".repeat(400)));
        for token in tokens {
            let infinite = token.parse::<f64>().unwrap().is_infinite();
            assert_eq!(overflows(&token), infinite, "{token}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn only_the_grammar_of_json_makes_a_number() {
        for token in ["0", "-1.5", "1E2", "19.90"] {
            assert_eq!(Number::new(token.into()).unwrap().as_str(), token);
        }
        for token in [
            "", "+1", "01", ".5", "5.", "1e", "0x10", "1_000", " 1", "1 ", "NaN", "Infinity",
            "1e400", "2,99",
        ] {
            assert_eq!(Number::new(token.into()), None, "{token}");
        }
    }
}
