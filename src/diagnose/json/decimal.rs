//! Numbers as decimal digits. Reading and writing `f64` would add 20 KB to the module.

use alloc::string::String;

/// How many digits before or after the point a number is written with at most.
const MOST: u32 = 330;

/// A number in scientific notation.
pub(crate) struct Decimal<'t> {
    sign: &'t str,
    /// Without zeros at either end; `0` alone for zero.
    digits: String,
    /// The power of ten of the first digit.
    power: i32,
}

impl<'t> Decimal<'t> {
    /// Reads a number of JSON (RFC 8259, section 6).
    pub(crate) fn read(token: &'t str) -> Option<Self> {
        let (sign, rest) = token
            .split_at_checked(1)
            .filter(|(sign, _)| *sign == "-")
            .unwrap_or(("", token));
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent_of(exponent)?),
            None => (rest, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) if is_digits(fraction) => (whole, fraction),
            Some(_) => return None,
            None => (mantissa, ""),
        };
        if !is_digits(whole) || (whole.len() > 1 && whole.starts_with('0')) {
            return None;
        }
        let all = [whole, fraction].concat();
        let bare = all.trim_start_matches('0');
        let digits = bare.trim_end_matches('0');
        if digits.is_empty() {
            let digits = "0".into();
            return Some(Self {
                sign,
                digits,
                power: 0,
            });
        }
        let leading = i32::try_from(all.len().checked_sub(bare.len())?).ok()?;
        let before = i32::try_from(whole.len()).ok()?;
        let power = before.checked_sub(leading)?.checked_sub(1)?;
        Some(Self {
            sign,
            digits: digits.into(),
            power: power.checked_add(exponent)?,
        })
    }

    /// Returns the mantissa with a point behind its first digit, if there are more, and the power of ten.
    pub(crate) fn scientific(&self) -> (String, i32) {
        let (first, rest) = self.digits.split_at_checked(1).unwrap_or_default();
        let point = if rest.is_empty() { "" } else { "." };
        ([self.sign, first, point, rest].concat(), self.power)
    }

    /// Returns it without an exponent. `None` if that is too long.
    pub(crate) fn plain(&self) -> Option<String> {
        let apart = self.power.unsigned_abs();
        let zeros = |count: u32| "0".repeat(usize::try_from(count).unwrap_or_default());
        if apart > MOST {
            return None;
        }
        if self.power < 0 {
            let zeros = zeros(apart.saturating_sub(1));
            return Some([self.sign, "0.", &zeros, &self.digits].concat());
        }
        let whole = usize::try_from(apart).ok()?.saturating_add(1);
        Some(match self.digits.split_at_checked(whole) {
            Some((whole, "")) => [self.sign, whole].concat(),
            Some((whole, fraction)) => [self.sign, whole, ".", fraction].concat(),
            None => {
                let missing = whole.saturating_sub(self.digits.len());
                [self.sign, &self.digits, &"0".repeat(missing)].concat()
            }
        })
    }
}

fn exponent_of(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    is_digits(digits).then(|| text.parse().ok()).flatten()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn both(token: &str) -> Option<(String, String)> {
        let decimal = Decimal::read(token)?;
        let (mantissa, power) = decimal.scientific();
        Some((decimal.plain()?, format!("{mantissa}e{power}")))
    }

    #[test]
    fn as_the_library_writes_a_double() {
        let whole = ["0", "7", "10", "1200", "98765432"];
        let fraction = ["", ".0", ".5", ".50", ".0012300", ".1234567"];
        let exponent = ["", "e0", "E5", "e+17", "e-1", "E-23", "e-03"];
        for sign in ["", "-"] {
            for (whole, fraction) in whole.iter().flat_map(|w| fraction.map(|f| (w, f))) {
                for exponent in exponent {
                    let token = [sign, whole, fraction, exponent].concat();
                    let double: f64 = token.parse().unwrap();
                    let expected = (format!("{double}"), format!("{double:e}"));
                    assert_eq!(both(&token), Some(expected), "{token}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_number_of_json_is_refused() {
        for token in [
            "",
            "-",
            "01",
            "1.",
            ".5",
            "1e",
            "1e+",
            "+1",
            "1.e5",
            "inf",
            "-inf",
            "nan",
            "0x1",
            "1_0",
            "1e1.5",
            "--1",
            "1e99999999999",
            "é",
        ] {
            assert!(Decimal::read(token).is_none(), "{token}");
        }
        assert_eq!(
            Decimal::read("1e331").and_then(|number| number.plain()),
            None
        );
    }
}
