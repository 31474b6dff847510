//! Reads options with serde.
//!
//! serde's own messages quote the value that they refuse, which may be a secret. So we accept any value here, and check its type
//! in `value.rs`.

use super::value::{UntypedObject, UntypedValue};
use crate::error::{Error, option_names};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Reads options. Their names are JavaScript's or Rust's.
pub(crate) fn options<'de, D: Deserializer<'de>, T>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'v> TryFrom<UntypedObject<'v>, Error = Error>,
{
    struct Entries;

    impl<'de> Visitor<'de> for Entries {
        /// Alternating names and values, and pairs of JavaScript's name and the name as written.
        type Value = (Vec<UntypedValue<'static>>, Vec<(String, String)>);

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object of options")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let (mut entries, mut names) = (Vec::new(), Vec::new());
            while let Some((written, value)) = map.next_entry::<String, _>()? {
                let name = option_names::camel(&written).unwrap_or_else(|| written.clone());
                if names.iter().any(|(known, _)| *known == name) {
                    let twice = Error::config(written, "is given twice");
                    return Err(A::Error::custom(twice.message()));
                }
                entries.extend([UntypedValue::Text(name.as_bytes().to_vec().into()), value]);
                names.push((name, written));
            }
            Ok((entries, names))
        }
    }

    let (entries, names) = deserializer.deserialize_map(Entries)?;
    T::try_from(UntypedObject(&entries)).map_err(|error| match error {
        // Report the name as written: it may be unknown.
        Error::InvalidConfig {
            option,
            position,
            problem,
        } => {
            let written = names.into_iter().find(|(name, _)| *name == option);
            let option = written.map_or(option, |(_, written)| written);
            let refused = Error::InvalidConfig {
                option,
                position,
                problem,
            };
            D::Error::custom(refused.message())
        }
        error => D::Error::custom(error),
    })
}

impl<'de> Deserialize<'de> for UntypedValue<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        #[expect(
            clippy::as_conversions,
            reason = "an integer beyond 2^53 is out of every range anyway"
        )]
        impl<'de> Visitor<'de> for Any {
            type Value = UntypedValue<'static>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a value")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
                Ok(UntypedValue::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
                Ok(UntypedValue::Number(value as f64))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
                Ok(UntypedValue::Number(value as f64))
            }

            fn visit_i128<E>(self, value: i128) -> Result<Self::Value, E> {
                Ok(UntypedValue::Number(value as f64))
            }

            fn visit_u128<E>(self, value: u128) -> Result<Self::Value, E> {
                Ok(UntypedValue::Number(value as f64))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
                Ok(UntypedValue::Number(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
                Ok(UntypedValue::Text(value.as_bytes().to_vec().into()))
            }

            fn visit_string<E>(self, value: String) -> Result<Self::Value, E> {
                Ok(UntypedValue::Text(value.into_bytes().into()))
            }

            fn visit_bytes<E>(self, value: &[u8]) -> Result<Self::Value, E> {
                Ok(UntypedValue::Bytes(value.to_vec().into()))
            }

            fn visit_byte_buf<E>(self, value: Vec<u8>) -> Result<Self::Value, E> {
                Ok(UntypedValue::Bytes(value.into()))
            }

            fn visit_none<E>(self) -> Result<Self::Value, E> {
                Ok(UntypedValue::Other)
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(UntypedValue::Other)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = seq.next_element()? {
                    values.push(value);
                }
                Ok(UntypedValue::List(values))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(UntypedValue::Other)
            }
        }

        deserializer.deserialize_any(Any)
    }
}
