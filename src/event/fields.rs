//! Reading the fields of a document: the types that the providers share.

use crate::error::Error;
use crate::json::Value;
use crate::text::count_chars;
use alloc::borrow::Cow;

/// The maximal length of an identifier in digits and in characters.
const MAX_DIGITS: usize = 64;
const MAX_CHARACTERS: usize = 128;

/// Reads a required "number or string", digits or a text, and returns it as text.
///
/// # Errors
///
/// `missing_field` if it is absent, `wrong_type` if it is anything else.
pub(crate) fn number_or_string<'a>(
    value: Option<Value<'_, 'a>>,
    path: &str,
) -> Result<Cow<'a, str>, Error> {
    let value = present(value, path)?;
    digits(value)
        .map(Cow::Borrowed)
        .or_else(|| {
            value
                .as_str()
                .filter(|text| (1..=MAX_CHARACTERS).contains(&count_chars(text.as_bytes())))
        })
        .ok_or_else(|| wrong_type(path))
}

/// Reads a required text.
///
/// # Errors
///
/// `missing_field` if it is absent, `wrong_type` if it is not a string.
pub(crate) fn string<'a>(value: Option<Value<'_, 'a>>, path: &str) -> Result<Cow<'a, str>, Error> {
    present(value, path)?
        .as_str()
        .ok_or_else(|| wrong_type(path))
}

/// Reads a required text that is not empty.
///
/// # Errors
///
/// `missing_field` if it is absent, `wrong_type` if it is empty or not a string.
pub(crate) fn non_empty_string<'a>(
    value: Option<Value<'_, 'a>>,
    path: &str,
) -> Result<Cow<'a, str>, Error> {
    string(value, path).and_then(|text| {
        if text.is_empty() {
            Err(wrong_type(path))
        } else {
            Ok(text)
        }
    })
}

/// Reads a required object.
///
/// # Errors
///
/// `missing_field` if it is absent, `wrong_type` if it is anything else.
pub(crate) fn object<'d, 'a>(
    value: Option<Value<'d, 'a>>,
    path: &str,
) -> Result<Value<'d, 'a>, Error> {
    Some(present(value, path)?)
        .filter(|value| value.is_object())
        .ok_or_else(|| wrong_type(path))
}

/// Reads an optional text: `None` if it is absent, null, empty or of another type.
pub(crate) fn optional_string<'a>(value: Option<Value<'_, 'a>>) -> Option<Cow<'a, str>> {
    value?.as_str().filter(|text| !text.is_empty())
}

/// Reads an optional text, or the digits of an integer token. `None` for anything else.
pub(crate) fn optional_string_or_digits<'a>(value: Option<Value<'_, 'a>>) -> Option<Cow<'a, str>> {
    value
        .and_then(digits)
        .map(Cow::Borrowed)
        .or_else(|| optional_string(value))
}

pub(crate) fn wrong_type(path: &str) -> Error {
    Error::WrongType { path: path.into() }
}

pub(crate) fn present<'d, 'a>(
    value: Option<Value<'d, 'a>>,
    path: &str,
) -> Result<Value<'d, 'a>, Error> {
    value.ok_or_else(|| Error::MissingField { path: path.into() })
}

fn digits<'a>(value: Value<'_, 'a>) -> Option<&'a str> {
    value
        .as_digits()
        .filter(|digits| digits.len() <= MAX_DIGITS)
}
