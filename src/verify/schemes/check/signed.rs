//! The template of a scheme, and the time and the id that it signs.

use super::Refusal;
use super::texts::{begins, contains, is_long, is_path, is_printable};
use crate::verify::schemes::kinds::{Place, Proof};
use crate::verify::schemes::scheme::Scheme;
use crate::verify::schemes::template::{Beside, Part, count, place};

macro_rules! unsigned {
    ($member:literal) => {
        concat!(
            "`",
            $member,
            "` is outside the body, so `signed` must contain it: otherwise anyone who replays a delivery could change it"
        )
    };
}

impl Scheme<'_> {
    pub(super) const fn template_refusal(&self) -> Option<Refusal> {
        let signed = self.signed;
        if matches!(self.proof, Proof::Static) {
            return if signed.is_empty() {
                None
            } else {
                Some("`signed` must be left out for a static secret, which signs nothing")
            };
        }
        if !is_printable(signed.as_bytes()) || is_long(signed.as_bytes()) {
            return Some("`signed` must be printable ASCII, 255 characters at most");
        }
        if count(signed, Part::Unknown) > 0 {
            return Some(
                "`signed` has a brace or a placeholder that is none: there are {body}, {timestamp}, {id}, {url} and {method}",
            );
        }
        if count(signed, Part::Body) != 1 {
            return Some(
                "`signed` must have {body} exactly once: any other body would be taken as well",
            );
        }
        if count(signed, Part::Timestamp) > 1
            || count(signed, Part::Id) > 1
            || count(signed, Part::Url) > 1
            || count(signed, Part::Method) > 1
        {
            return Some("`signed` may have each placeholder once");
        }
        None
    }

    pub(super) const fn timestamp_refusal(&self) -> Option<Refusal> {
        if matches!(self.proof, Proof::Static) && self.timestamp.is_some() {
            return Some("`timestamp` must be left out for a static secret: no time is signed");
        }
        let is_signed = count(self.signed, Part::Timestamp) > 0;
        match self.timestamp {
            None if is_signed => Some("`timestamp` is needed: `signed` has {timestamp}"),
            None => None,
            Some((Place::Header(_), _)) if !is_signed => Some(unsigned!("timestamp")),
            Some((Place::Header(_), _)) => None,
            Some((Place::Prefix(prefix), _)) => {
                let bytes = prefix.as_bytes();
                let Some(separator) = self.list else {
                    return Some("`timestamp.prefix` names an element of a list: `list` is needed");
                };
                if bytes.is_empty() || !is_printable(bytes) || matches!(bytes, [b' ', ..]) {
                    return Some(
                        "`timestamp.prefix` must be printable ASCII that begins with no blank",
                    );
                }
                if contains(bytes, separator) {
                    return Some("`timestamp.prefix` must not have the separator of `list`");
                }
                if is_long(bytes) {
                    return Some(too_long!("timestamp.prefix"));
                }
                let (prefix, ignores_case) = (self.prefix.as_bytes(), self.ignores_prefix_case);
                if begins(prefix, bytes, ignores_case) || begins(bytes, prefix, ignores_case) {
                    return Some(
                        "`timestamp.prefix` and `prefix` must not begin with each other: an element would be both",
                    );
                }
                if !is_signed {
                    return Some(unsigned!("timestamp"));
                }
                None
            }
            Some((Place::Field(_), _)) if is_signed => Some(
                "`timestamp` must be in a header or in the list: `signed` has {timestamp}, and the body is read after the proof",
            ),
            Some((Place::Field(path), _)) if !is_path(path.as_bytes()) => {
                Some("`timestamp.field` must be names joined by dots, as in \"event.time\"")
            }
            Some((Place::Field(path), _)) if is_long(path.as_bytes()) => {
                Some(too_long!("timestamp.field"))
            }
            Some((Place::Field(_), _)) => None,
        }
    }

    pub(super) const fn id_refusal(&self) -> Option<Refusal> {
        let is_signed = count(self.signed, Part::Id) > 0;
        match self.id {
            None if is_signed => Some("`id` is needed: `signed` has {id}"),
            None => None,
            Some(Place::Header(_)) if matches!(self.proof, Proof::Static) => {
                Some("`id` must be in the body for a static secret: no header is signed")
            }
            Some(Place::Header(_)) if !is_signed => Some(unsigned!("id")),
            Some(Place::Header(_)) => match place(self.signed, Part::Id) {
                Some(placed) if !matches!(placed.behind, Beside::Literal(_)) => Some(
                    "`signed` needs a literal behind {id}: else bytes could move from the id into what stands behind it",
                ),
                Some(placed)
                    if placed.is_behind_body && !matches!(placed.before, Beside::Literal(_)) =>
                {
                    Some(
                        "`signed` needs a literal before {id}: else bytes could move from the body into the id",
                    )
                }
                _ => None,
            },
            Some(Place::Field(_)) if is_signed => Some(
                "`id` must be in a header: `signed` has {id}, and the body is read after the proof",
            ),
            Some(Place::Field(path)) if !is_path(path.as_bytes()) => {
                Some("`id.field` must be names joined by dots, as in \"event.id\"")
            }
            Some(Place::Field(path)) if is_long(path.as_bytes()) => Some(too_long!("id.field")),
            Some(Place::Field(_)) => None,
            Some(Place::Prefix(_)) => Some("`id` must be in a header or in a field of the body"),
        }
    }
}
