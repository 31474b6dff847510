//! Values that JavaScript has written into the buffer, as the types that the rest of the crate knows.
//!
//! A value is a byte that says what it is, and what follows from that; numbers are little-endian.
//!
//! ```text
//! 0 of another type      1 false                        2 true           7 a getter threw while it was read
//! 3 number: a double     4 text: its length (32 bits) and its UTF-8      5 bytes: their length and they themselves
//! 6 list: its length and its elements; the members of an object are a list of names and values in turn
//! ```

use crate::Error;
use crate::options::{OptionValue, Options};
use crate::ordering::Version;

/// What is left of the buffer.
struct Reader<'b>(&'b [u8]);

/// A value, or that there is none because a getter threw.
enum Given {
    Value(OptionValue),
    Threw,
}

impl<'b> Reader<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.take(4)?.try_into().ok()?)).ok()
    }

    fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = self.length()?;
        self.take(length)
    }

    fn given(&mut self) -> Given {
        match self.0.first() {
            Some(7) => {
                self.byte();
                Given::Threw
            }
            _ => Given::Value(self.value().unwrap_or(OptionValue::Other)),
        }
    }

    fn value(&mut self) -> Option<OptionValue> {
        Some(match self.byte()? {
            1 => OptionValue::Bool(false),
            2 => OptionValue::Bool(true),
            3 => OptionValue::Number(f64::from_le_bytes(self.take(8)?.try_into().ok()?)),
            4 => OptionValue::Text(String::from(core::str::from_utf8(self.bytes()?).ok()?).into()),
            5 => OptionValue::Bytes(self.bytes()?.to_vec().into()),
            6 => {
                let length = self.length()?;
                let mut values = Vec::with_capacity(length);
                for _ in 0..length {
                    values.push(self.value()?);
                }
                OptionValue::List(values)
            }
            _ => OptionValue::Other,
        })
    }
}

/// Takes a list of names and values in turn as an object; none where it is of another type.
fn members(value: OptionValue) -> Option<Options> {
    let OptionValue::List(values) = value else {
        return None;
    };
    let mut values = values.into_iter();
    let member = || match values.next()? {
        OptionValue::Text(name) => Some((name.as_str().into(), values.next()?)),
        _ => None,
    };
    Some(core::iter::from_fn(member).collect())
}

/// Reads a text; an empty one where it is anything else.
pub(super) fn text(given: &[u8]) -> String {
    match Reader(given).value() {
        Some(OptionValue::Text(text)) => text.as_str().into(),
        _ => String::new(),
    }
}

/// Reads a config, or the options of `parse`, and returns what stands behind it, too.
///
/// # Errors
///
/// `invalid_config`, also where a getter of the caller's threw.
pub(super) fn options<'b, T: TryFrom<Options, Error = Error>>(
    argument: &'static str,
    given: &'b [u8],
) -> Result<(T, &'b [u8]), Error> {
    let mut reader = Reader(given);
    let options = config(argument, reader.given())?.try_into()?;
    Ok((options, reader.0))
}

/// Reads a list of `{ keyId, secret }`, and returns what stands behind it, too.
///
/// # Errors
///
/// `invalid_config`, also where a getter of the caller's threw.
pub(super) fn credentials<T: TryFrom<Options, Error = Error>>(
    given: &[u8],
) -> Result<(Vec<T>, &[u8]), Error> {
    let argument = "credentials";
    let mut reader = Reader(given);
    let list = match reader.given() {
        Given::Value(OptionValue::List(list)) => list,
        other => {
            return Err(config(argument, other)
                .err()
                .unwrap_or_else(|| not_an_object(argument)));
        }
    };
    let credentials = list
        .into_iter()
        .map(|entry| config(argument, Given::Value(entry))?.try_into());
    Ok((credentials.collect::<Result<_, _>>()?, reader.0))
}

fn config(argument: &'static str, given: Given) -> Result<Options, Error> {
    match given {
        Given::Threw => Err(Error::config(argument, "could not be read: a getter threw")),
        Given::Value(value) => members(value).ok_or_else(|| not_an_object(argument)),
    }
}

#[cold]
fn not_an_object(argument: &'static str) -> Error {
    Error::config(argument, "must be an object")
}

/// Reads the fields by which two events are put in order.
///
/// # Errors
///
/// `invalid_argument` when one is no object, also where a getter of the caller's threw.
pub(super) fn two_events(given: &[u8]) -> Result<(Options, Options), Error> {
    let mut reader = Reader(given);
    let mut event = |argument| event(argument, reader.given(), "must be an object");
    Ok((event("next")?, event("previous")?))
}

/// Reads a list of events: the fields by which they are put in order.
///
/// # Errors
///
/// `invalid_argument` when it is no list of objects, also where a getter of the caller's threw.
pub(super) fn versions<V: Version>(argument: &'static str, given: &[u8]) -> Result<Vec<V>, Error> {
    let problem = "must be a list of objects";
    let events = match Reader(given).given() {
        Given::Value(OptionValue::List(events)) => events,
        other => {
            return Err(event(argument, other, problem)
                .err()
                .unwrap_or_else(|| Error::argument(argument, problem)));
        }
    };
    let fields = |value| event(argument, Given::Value(value), problem).map(V::from_fields);
    events.into_iter().map(fields).collect()
}

/// Takes the fields of an event; one that is an object has fields of its own.
fn event(argument: &'static str, given: Given, problem: &'static str) -> Result<Options, Error> {
    let Given::Value(value) = given else {
        return Err(Error::argument(
            argument,
            "could not be read: a getter threw",
        ));
    };
    let fields = members(value).ok_or_else(|| Error::argument(argument, problem))?;
    let field = |(name, value)| match value {
        OptionValue::List(_) => (
            name,
            members(value).map_or(OptionValue::Other, OptionValue::Object),
        ),
        scalar => (name, scalar),
    };
    Ok(fields.into_iter().map(field).collect())
}
