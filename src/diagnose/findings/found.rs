//! A finding before its wording.

use crate::diagnose::result::{Part, ProofKind};
use crate::diagnose::step::{Change, Changes, IN_PLACE, Step};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// A finding before its wording.
pub(crate) struct Found {
    pub(crate) id: &'static str,
    pub(crate) at: Part,
    /// `None` for a guess.
    pub(crate) kind: Option<ProofKind>,
    pub(crate) steps: Vec<Step>,
    pub(crate) first_difference: Option<u64>,
    /// Texts in place of those that the finding has in general.
    pub(crate) title: Option<&'static str>,
    pub(crate) detail: Option<Cow<'static, str>>,
    pub(crate) remedy: Option<Cow<'static, str>>,
}

pub(crate) fn fact(id: &'static str, at: Part, step: Step) -> Found {
    Found {
        id,
        at,
        kind: Some(ProofKind::Fact),
        steps: Vec::from([step]),
        ..likely(id, at)
    }
}

pub(crate) fn likely(id: &'static str, at: Part) -> Found {
    Found {
        id,
        at,
        kind: None,
        steps: Vec::new(),
        first_difference: None,
        title: None,
        detail: None,
        remedy: None,
    }
}

pub(crate) fn push(
    found: &mut Vec<Found>,
    changes: &Changes,
    at: Part,
    kind: ProofKind,
    first_difference: Option<u64>,
) {
    let steps: Vec<Step> = changes.iter().map(|change| change.step.clone()).collect();
    for Change { id, .. } in changes {
        if *id != IN_PLACE
            && !found
                .iter()
                .any(|each| each.id == *id && each.kind.is_some())
        {
            found.push(Found {
                kind: Some(kind),
                steps: steps.clone(),
                first_difference,
                ..likely(id, at)
            });
        }
    }
}
