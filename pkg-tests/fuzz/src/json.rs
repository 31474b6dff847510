//! A reader of JSON on top of serde_json that keeps number tokens, duplicate keys and order.

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// A value without any loss: numbers are tokens, objects are lists of members.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number's token.
    Number(String),
    /// An unescaped string.
    Text(String),
    /// An array.
    Array(Vec<Tree>),
    /// An object's members in order.
    Object(Vec<(String, Tree)>),
}

/// Reads a document. Returns none if it isn't JSON, or has an escape that is half a surrogate pair.
pub fn read(text: &str) -> Option<Tree> {
    let raw: &RawValue = serde_json::from_str(text).ok()?;
    tree(raw.get())
}

fn tree(text: &str) -> Option<Tree> {
    Some(match text.as_bytes().first()? {
        b'n' => Tree::Null,
        b't' => Tree::Bool(true),
        b'f' => Tree::Bool(false),
        b'"' => Tree::Text(serde_json::from_str(text).ok()?),
        b'[' => {
            let Items(items) = serde_json::from_str(text).ok()?;
            Tree::Array(
                items
                    .into_iter()
                    .map(|raw| tree(raw.get()))
                    .collect::<Option<_>>()?,
            )
        }
        b'{' => {
            let Members(members) = serde_json::from_str(text).ok()?;
            let member = |(name, raw): (String, &RawValue)| Some((name, tree(raw.get())?));
            Tree::Object(members.into_iter().map(member).collect::<Option<_>>()?)
        }
        _ => Tree::Number(text.into()),
    })
}

impl Tree {
    /// Tells whether an object has a key twice, here or further down.
    pub fn has_duplicate(&self) -> bool {
        match self {
            Self::Array(items) => items.iter().any(Self::has_duplicate),
            Self::Object(members) => {
                let mut names: Vec<_> = members.iter().map(|(name, _)| name).collect();
                names.sort();
                names.windows(2).any(|pair| pair[0] == pair[1])
                    || members.iter().any(|(_, value)| value.has_duplicate())
            }
            _ => false,
        }
    }

    /// Returns the value with every number quoted that doesn't fit a double: integers beyond ±(2^53 − 1), and numbers
    /// that overflow.
    pub fn with_numbers_quoted(self) -> Self {
        match self {
            Self::Number(token) if is_unsafe(&token) => Self::Text(token),
            Self::Array(items) => {
                Self::Array(items.into_iter().map(Self::with_numbers_quoted).collect())
            }
            Self::Object(members) => Self::Object(
                members
                    .into_iter()
                    .map(|(name, value)| (name, value.with_numbers_quoted()))
                    .collect(),
            ),
            other => other,
        }
    }

    /// Returns a member of an object.
    pub fn get(&self, wanted: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value),
            _ => None,
        }
    }
}

fn is_unsafe(token: &str) -> bool {
    let integer = token
        .bytes()
        .all(|byte| byte == b'-' || byte.is_ascii_digit());
    let beyond = integer
        && token
            .parse::<i64>()
            .map_or(true, |value| value.unsigned_abs() > (1 << 53) - 1);
    beyond || token.parse::<f64>().is_ok_and(f64::is_infinite)
}

/// Returns how deep the brackets outside of strings are nested, whether or not the text is JSON.
pub fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

struct Items<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Items<'de>;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Items<'de>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Items(items))
            }
        }
        deserializer.deserialize_seq(Collect)
    }
}

struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(name) = map.next_key::<String>()? {
                    members.push((name, map.next_value().map_err(A::Error::custom)?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}
