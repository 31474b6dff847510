//! The search for the bytes that were signed, and how what was received came of them.

mod bodies;
mod keys;

pub(crate) use bodies::explain;
pub(crate) use keys::Candidate;

use crate::crypto::keys::begins_with;
use crate::diagnose::cut::Cut;
use crate::diagnose::header::Reading;
use crate::diagnose::json::{STYLES, STYLES_OF_A_PAIR};
use crate::diagnose::message;
use crate::diagnose::message::Algorithm;
use crate::diagnose::ops::apply;
use crate::diagnose::result::Searched;
use crate::diagnose::seen::once;
use crate::diagnose::step::{Change, Changes};
use alloc::vec::Vec;
use bodies::{Node, changed, changed_late, compact, restyled};
use keys::changed_keys;

/// Asked now and then; false stops the search.
pub(crate) type Progress<'e> = Option<&'e dyn Fn(&Searched) -> bool>;

/// How many MACs are computed between two questions.
const SLICE: u64 = 1024;

const STYLES_BEFORE_ANOTHER: usize = 700;

/// What fits.
pub(crate) struct Hit {
    pub(crate) reading: usize,
    pub(crate) key: Changes,
    pub(crate) body: Changes,
    pub(crate) signed: Vec<u8>,
    pub(crate) message: Option<Change>,
    pub(crate) algorithm: Option<(&'static str, &'static str)>,
}

pub(crate) struct Search<'e> {
    pub(crate) readings: Vec<Reading>,
    pub(crate) max_bytes: u64,
    pub(crate) progress: Progress<'e>,
    pub(crate) searched: Searched,
    /// What the bounds of lists left out.
    pub(crate) cut: &'e Cut,
}

impl Search<'_> {
    /// Computes one MAC and looks it up among all readings of the header. The error says that the search has ended.
    fn look(
        &mut self,
        algorithm: Algorithm,
        key: &[u8],
        message: &[u8],
    ) -> Result<Option<usize>, ()> {
        let bytes = u64::try_from(message.len().saturating_add(128)).unwrap_or(u64::MAX);
        self.searched.macs = self.searched.macs.saturating_add(1);
        self.searched.bytes = self.searched.bytes.saturating_add(bytes);
        let asks = self.searched.macs.checked_rem(SLICE) == Some(0);
        let is_stopped = asks
            && self
                .progress
                .is_some_and(|goes_on| !goes_on(&self.searched));
        if self.searched.bytes > self.max_bytes || is_stopped {
            self.searched.complete = false;
            return Err(());
        }
        let mac = message::compute(algorithm, key, message);
        let fits = |reading: &Reading| begins_with(&mac, &reading.digest);
        Ok(self.readings.iter().position(fits))
    }

    fn with_keys(&mut self, keys: &[Candidate], node: &Node) -> Result<Option<Hit>, ()> {
        for key in keys {
            if let Some(reading) = self.look(Algorithm::HmacSha256, &key.bytes, &node.0)? {
                let (signed, body) = node.clone();
                return Ok(Some(Hit {
                    reading,
                    key: key.changes.clone(),
                    body,
                    signed,
                    message: None,
                    algorithm: None,
                }));
            }
        }
        Ok(None)
    }

    fn each(&mut self, keys: &[Candidate], nodes: &[Node]) -> Result<Option<Hit>, ()> {
        for node in nodes {
            if let Some(hit) = self.with_keys(keys, node)? {
                return Ok(Some(hit));
            }
        }
        Ok(None)
    }

    fn other_algorithms(
        &mut self,
        keys: &[Candidate],
        node: &Node,
        context: &Context<'_>,
    ) -> Result<Option<Hit>, ()> {
        let (signed, body) = node;
        for key in keys {
            let hit = |reading, message, algorithm| Hit {
                reading,
                key: key.changes.clone(),
                body: body.clone(),
                signed: signed.clone(),
                message,
                algorithm,
            };
            for (algorithm, id, op) in message::OTHERS {
                if let Some(reading) = self.look(*algorithm, &key.bytes, signed)? {
                    return Ok(Some(hit(reading, None, Some((*id, *op)))));
                }
            }
            for each in message::changes(signed, context.url, &context.timestamps) {
                let made = apply(&each.step, signed)
                    .or_else(|| message::build_with_url(&each.step, signed, context.url?));
                if let Some(made) = made
                    && let Some(reading) = self.look(Algorithm::HmacSha256, &key.bytes, &made)?
                {
                    return Ok(Some(hit(reading, Some(each), None)));
                }
            }
        }
        Ok(None)
    }

    /// Searches, from few changes to many.
    pub(crate) fn run(&mut self, context: &Context<'_>) -> Option<Hit> {
        if self.readings.is_empty() {
            return None;
        }
        let found = self.layers(context).unwrap_or(None);
        self.searched.complete &= !self.cut.is_cut();
        found
    }

    fn layers(&mut self, context: &Context<'_>) -> Result<Option<Hit>, ()> {
        macro_rules! layer {
            ($found:expr) => {
                if let Some(hit) = $found? {
                    return Ok(Some(hit));
                }
            };
        }
        let cut = self.cut;
        let received: Node = (context.body.to_vec(), Changes::new());
        let keys = &context.keys;
        layer!(self.with_keys(keys, &received));
        let other_keys = changed_keys(keys, true);
        layer!(self.with_keys(&context.other_keys, &received));
        layer!(self.with_keys(&other_keys, &received));
        for (node, _) in &context.candidates {
            layer!(self.with_keys(keys, node));
            layer!(self.with_keys(&context.other_keys, node));
            layer!(self.with_keys(&other_keys, node));
        }
        let bytes = changed(&received, cut);
        layer!(self.each(keys, &bytes));
        layer!(self.other_algorithms(keys, &received, context));
        let styles = restyled(&received, STYLES, cut);
        layer!(self.each(keys, &styles));
        let twice_changed = changed_keys(&other_keys, false);
        layer!(self.with_keys(&twice_changed, &received));
        // A body and a key.
        layer!(self.each(&context.other_keys, &bytes));
        layer!(self.each(&other_keys, &bytes));
        // A deep search comes back to the others.
        let few = styles.get(..styles.len().min(150)).unwrap_or_default();
        cut.note(few.len() < styles.len() && !context.deep);
        layer!(self.each(&context.other_keys, &styles));
        layer!(self.each(&other_keys, few));
        // Two changes of the body.
        let mut seen = once(received.0.clone());
        seen.extend(bytes.iter().chain(&styles).map(|(bytes, _)| bytes.clone()));
        let mut pairs = Vec::new();
        for node in bytes
            .iter()
            .chain(context.candidates.iter().map(|(node, _)| node))
        {
            let mut next = changed(node, cut);
            next.retain(|(bytes, _)| seen.insert(bytes.clone()));
            layer!(self.each(keys, &next));
            pairs.extend(next);
        }
        let mut trees = once(compact(&received.0));
        let candidates = || context.candidates.iter().map(|(node, ())| node);
        for node in bytes.iter().chain(candidates()) {
            let tree = compact(&node.0);
            if tree.is_some() && trees.insert(tree) {
                layer!(self.each(keys, &restyled(node, STYLES_OF_A_PAIR, cut)));
            }
        }
        cut.note(styles.len() > STYLES_BEFORE_ANOTHER && !context.deep);
        for node in styles.iter().take(STYLES_BEFORE_ANOTHER) {
            layer!(self.each(keys, &changed_late(node, cut)));
        }
        for node in bytes.iter().chain(candidates()).chain(cut.first(few, 60)) {
            layer!(self.other_algorithms(keys, node, context));
        }
        let removed: Vec<Candidate> = keys
            .iter()
            .chain(&other_keys)
            .chain(&context.other_keys)
            .map(|key| Candidate {
                bytes: key.bytes.clone(),
                changes: key.changes.clone(),
            })
            .collect();
        layer!(self.other_algorithms(&removed, &received, context));
        // Three changes of the body that begin with two of its bytes.
        for node in &pairs {
            let tree = compact(&node.0);
            if tree.is_some() && trees.insert(tree) {
                layer!(self.each(keys, &restyled(node, 60, cut)));
            }
        }
        // Styles of a pair that are less likely.
        for node in styles
            .iter()
            .skip(STYLES_BEFORE_ANOTHER)
            .take(if context.deep { usize::MAX } else { 0 })
        {
            layer!(self.each(keys, &changed_late(node, cut)));
        }
        if context.deep {
            layer!(self.each(&other_keys, &styles));
            layer!(self.each(&other_keys, &pairs));
        }
        Ok(None)
    }
}

/// What is searched.
pub(crate) struct Context<'c> {
    pub(crate) body: &'c [u8],
    pub(crate) url: Option<&'c str>,
    pub(crate) timestamps: Vec<&'c str>,
    pub(crate) keys: Vec<Candidate>,
    pub(crate) other_keys: Vec<Candidate>,
    pub(crate) candidates: Vec<(Node, ())>,
    pub(crate) deep: bool,
}
