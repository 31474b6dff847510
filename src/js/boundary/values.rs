//! Values that JavaScript has written into the buffer, as the types that the rest of the crate knows.
//!
//! A value is a byte that says what it is, and what follows from that; numbers are little-endian.
//!
//! ```text
//! 0 of another type      1 false                        2 true           7 a getter threw while it was read
//! 3 number: a double     4 text: its length (32 bits) and its UTF-8      5 bytes: their length and they themselves
//! 6 list: its length and its elements; the members of an object are a list of names and values in turn      8 undefined
//! ```

use super::byte_reader::ByteReader;
use crate::config::value::{UntypedObject, UntypedValue};
use crate::error::Error;
use crate::error::Problem;

impl<'b> ByteReader<'b> {
    /// Reads what must be a list, or an object.
    fn list(&mut self, problem: Problem) -> Result<Vec<UntypedValue<'b>>, Problem> {
        if self.0.first() == Some(&7) {
            return Err("could not be read: a getter threw");
        }
        list(self.value().unwrap_or(UntypedValue::Other), problem)
    }

    fn value(&mut self) -> Option<UntypedValue<'b>> {
        Some(match self.byte()? {
            1 => UntypedValue::Bool(false),
            2 => UntypedValue::Bool(true),
            3 => UntypedValue::Number(self.double()?),
            4 => UntypedValue::Text(core::str::from_utf8(self.bytes()?).ok()?.as_bytes().into()),
            5 => UntypedValue::Bytes(self.bytes()?.into()),
            6 => {
                let length = self.length()?;
                let mut values = Vec::new();
                for _ in 0..length {
                    values.push(self.value()?);
                }
                UntypedValue::List(values)
            }
            8 => UntypedValue::Undefined,
            _ => UntypedValue::Other,
        })
    }
}

/// Takes a list, or the names and values of an object in turn.
fn list<'b>(value: UntypedValue<'b>, problem: Problem) -> Result<Vec<UntypedValue<'b>>, Problem> {
    match value {
        UntypedValue::List(values) => Ok(values),
        _ => Err(problem),
    }
}

/// Reads a text; an empty one where it is anything else.
pub(super) fn text(given: &[u8]) -> String {
    let value = ByteReader(given).value();
    value
        .and_then(|value| value.text().ok())
        .unwrap_or_default()
}

/// What is wrong with what should be an object.
const NO_OBJECT: Problem = "must be an object";

/// Reads a config, or the options of `parse`, and returns what stands behind it, too.
///
/// # Errors
///
/// `invalid_config`, also where a getter of the caller's threw.
pub(super) fn options<'b, T>(
    argument: &'static str,
    given: &'b [u8],
) -> Result<(T, &'b [u8]), Error>
where
    T: for<'v> TryFrom<UntypedObject<'v>, Error = Error>,
{
    let mut reader = ByteReader(given);
    let options = reader.list(NO_OBJECT);
    let options = options.map_err(|problem| Error::config(argument, problem))?;
    Ok((T::try_from(UntypedObject(&options))?, reader.0))
}

/// Reads a list of `{ keyId, secret }`, and returns what stands behind it, too.
///
/// # Errors
///
/// `invalid_config`, also where a getter of the caller's threw.
pub(super) fn credentials<T>(given: &[u8]) -> Result<(Vec<T>, &[u8]), Error>
where
    T: for<'v> TryFrom<UntypedObject<'v>, Error = Error>,
{
    let invalid = |problem| Error::config("credentials", problem);
    let mut reader = ByteReader(given);
    let mut credentials = Vec::new();
    let entries = reader.list(NO_OBJECT).map_err(invalid)?;
    let several = entries.len() > 1;
    for (position, entry) in entries.into_iter().enumerate() {
        let options = list(entry, NO_OBJECT).map_err(invalid)?;
        let known = T::try_from(UntypedObject(&options));
        credentials.push(known.map_err(|error| error.at(several.then_some(position)))?);
    }
    Ok((credentials, reader.0))
}

/// Reads the fields by which two events are put in order.
///
/// # Errors
///
/// `invalid_argument` when one is no object, also where a getter of the caller's threw.
pub(super) fn two_events(given: &[u8]) -> Result<[Vec<UntypedValue<'_>>; 2], Error> {
    let mut reader = ByteReader(given);
    let mut event = |argument| {
        let fields = reader.list(NO_OBJECT);
        fields.map_err(|problem| Error::argument(argument, problem))
    };
    Ok([event("next")?, event("previous")?])
}

/// Reads a list of events, and hands on the fields by which each is put in order.
///
/// # Errors
///
/// `invalid_argument` when it is no list of objects, also where a getter of the caller's threw.
pub(super) fn events(
    argument: &'static str,
    given: &[u8],
    take: &mut dyn FnMut(UntypedObject<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let problem = "must be a list of objects";
    let invalid = |problem: Problem| Error::argument(argument, problem);
    for event in ByteReader(given).list(problem).map_err(invalid)? {
        take(UntypedObject(&list(event, problem).map_err(invalid)?))?;
    }
    Ok(())
}
