//! Documents in the shapes that the providers send. Each can be written in two equivalent ways.

use arbitrary::{Arbitrary, Result, Unstructured};

/// The keys that some provider reads.
const NAMES: &[&str] = &[
    "id",
    "type",
    "time",
    "data",
    "user",
    "trigger",
    "value",
    "transaction",
    "amount",
    "event",
    "timestamp",
    "orderId",
    "deliveryStatus",
    "poNumber",
    "orderDate",
    "createdAt",
    "order",
    "tracking",
    "uuid",
    "status",
    "updated",
    "created",
    "trackingInformation",
    "number",
    "storeOrderId",
    "trackingNumber",
    "trackingUrl",
    "delivered",
    "steps",
    "datetime",
    "date",
    "timezone",
    "description",
    "location",
    "error",
    "code",
    "keyId",
    "__proto__",
];

/// The texts with a meaning for some provider.
const TEXTS: &[&str] = &[
    "",
    "7",
    "19.90",
    "P",
    "D",
    "R",
    "delivered",
    "Cancelled",
    "in_transit",
    "true",
    "ORDER_STATUS_UPDATED",
    "trigger_event.created",
    "balance.credit_points_issued",
    "we_01h455vb4pex5vsknk084sn02q",
    "o-1",
    "2025-07-08T12:34:56Z",
    "2025-07-08T12:34:56.5+02:00",
    "2024-03-22 15:20:00",
    "0001-01-01T00:00:00Z",
];

const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "7",
    "19.90",
    "1e3",
    "9007199254740991",
    "9007199254740993",
    "1e400",
    "123456789012345678901",
];

/// A value that a provider might send.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A value without parts, as its compact text.
    Leaf(String),
    /// A string.
    Text(String),
    /// An array.
    Array(Vec<Shape>),
    /// An object without duplicate keys.
    Object(Vec<(String, Shape)>),
}

impl Shape {
    /// Makes an object.
    pub fn object(input: &mut Unstructured<'_>, depth: usize) -> Result<Self> {
        let mut members: Vec<(String, Self)> = Vec::new();
        for _ in 0..input.int_in_range(0..=8)? {
            let name = if input.ratio(1, 12)? {
                String::arbitrary(input)?
            } else {
                (*input.choose(NAMES)?).to_owned()
            };
            if members.iter().all(|(other, _)| *other != name) {
                members.push((name, Self::value(input, depth)?));
            }
        }
        Ok(Self::Object(members))
    }

    fn value(input: &mut Unstructured<'_>, depth: usize) -> Result<Self> {
        Ok(
            match input.int_in_range(0..=if depth == 0 { 4 } else { 8 })? {
                0 => Self::Leaf((*input.choose(&["null", "true", "false"])?).to_owned()),
                1 => Self::Leaf((*input.choose(NUMBERS)?).to_owned()),
                2 | 3 => Self::Text((*input.choose(TEXTS)?).to_owned()),
                4 => Self::Text(String::arbitrary(input)?),
                5 | 6 => Self::object(input, depth - 1)?,
                _ => {
                    let items = 0..input.int_in_range(0..=4)?;
                    Self::Array(
                        items
                            .map(|_| Self::value(input, depth - 1))
                            .collect::<Result<_>>()?,
                    )
                }
            },
        )
    }

    /// Writes it without blanks and with as few escapes as possible.
    pub fn compact(&self) -> String {
        match self {
            Self::Leaf(text) => text.clone(),
            Self::Text(text) => quote(text),
            Self::Array(items) => format!("[{}]", join(items.iter().map(Self::compact))),
            Self::Object(members) => {
                format!(
                    "{{{}}}",
                    join(members.iter().map(|(name, value)| format!(
                        "{}:{}",
                        quote(name),
                        value.compact()
                    )))
                )
            }
        }
    }

    /// Writes the same with blanks, with escapes, and with the members of each object in reverse order.
    pub fn elaborate(&self) -> String {
        match self {
            Self::Leaf(text) => format!(" {text}\r\n"),
            Self::Text(text) => escape(text),
            Self::Array(items) => format!("\t[ {} ]", join(items.iter().map(Self::elaborate))),
            Self::Object(members) => {
                let members = members.iter().rev();
                format!(
                    " {{\n{} }} ",
                    join(members.map(|(name, value)| format!(
                        "{} : {}",
                        escape(name),
                        value.elaborate()
                    )))
                )
            }
        }
    }

    /// Writes the document with a duplicate key: repeats the first key of the deepest object, escaped, at its end. `None`
    /// without any key.
    pub fn with_duplicate(&self) -> Option<String> {
        let Self::Object(members) = self else {
            return None;
        };
        let (name, _) = members.first()?;
        let inner = members
            .iter()
            .enumerate()
            .find_map(|(at, (_, value))| Some((at, value.with_duplicate()?)));
        let written = members
            .iter()
            .enumerate()
            .map(|(at, (name, value))| match &inner {
                Some((inner, text)) if *inner == at => format!("{}:{text}", quote(name)),
                _ => format!("{}:{}", quote(name), value.compact()),
            });
        let repeated = if inner.is_some() {
            String::new()
        } else {
            format!(",{}:0", escape(name))
        };
        Some(format!("{{{}{repeated}}}", join(written)))
    }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(",")
}

fn quote(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// Writes every character as an escape (RFC 8259, section 7).
fn escape(text: &str) -> String {
    let units = text.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
    format!("\"{}\"", units.collect::<String>())
}
