//! Reads a scheme from a configuration file or from JavaScript: untyped members, by name.

use super::draft::{Draft, Given};
use super::scheme::Scheme;
use crate::config::value::{UntypedObject, UntypedValue};
use crate::error::Error;
use crate::text::split_once;

impl<'v> TryFrom<UntypedObject<'v>> for Scheme<'v> {
    type Error = Error;

    /// Takes members by their names. A member of an object has both names, joined by a dot.
    fn try_from(members: UntypedObject<'v>) -> Result<Self, Error> {
        let mut draft = Draft::new();
        for (name, value) in members.entries() {
            let (group, name) = match split_once(name, b'.') {
                (group, Some(name)) => (group, name),
                (name, None) => ("", name),
            };
            let given = match value {
                UntypedValue::Text(_) => Given::Text(value.as_text()),
                UntypedValue::Number(number) => Given::Number(*number),
                _ => Given::Other,
            };
            draft.take(group, name, given)?;
        }
        draft.finish()
    }
}

/// Reads a scheme from a configuration file, by JavaScript's names, and checks it.
///
/// ```
/// use countersign::custom::Scheme;
///
/// let file = serde_json::json!({ "name": "acme", "proof": "hmac-sha256", "header": "x-acme", "encoding": "hex", "key": "utf8", "signed": "{id}" });
/// let refused = Scheme::try_from(&file).unwrap_err();
/// assert!(refused.to_string().starts_with("config option `scheme.signed` must have {body} exactly once"));
/// ```
impl<'v> TryFrom<&'v serde_json::Value> for Scheme<'v> {
    type Error = Error;

    fn try_from(value: &'v serde_json::Value) -> Result<Self, Error> {
        use serde_json::Value;
        let members = value
            .as_object()
            .ok_or_else(|| Error::config("scheme", "must be an object"))?;
        let mut draft = Draft::new();
        for (name, value) in members {
            match (name.as_str(), value) {
                ("header", Value::Array(names)) => {
                    for name in names {
                        draft.take("", "header", Given::from(name))?;
                    }
                }
                ("timestamp" | "id" | "require", Value::Object(parts)) if !parts.is_empty() => {
                    for (part, value) in parts {
                        draft.take(name, part, Given::from(value))?;
                    }
                }
                (_, value) => draft.take("", name, Given::from(value))?,
            }
        }
        draft.finish()
    }
}

impl<'v> From<&'v serde_json::Value> for Given<'v> {
    fn from(value: &'v serde_json::Value) -> Self {
        match value {
            serde_json::Value::String(text) => Self::Text(text),
            serde_json::Value::Number(number) => number.as_f64().map_or(Self::Other, Self::Number),
            _ => Self::Other,
        }
    }
}
