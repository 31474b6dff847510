//! The rules of a template for an id and a time, so that no byte can move across their borders. They depend on the scheme only,
//! so they are worked out once.

use super::kinds::Unit;
use super::scheme::Scheme;
use super::template::{Beside, Part, Placed, place};

/// The longest id.
const MOST_ID_BYTES: usize = 256;

/// The rules of a template for an id and a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Borders {
    /// The characters that an id may not contain: the one behind it in the template, and the one before it if the body comes
    /// first. A NUL stands for no character.
    pub(crate) excluded: [u8; 2],
    /// A time must have a fixed length.
    pub(crate) is_time_fixed: bool,
}

impl Borders {
    /// The rules of a template without an id and a time.
    pub(crate) const NONE: Self = Self {
        excluded: [0; 2],
        is_time_fixed: false,
    };

    pub(crate) const fn of(scheme: &Scheme<'_>) -> Self {
        let excluded = match place(scheme.signed, Part::Id) {
            Some(placed) if placed.is_behind_body => {
                [literal(placed.behind), literal(placed.before)]
            }
            Some(placed) => [literal(placed.behind), 0],
            None => [0; 2],
        };
        Self {
            excluded,
            is_time_fixed: is_time_fixed(scheme),
        }
    }

    /// Returns whether a text is an id: visible ASCII without the excluded characters.
    pub(crate) fn allow_id(&self, id: &[u8]) -> bool {
        is_id_text(id) && !id.iter().any(|byte| self.excluded.contains(byte))
    }
}

/// Returns whether a text is 1 to 256 visible ASCII characters.
pub(crate) fn is_id_text(id: &[u8]) -> bool {
    (1..=MOST_ID_BYTES).contains(&id.len()) && id.iter().all(u8::is_ascii_graphic)
}

/// Returns whether only the length of a time shows where it starts or ends.
const fn is_time_fixed(scheme: &Scheme<'_>) -> bool {
    let (Some(Placed { before, behind, .. }), Some((_, unit))) =
        (place(scheme.signed, Part::Timestamp), scheme.timestamp)
    else {
        return false;
    };
    is_open(before, unit) || is_open(behind, unit)
}

/// Returns whether a time could continue into its neighbour.
const fn is_open(beside: Beside, unit: Unit) -> bool {
    match beside {
        Beside::Edge => false,
        Beside::Literal(byte) => unit.could_hold(byte),
        Beside::Placeholder => true,
    }
}

const fn literal(beside: Beside) -> u8 {
    match beside {
        Beside::Literal(byte) => byte,
        Beside::Edge | Beside::Placeholder => 0,
    }
}
