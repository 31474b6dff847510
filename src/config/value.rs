//! Options of unknown types, from JavaScript or from a configuration file.
//!
//! A wrong type is reported with the option's name only: the value may be a secret.

use crate::crypto::key::Key;
use crate::crypto::secret::SecretBytes;
use crate::error::{Error, Problem};
use alloc::string::String;
use alloc::vec::Vec;

/// 2^53 − 1 (ECMA-262, `Number.MAX_SAFE_INTEGER`).
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// The fault of an option, and the position of the faulty value in a list.
pub(crate) struct Fault {
    problem: Problem,
    position: Option<usize>,
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            position: None,
        }
    }
}

/// An option that this provider does not have.
pub(crate) const UNKNOWN: Problem = "is not an option of this provider";

/// An option that is present but `undefined`.
const UNDEFINED: Problem = "is undefined: is its environment variable set?";

/// Alternating names and values, in their original order.
#[derive(Clone, Copy)]
pub struct UntypedObject<'v>(pub(crate) &'v [UntypedValue<'v>]);

impl<'v> UntypedObject<'v> {
    /// Calls `take` with each name and value.
    ///
    /// # Errors
    ///
    /// `invalid_config` for the first option that `take` refuses.
    pub(crate) fn each(
        self,
        take: &mut dyn FnMut(&str, &UntypedValue<'_>) -> Result<(), Fault>,
    ) -> Result<(), Error> {
        for (name, value) in self.entries() {
            take(name, value).map_err(|Fault { problem, position }| {
                let is_missing = value.is_undefined() && problem != UNKNOWN;
                let problem = if is_missing { UNDEFINED } else { problem };
                Error::config(name, problem).at(position)
            })?;
        }
        Ok(())
    }

    /// Returns a text. `None` if it is missing or anything else.
    pub(crate) fn text(self, name: &str) -> Option<String> {
        self.get(name)?.text().ok()
    }

    /// Returns an integer. `None` if it is missing or anything else.
    #[expect(
        clippy::as_conversions,
        reason = "the guard accepts only integers within ±(2^53 − 1)"
    )]
    pub(crate) fn integer(self, name: &str) -> Option<i64> {
        let number = self.get(name)?.number().ok()?;
        (is_integer(number) && number.abs() <= MAX_SAFE_INTEGER).then_some(number as i64)
    }

    /// Returns an object. `None` if it is missing or anything else.
    pub(crate) fn object(self, name: &str) -> Option<Self> {
        match self.get(name)? {
            UntypedValue::List(entries) => Some(UntypedObject(entries)),
            _ => None,
        }
    }

    fn get(self, name: &str) -> Option<&'v UntypedValue<'v>> {
        let found = self.entries().find(|(other, _)| *other == name);
        found.map(|(_, value)| value)
    }

    pub(crate) fn entries(self) -> impl Iterator<Item = (&'v str, &'v UntypedValue<'v>)> {
        let (entries, _) = self.0.as_chunks();
        entries.iter().filter_map(|[name, value]| match name {
            UntypedValue::Text(name) => Some((text(name), value)),
            _ => None,
        })
    }
}

/// A value of any type. The creator of borrowed data wipes it.
pub enum UntypedValue<'v> {
    Bool(bool),
    Number(f64),
    /// A text as UTF-8.
    Text(SecretBytes<'v>),
    Bytes(SecretBytes<'v>),
    /// A list; or an object from JavaScript, as alternating names and values.
    List(Vec<Self>),
    /// JavaScript's `undefined`.
    #[cfg_attr(
        not(all(target_arch = "wasm32", feature = "boundary")),
        allow(dead_code, reason = "JavaScript alone has it")
    )]
    Undefined,
    Other,
}

/// Returns the text. All readers produce valid UTF-8.
fn text(utf8: &[u8]) -> &str {
    core::str::from_utf8(utf8).unwrap_or_default()
}

impl UntypedValue<'_> {
    /// Returns one key or a list of keys. Empty keys are checked later, with the config.
    pub(crate) fn keys(&self) -> Result<Vec<Key>, Fault> {
        let key = |value: &Self| match value {
            Self::Text(utf8) => Some(Key::from(text(utf8))),
            Self::Bytes(bytes) => Some(Key::from(&**bytes)),
            _ => None,
        };
        self.one_or_more(key, "must be a string or a Uint8Array, or a list of them")
    }

    /// Returns one text or a list of texts.
    pub(crate) fn texts<T: for<'t> From<&'t str>>(&self) -> Result<Vec<T>, Fault> {
        let text = |value: &Self| value.text().ok();
        self.one_or_more(text, "must be a string, or a list of strings")
    }

    /// Returns the text, or an empty one for any other value.
    pub(crate) fn as_text(&self) -> &str {
        match self {
            Self::Text(utf8) => text(utf8),
            _ => "",
        }
    }

    pub(crate) fn text<T: for<'t> From<&'t str>>(&self) -> Result<T, Problem> {
        match self {
            Self::Text(utf8) => Ok(text(utf8).into()),
            _ => Err("must be a string"),
        }
    }

    pub(crate) fn number(&self) -> Result<f64, Problem> {
        match self {
            Self::Number(number) => Ok(*number),
            _ => Err("must be a number"),
        }
    }

    pub(crate) fn literal_true(&self) -> Result<bool, Problem> {
        match self {
            Self::Bool(true) => Ok(true),
            _ => Err("must be true or left out"),
        }
    }

    #[expect(
        clippy::as_conversions,
        reason = "saturates beyond any length of a body"
    )]
    pub(crate) fn positive_integer(&self) -> Result<usize, Problem> {
        match self {
            Self::Number(number) if *number >= 1.0 && is_integer(*number) => Ok(*number as usize),
            _ => Err("must be a positive integer"),
        }
    }

    fn one_or_more<T>(
        &self,
        one: fn(&Self) -> Option<T>,
        problem: Problem,
    ) -> Result<Vec<T>, Fault> {
        let values = match self {
            Self::List(values) if values.is_empty() => {
                return Err("must not be an empty list".into());
            }
            Self::List(values) => values,
            value => core::slice::from_ref(value),
        };
        let mut taken = Vec::new();
        for (position, value) in values.iter().enumerate() {
            taken.push(one(value).ok_or_else(|| Fault {
                problem: if value.is_undefined() {
                    UNDEFINED
                } else {
                    problem
                },
                position: (values.len() > 1).then_some(position),
            })?);
        }
        Ok(taken)
    }

    fn is_undefined(&self) -> bool {
        matches!(self, Self::Undefined)
    }
}

/// Returns whether a number is an integer; `core` has no function for it. Every finite number beyond 2^53 is one.
#[expect(
    clippy::as_conversions,
    reason = "only numbers within ±(2^53 − 1) reach the cast"
)]
fn is_integer(number: f64) -> bool {
    number.is_finite() && (number.abs() > MAX_SAFE_INTEGER || number == number as i64 as f64)
}
