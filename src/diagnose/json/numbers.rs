//! The ways to write a number, and which numbers of a body are written in which way.

use super::decimal::Decimal;
use super::tree::Tree;
use crate::diagnose::cut::Cut;
use crate::diagnose::step::{Arg, Step};
use alloc::string::String;
use alloc::vec::Vec;

/// Writes a number again. `None` if this way changes nothing.
pub(crate) fn number(token: &str, way: &str) -> Option<String> {
    let is_integer = !token.contains(['.', 'e', 'E']);
    if token.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let decimals = token
        .split_once('.')
        .filter(|(_, after)| after.bytes().all(|b| b.is_ascii_digit()));
    let made = match way {
        "one_decimal" if is_integer => [token, ".0"].concat(),
        "two_decimals" if is_integer => [token, ".00"].concat(),
        "two_decimals" => match decimals? {
            (_, after) if after.len() == 1 => [token, "0"].concat(),
            _ => return None,
        },
        "three_decimals" if is_integer => [token, ".000"].concat(),
        "three_decimals" => {
            let (_, after) = decimals?;
            [token, "00".get(after.len().saturating_sub(1)..)?].concat()
        }
        "trimmed" => {
            let (whole, after) = decimals?;
            let after = after.trim_end_matches('0');
            if after.is_empty() {
                whole.into()
            } else {
                [whole, ".", after].concat()
            }
        }
        "one_more_zero" => {
            decimals?;
            [token, "0"].concat()
        }
        "exponent" | "exponent_upper" | "exponent_plus" | "exponent_decimal"
        | "exponent_integer" => exponent(token, way)?,
        "plain" | "plain_decimal" => {
            let shown = Decimal::read(token)
                .filter(|_| token.contains(['e', 'E']))?
                .plain()?;
            if way == "plain_decimal" && !shown.contains('.') {
                [&shown, ".0"].concat()
            } else {
                shown
            }
        }
        "lower_e" => token.contains('E').then(|| token.replace('E', "e"))?,
        "upper_e" => token.contains('e').then(|| token.replace('e', "E"))?,
        "no_plus" => token.contains('+').then(|| token.replace('+', ""))?,
        "quoted" => ["\"", token, "\""].concat(),
        _ => return None,
    };
    (made != token).then_some(made)
}

fn exponent(token: &str, way: &str) -> Option<String> {
    if token.contains(['e', 'E']) {
        return None;
    }
    let decimal = Decimal::read(token)?;
    if way == "exponent_integer" {
        let digits = token.trim_end_matches('0');
        let zeros = token
            .len()
            .checked_sub(digits.len())
            .filter(|zeros| *zeros > 0 && !digits.is_empty() && !token.contains('.'))?;
        return Some(alloc::format!("{digits}e{zeros}"));
    }
    let (mantissa, power) = decimal.scientific();
    let mantissa = if way == "exponent_decimal" && !mantissa.contains('.') {
        [mantissa.as_str(), ".0"].concat()
    } else {
        mantissa
    };
    let e = if way == "exponent_upper" || way == "exponent_decimal" {
        "E"
    } else {
        "e"
    };
    let plus = if way == "exponent_plus" && power >= 0 {
        "+"
    } else {
        ""
    };
    Some(alloc::format!("{mantissa}{e}{plus}{power}"))
}

pub(crate) const NUMBERS: &[&str] = &[
    "one_decimal",
    "two_decimals",
    "trimmed",
    "three_decimals",
    "one_more_zero",
    "plain",
    "plain_decimal",
    "exponent",
    "exponent_upper",
    "exponent_plus",
    "exponent_decimal",
    "exponent_integer",
    "lower_e",
    "upper_e",
    "no_plus",
];

/// Changes numbers in their order in the body; `ways` has one entry for each key that has numbers.
pub(crate) fn renumber(tree: &mut Tree, key: &str, change: &mut dyn FnMut(&str, &mut String)) {
    match tree {
        Tree::Plain(token) => change(key, token),
        Tree::Text(_) => {}
        Tree::List(items) => items
            .iter_mut()
            .for_each(|item| renumber(item, key, change)),
        Tree::Object(members) => members
            .iter_mut()
            .for_each(|(key, value)| renumber(value, key, change)),
    }
}

/// The keys that have numbers, in the order of the body, each once.
pub(crate) fn number_keys(tree: &Tree) -> Vec<String> {
    let (mut names, mut tree) = (Vec::new(), tree.clone());
    renumber(&mut tree, "", &mut |key, token| {
        if token.starts_with(|c: char| c == '-' || c.is_ascii_digit())
            && !names.iter().any(|name| name == key)
        {
            names.push(String::from(key));
        }
    });
    names
}

pub(crate) fn number_choices(tree: &Tree, base: &Step, cut: &Cut) -> Vec<Step> {
    let keys = number_keys(tree);
    let with = |ways: Vec<&str>| {
        base.clone().list(
            "numbers",
            ways.into_iter().map(|way| Arg::Text(way.into())).collect(),
        )
    };
    let mut choices: Vec<Step> = NUMBERS
        .iter()
        .map(|way| with(keys.iter().map(|_| *way).collect()))
        .collect();
    cut.note(keys.len() > 24);
    for at in 0..keys.len().min(24) {
        for way in NUMBERS {
            choices.push(with(
                keys.iter()
                    .enumerate()
                    .map(|(each, _)| if each == at { *way } else { "" })
                    .collect(),
            ));
        }
    }
    // By key: some keys have amounts, others have integers.
    const BY_KEY: [&str; 3] = ["", "two_decimals", "one_decimal"];
    for width in [2_usize, 3] {
        let count = u32::try_from(keys.len())
            .ok()
            .and_then(|keys| width.checked_pow(keys))
            .filter(|count| *count <= 256)
            .unwrap_or_default();
        cut.note(count == 0);
        for mut code in 0..count {
            let mut ways = Vec::new();
            for _ in &keys {
                ways.push(
                    BY_KEY
                        .get(code.checked_rem(width).unwrap_or_default())
                        .copied()
                        .unwrap_or_default(),
                );
                code = code.checked_div(width).unwrap_or_default();
            }
            choices.push(with(ways));
        }
    }
    choices
}

/// Rounds an integer to a double.
#[expect(
    clippy::as_conversions,
    reason = "rounds to the nearest, as a reader of JSON does"
)]
fn double(integer: i128) -> f64 {
    integer as f64
}

/// How many integers are tried in place of rounded ones.
const MOST_ROUNDED: usize = 4200;

/// The integers that a double rounds to one that is there.
pub(crate) fn rounded_choices(tree: &Tree, base: &Step, cut: &Cut) -> Vec<Step> {
    let (mut choices, mut at) = (Vec::new(), 0_usize);
    renumber(&mut tree.clone(), "", &mut |_, token| {
        cut.note(choices.len() >= MOST_ROUNDED || token.len() > 19);
        if token.len() >= 16
            && choices.len() < MOST_ROUNDED
            && let Ok(value) = token.parse::<i128>()
            && value.unsigned_abs() > 1 << 53
            && value.unsigned_abs() < 1 << 65
        {
            for distance in 1..=2048_i128 {
                for add in [distance, distance.saturating_neg()] {
                    if double(value.saturating_add(add)) == double(value) {
                        choices.push(
                            base.clone()
                                .number("rounded", at)
                                .text("add", alloc::format!("{add}")),
                        );
                    }
                }
            }
        }
        at = at.saturating_add(1);
    });
    choices
}
