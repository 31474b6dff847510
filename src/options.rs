//! Options whose types nobody has checked yet: from JavaScript, or from a configuration file.
//!
//! serde's own messages quote the value that they refuse, which may be a secret. So any value is taken as it comes,
//! and refused here by the option's name alone.

use crate::secret::Secret;
use crate::{Error, Key};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// 2^53 − 1 (ECMA-262, `Number.MAX_SAFE_INTEGER`).
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// Named values, in the order in which they came.
pub struct Options(Vec<(String, OptionValue)>);

impl FromIterator<(String, OptionValue)> for Options {
    fn from_iter<I: IntoIterator<Item = (String, OptionValue)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl Options {
    /// Takes a text; none when it is missing or anything else.
    pub(crate) fn take_text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            OptionValue::Text(text) => Some(text.as_str().to_owned()),
            _ => None,
        }
    }

    /// Takes an integer; none when it is missing or anything else.
    #[expect(
        clippy::as_conversions,
        reason = "checked to be an integer that a double tells from its neighbours"
    )]
    pub(crate) fn take_integer(&mut self, name: &str) -> Option<i64> {
        match self.take(name)? {
            OptionValue::Number(number)
                if is_integer(number) && number.abs() <= MAX_SAFE_INTEGER =>
            {
                Some(number as i64)
            }
            _ => None,
        }
    }

    /// Takes an object; none when it is missing or anything else.
    pub(crate) fn take_object(&mut self, name: &str) -> Option<Self> {
        match self.take(name)? {
            OptionValue::Object(object) => Some(object),
            _ => None,
        }
    }

    fn take(&mut self, name: &str) -> Option<OptionValue> {
        let position = self.0.iter().position(|(other, _)| other == name)?;
        Some(self.0.swap_remove(position).1)
    }
}

/// A value as it came.
pub enum OptionValue {
    Bool(bool),
    Number(f64),
    Text(Secret<String>),
    Bytes(Secret<Vec<u8>>),
    List(Vec<OptionValue>),
    Object(Options),
    Other,
}

impl OptionValue {
    /// Takes one key or a list of keys; that none is empty is checked where a config is.
    pub(crate) fn keys(self, name: &str) -> Result<Vec<Key>, Error> {
        let key = |value: Self| match value {
            Self::Text(text) => Some(Key::from(text.as_str())),
            Self::Bytes(bytes) => Some(Key::from(bytes.as_slice())),
            _ => None,
        };
        self.one_or_more(
            name,
            key,
            "must be a string or a Uint8Array, or a list of them",
        )
    }

    /// Takes one text or a list of texts.
    pub(crate) fn texts(self, name: &str) -> Result<Vec<String>, Error> {
        let text = |value: Self| match value {
            Self::Text(text) => Some(text.as_str().to_owned()),
            _ => None,
        };
        self.one_or_more(name, text, "must be a string, or a list of strings")
    }

    pub(crate) fn text(self, name: &str) -> Result<String, Error> {
        match self {
            Self::Text(text) => Ok(text.as_str().to_owned()),
            _ => Err(Error::config(name, "must be a string")),
        }
    }

    pub(crate) fn number(self, name: &str) -> Result<f64, Error> {
        match self {
            Self::Number(number) => Ok(number),
            _ => Err(Error::config(name, "must be a number")),
        }
    }

    pub(crate) fn only_true(self, name: &str) -> Result<bool, Error> {
        match self {
            Self::Bool(true) => Ok(true),
            _ => Err(Error::config(name, "must be true, or be left out")),
        }
    }

    #[expect(
        clippy::as_conversions,
        reason = "saturates, which no body will notice"
    )]
    pub(crate) fn size(self, name: &str) -> Result<usize, Error> {
        match self {
            Self::Number(number) if number >= 1.0 && is_integer(number) => Ok(number as usize),
            _ => Err(Error::config(name, "must be an integer from 1")),
        }
    }

    fn one_or_more<T>(
        self,
        name: &str,
        one: impl Fn(Self) -> Option<T>,
        problem: &'static str,
    ) -> Result<Vec<T>, Error> {
        let values = match self {
            Self::List(values) if values.is_empty() => {
                return Err(Error::config(name, "must not be an empty list"));
            }
            Self::List(values) => values,
            value => vec![value],
        };
        values
            .into_iter()
            .map(one)
            .collect::<Option<_>>()
            .ok_or_else(|| Error::config(name, problem))
    }
}

/// Tells whether a number has no fraction, which `core` has no function for: beyond 2^53 a finite one never has.
#[expect(
    clippy::as_conversions,
    reason = "what does not fit is compared no further"
)]
fn is_integer(number: f64) -> bool {
    number.is_finite() && (number.abs() > MAX_SAFE_INTEGER || number == number as i64 as f64)
}

impl IntoIterator for Options {
    type Item = (String, OptionValue);
    type IntoIter = alloc::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'de> Deserialize<'de> for Options {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Options;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object of options")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Options, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Options(entries))
            }
        }

        deserializer.deserialize_map(Entries)
    }
}

impl<'de> Deserialize<'de> for OptionValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        #[expect(
            clippy::as_conversions,
            reason = "an integer that a double cannot hold is out of every range anyway"
        )]
        impl<'de> Visitor<'de> for Any {
            type Value = OptionValue;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a value")
            }

            fn visit_bool<E>(self, value: bool) -> Result<OptionValue, E> {
                Ok(OptionValue::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<OptionValue, E> {
                Ok(OptionValue::Number(value as f64))
            }

            fn visit_u64<E>(self, value: u64) -> Result<OptionValue, E> {
                Ok(OptionValue::Number(value as f64))
            }

            fn visit_f64<E>(self, value: f64) -> Result<OptionValue, E> {
                Ok(OptionValue::Number(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<OptionValue, E> {
                Ok(OptionValue::Text(Secret::from(value.to_owned())))
            }

            fn visit_string<E>(self, value: String) -> Result<OptionValue, E> {
                Ok(OptionValue::Text(Secret::from(value)))
            }

            fn visit_byte_buf<E>(self, value: Vec<u8>) -> Result<OptionValue, E> {
                Ok(OptionValue::Bytes(Secret::from(value)))
            }

            fn visit_unit<E>(self) -> Result<OptionValue, E> {
                Ok(OptionValue::Other)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<OptionValue, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = seq.next_element()? {
                    values.push(value);
                }
                Ok(OptionValue::List(values))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OptionValue, A::Error> {
                Options::deserialize(MapAccessDeserializer::new(map)).map(OptionValue::Object)
            }
        }

        deserializer.deserialize_any(Any)
    }
}
