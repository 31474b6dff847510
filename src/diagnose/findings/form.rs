//! A delivery that fits as it came, and that the check of its form refuses.

use super::found::{Found, fact, push};
use crate::diagnose::delivery::Delivery;
use crate::diagnose::result::{Part, ProofKind};
use crate::diagnose::step::{Changes, Step, change};
use crate::error::Error;
use crate::verify::schemes::borders::Borders;
use crate::verify::schemes::kinds::Place;
use crate::verify::schemes::scheme::Scheme;
use alloc::vec::Vec;

/// Finds what the check of the form refuses. `changes` lead to the signature or to the secret, which fits.
pub(crate) fn form(
    scheme: &Scheme<'_>,
    error: &Error,
    mut changes: Changes,
    kind: ProofKind,
    delivery: &Delivery<'_>,
    found: &mut Vec<Found>,
) {
    let given = |name: &str| Step::new("given").text("header", name);
    let is_twice = match error {
        Error::MultipleValues { name } => {
            // A comma in an id does not separate two values: the whole id is signed.
            if Some(&**name) == id_header(scheme) && delivery.values_named(name).len() == 1 {
                found.push(fact("header_id", Part::Header, given(name)));
                return;
            }
            Some(&**name)
        }
        Error::MalformedSignature => {
            for (name, wanted) in scheme.required.iter().filter(|(name, _)| !name.is_empty()) {
                let values = delivery.values_named(name);
                if values
                    .iter()
                    .any(|value| value.trim_ascii() != wanted.as_bytes())
                {
                    found.push(fact("header_constant", Part::Header, given(name)));
                }
            }
            if let Some(name) = id_header(scheme)
                && let [id, ..] = delivery.values_named(name).as_slice()
                && !Borders::of(scheme).allow_id(id.trim_ascii())
            {
                found.push(fact("header_id", Part::Header, given(name)));
            }
            header_with_times(scheme, delivery)
        }
        _ => None,
    };
    if let Some(name) = is_twice {
        changes.push(change("header_joined", given(name)));
        push(found, &changes, Part::Header, kind, None);
    }
}

fn id_header<'s>(scheme: &Scheme<'s>) -> Option<&'s str> {
    match scheme.id {
        Some(Place::Header(name)) => Some(name),
        _ => None,
    }
}

/// Returns the header with a second time in its list.
fn header_with_times<'s>(scheme: &Scheme<'s>, delivery: &Delivery<'_>) -> Option<&'s str> {
    let Some((Place::Prefix(prefix), _)) = scheme.timestamp else {
        return None;
    };
    let mut times = 0_usize;
    scheme.headers.into_iter().find(|name| {
        if !name.is_empty() {
            for value in delivery.values_named(name) {
                scheme.each_element(&value, &mut |element| {
                    let is_time = element.starts_with(prefix.as_bytes());
                    times = times.saturating_add(usize::from(is_time));
                });
            }
        }
        times > 1
    })
}
