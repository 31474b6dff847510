//! The search for the signed bytes, and for the changes from the received ones.

mod bodies;
mod keys;

pub(crate) use bodies::explain;
pub(crate) use keys::Candidate;

use crate::crypto::keys::begins_with;
use crate::diagnose::around::Around;
use crate::diagnose::cut::Cut;
use crate::diagnose::frame::Frame;
use crate::diagnose::header::Reading;
use crate::diagnose::json::{STYLES, STYLES_OF_A_PAIR};
use crate::diagnose::message;
use crate::diagnose::message::{Algorithm, Message, Which, whole};
use crate::diagnose::ops::apply;
use crate::diagnose::result::Searched;
use crate::diagnose::seen::once;
use crate::diagnose::step::{Change, Changes};
use crate::verify::schemes::scheme::Scheme;
use alloc::vec::Vec;
use bodies::{Node, changed, changed_late, compact, restyled};
use keys::{changed_keys, keys_as_text, read_keys};

/// Asked now and then; false stops the search.
pub(crate) type Progress<'e> = Option<&'e dyn Fn(&Searched) -> bool>;

/// How many MACs are computed between two questions.
const SLICE: u64 = 1024;

const STYLES_BEFORE_ANOTHER: usize = 700;

const STYLES_OF_A_FRAME: usize = 400;

/// From here on a body is tried in other styles before it is tried with more messages.
const LARGE: usize = 16 << 10;

/// A key, a body and a message that fit the signature.
pub(crate) struct Hit {
    pub(crate) reading: usize,
    pub(crate) key: Changes,
    pub(crate) body: Changes,
    pub(crate) signed: Vec<u8>,
    pub(crate) message: Option<Change>,
    pub(crate) algorithm: Option<(&'static str, &'static str)>,
    /// The frame around the body. `None` for another message.
    pub(crate) frame: Option<usize>,
}

pub(crate) struct Search<'e> {
    pub(crate) readings: Vec<Reading>,
    pub(crate) max_bytes: u64,
    pub(crate) progress: Progress<'e>,
    pub(crate) searched: Searched,
    /// Whether the bound of a list left something out.
    pub(crate) cut: &'e Cut,
    /// The frames around the body.
    pub(crate) frames: &'e [Frame],
    /// The position of the current frame.
    pub(crate) frame: usize,
}

impl Search<'_> {
    /// Computes one MAC and looks it up among all readings of the header. The error says that the search has ended.
    fn look(
        &mut self,
        algorithm: Algorithm,
        key: &[u8],
        message: &Message<'_>,
    ) -> Result<Option<usize>, ()> {
        let lengths = message.iter().map(|part| part.len());
        let bytes = lengths.fold(128, usize::saturating_add);
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
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
        let frames = self.frames;
        let Some(frame) = frames.get(self.frame) else {
            return Ok(None);
        };
        for key in keys {
            let message = frame.around(&node.0);
            if let Some(reading) = self.look(Algorithm::HmacSha256, &key.bytes, &message)? {
                let (signed, body) = node.clone();
                return Ok(Some(Hit {
                    reading,
                    key: key.changes.clone(),
                    body,
                    signed,
                    message: None,
                    algorithm: None,
                    frame: Some(self.frame),
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
        which: Which,
    ) -> Result<Option<Hit>, ()> {
        let around = &context.around;
        let (signed, body) = node;
        let frames = self.frames;
        let at = self.frame;
        let frame = frames.get(at).filter(|_| which != Which::More);
        for key in keys {
            let hit = |reading, message: Option<Change>, algorithm| Hit {
                reading,
                key: key.changes.clone(),
                body: body.clone(),
                signed: signed.clone(),
                frame: message.is_none().then_some(at),
                message,
                algorithm,
            };
            for (frame, (algorithm, id, op)) in frame
                .into_iter()
                .flat_map(|frame| message::OTHERS.iter().map(move |other| (frame, other)))
            {
                let message = frame.around(signed);
                if let Some(reading) = self.look(*algorithm, &key.bytes, &message)? {
                    return Ok(Some(hit(reading, None, Some((*id, *op)))));
                }
            }
            for each in message::changes(signed, around, which) {
                let made = apply(&each.step, signed)
                    .or_else(|| message::build_with_url(&each.step, signed, around.url?))
                    .or_else(|| (each.step.op == "body_alone").then(|| signed.clone()));
                if let Some(made) = made
                    && let Some(reading) =
                        self.look(Algorithm::HmacSha256, &key.bytes, &whole(&made))?
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
        let scheme = &context.scheme;
        let keys = &read_keys(scheme, &context.texts);
        layer!(self.with_keys(keys, &received));
        let texts = changed_keys(&context.texts, true);
        let mut given_keys = read_keys(scheme, &context.other_keys);
        given_keys.extend(keys_as_text(scheme, &context.other_keys));
        let mut other_keys = keys_as_text(scheme, &context.texts);
        other_keys.extend(read_keys(scheme, &texts));
        other_keys.extend(keys_as_text(scheme, &texts));
        layer!(self.with_keys(&given_keys, &received));
        layer!(self.with_keys(&other_keys, &received));
        for at in 1..self.frames.len() {
            self.frame = at;
            layer!(self.with_keys(keys, &received));
            layer!(self.with_keys(&given_keys, &received));
            layer!(self.with_keys(&other_keys, &received));
        }
        self.frame = 0;
        for (node, _) in &context.candidates {
            layer!(self.with_keys(keys, node));
            layer!(self.with_keys(&given_keys, node));
            layer!(self.with_keys(&other_keys, node));
        }
        let bytes = changed(&received, cut);
        layer!(self.each(keys, &bytes));
        // The messages of other schemes are tried only with the unchanged body. With each style of JSON, they would use up the
        // bound if the body is large.
        let is_own = !scheme.is_built_in;
        let which = if is_own { Which::Named } else { Which::Any };
        layer!(self.other_algorithms(keys, &received, context, which));
        let is_large = context.body.len() > LARGE;
        if is_own && !is_large {
            layer!(self.other_algorithms(keys, &received, context, Which::More));
        }
        let styles = restyled(&received, STYLES, cut);
        layer!(self.each(keys, &styles));
        if is_own && is_large {
            layer!(self.other_algorithms(keys, &received, context, Which::More));
        }
        let texts = changed_keys(&texts, false);
        let mut twice_changed = read_keys(scheme, &texts);
        twice_changed.extend(keys_as_text(scheme, &texts));
        layer!(self.with_keys(&twice_changed, &received));
        // Something around the body, and the body.
        for at in 1..self.frames.len() {
            self.frame = at;
            layer!(self.each(keys, &bytes));
            layer!(
                self.each(
                    keys,
                    styles
                        .get(..styles.len().min(STYLES_OF_A_FRAME))
                        .unwrap_or_default()
                )
            );
        }
        cut.note(self.frames.len() > 1 && styles.len() > STYLES_OF_A_FRAME);
        self.frame = 0;
        // A body and a key.
        layer!(self.each(&given_keys, &bytes));
        layer!(self.each(&other_keys, &bytes));
        // A deep search comes back to the others.
        let few = styles.get(..styles.len().min(150)).unwrap_or_default();
        cut.note(few.len() < styles.len() && !context.deep);
        layer!(self.each(&given_keys, &styles));
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
            layer!(self.other_algorithms(keys, node, context, Which::Any));
        }
        let removed: Vec<Candidate> = keys
            .iter()
            .chain(&other_keys)
            .chain(&given_keys)
            .cloned()
            .collect();
        layer!(self.other_algorithms(&removed, &received, context, Which::Any));
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

/// The delivery and the keys to search with.
pub(crate) struct Context<'c> {
    pub(crate) body: &'c [u8],
    pub(crate) around: Around<'c>,
    pub(crate) scheme: Scheme<'c>,
    /// The secrets as they are configured.
    pub(crate) texts: Vec<Candidate>,
    /// The secrets that were given as evidence.
    pub(crate) other_keys: Vec<Candidate>,
    pub(crate) candidates: Vec<(Node, ())>,
    pub(crate) deep: bool,
}
