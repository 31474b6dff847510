//! Configs, credentials and the fields of events, as `src/js/input/options.js` has read them.
//!
//! JavaScript has converted each object to a list of alternating names and values. A value is a string, a number, a
//! boolean, `undefined`, a `Uint8Array`, such a list, or `null` for any other type. In place of a list, `null` means
//! that the caller's value is not an object, and `undefined` that it could not be read.

use crate::config::value::{UntypedObject, UntypedValue};
use crate::error::{Error, Problem};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// The fault of a value that should be an object.
const NO_OBJECT: Problem = "must be an object";

/// Reads a list, or the alternating names and values of an object.
fn list(given: &JsValue, problem: Problem) -> Result<Vec<UntypedValue<'static>>, Problem> {
    if given.is_undefined() {
        return Err("could not be read: a getter threw");
    }
    match value(given) {
        UntypedValue::List(values) => Ok(values),
        _ => Err(problem),
    }
}

fn value(given: &JsValue) -> UntypedValue<'static> {
    if let Some(text) = given.as_string() {
        UntypedValue::Text(text.into_bytes().into())
    } else if let Some(number) = given.as_f64() {
        UntypedValue::Number(number)
    } else if let Some(flag) = given.as_bool() {
        UntypedValue::Bool(flag)
    } else if given.is_undefined() {
        UntypedValue::Undefined
    } else if Array::is_array(given) {
        let list = given.unchecked_ref::<Array>();
        UntypedValue::List((0..list.length()).map(|at| value(&list.get(at))).collect())
    } else if given.is_object() {
        // Only a `Uint8Array` is left. `instanceof` would not recognise one from another realm.
        UntypedValue::Bytes(given.unchecked_ref::<Uint8Array>().to_vec().into())
    } else {
        UntypedValue::Other
    }
}

/// Reads a config, or the options of `parse`.
///
/// # Errors
///
/// `invalid_config`, also if a getter of the caller threw.
pub(crate) fn options<T>(argument: &'static str, given: &JsValue) -> Result<T, Error>
where
    T: for<'v> TryFrom<UntypedObject<'v>, Error = Error>,
{
    let options = list(given, NO_OBJECT).map_err(|problem| Error::config(argument, problem))?;
    T::try_from(UntypedObject(&options))
}

/// Names and values that were read.
pub(crate) struct Members(Vec<UntypedValue<'static>>);

impl Members {
    pub(crate) fn object(&self) -> UntypedObject<'_> {
        UntypedObject(&self.0)
    }
}

/// Reads the members of an object.
///
/// # Errors
///
/// `invalid_config` if it is not an object, also if a getter of the caller threw.
pub(crate) fn members(argument: &'static str, given: &JsValue) -> Result<Members, Error> {
    let members = list(given, NO_OBJECT).map(Members);
    members.map_err(|problem| Error::config(argument, problem))
}

/// Reads a list of `{ keyId, secret }`.
///
/// # Errors
///
/// `invalid_config`, also if a getter of the caller threw.
pub(crate) fn credentials<T>(given: &JsValue) -> Result<Vec<T>, Error>
where
    T: for<'v> TryFrom<UntypedObject<'v>, Error = Error>,
{
    let invalid = |problem| Error::config("credentials", problem);
    let entries = list(given, NO_OBJECT).map_err(invalid)?;
    let several = entries.len() > 1;
    let mut credentials = Vec::new();
    for (position, entry) in entries.into_iter().enumerate() {
        let UntypedValue::List(options) = entry else {
            return Err(invalid(NO_OBJECT));
        };
        let known = T::try_from(UntypedObject(&options));
        credentials.push(known.map_err(|error| error.at(several.then_some(position)))?);
    }
    Ok(credentials)
}

/// Reads the fields by which an event is ordered.
///
/// # Errors
///
/// `invalid_argument` if it is not an object, also if a getter of the caller threw.
pub(crate) fn event(
    argument: &'static str,
    given: &JsValue,
) -> Result<Vec<UntypedValue<'static>>, Error> {
    list(given, NO_OBJECT).map_err(|problem| Error::argument(argument, problem))
}

/// Reads a list of events, and passes on the fields by which each one is ordered.
///
/// # Errors
///
/// `invalid_argument` if it is not a list of objects, also if a getter of the caller threw.
pub(crate) fn events(
    argument: &'static str,
    given: &JsValue,
    take: &mut dyn FnMut(UntypedObject<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let problem = "must be a list of objects";
    let invalid = |problem: Problem| Error::argument(argument, problem);
    for event in list(given, problem).map_err(invalid)? {
        let UntypedValue::List(fields) = event else {
            return Err(invalid(problem));
        };
        take(UntypedObject(&fields))?;
    }
    Ok(())
}
