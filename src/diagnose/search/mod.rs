//! The search for the signed bytes, and for the changes from the received ones.

mod bodies;
mod keys;
mod layers;

pub(crate) use bodies::explain;
pub(crate) use keys::Candidate;

use crate::crypto::keys::begins_with;
use crate::diagnose::around::Around;
use crate::diagnose::cut::Cut;
use crate::diagnose::frame::Frame;
use crate::diagnose::header::Reading;
use crate::diagnose::message;
use crate::diagnose::message::{Algorithm, Message, Which, whole};
use crate::diagnose::ops::apply;
use crate::diagnose::result::Searched;
use crate::diagnose::step::{Change, Changes};
use crate::verify::schemes::scheme::Scheme;
use alloc::vec::Vec;
use bodies::Node;
use core::ops::ControlFlow::{self, Break, Continue};

/// Asked now and then; false stops the search.
pub(crate) type Progress<'e> = Option<&'e dyn Fn(&Searched) -> bool>;

/// How many MACs are computed between two questions.
const SLICE: u64 = 1024;

/// Whether the search goes on. It ends with a hit, or without one: at the bound, or because `progress` stops it.
type Outcome<T = ()> = ControlFlow<Option<Hit>, T>;

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
    /// Computes one MAC and looks it up among all readings of the header.
    fn look(
        &mut self,
        algorithm: Algorithm,
        key: &[u8],
        message: &Message<'_>,
    ) -> Outcome<Option<usize>> {
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
            return Break(None);
        }
        let mac = message::compute(algorithm, key, message);
        let fits = |reading: &Reading| begins_with(&mac, &reading.digest);
        Continue(self.readings.iter().position(fits))
    }

    /// Tries each key with a body in the current frame.
    fn with_keys(&mut self, keys: &[Candidate], node: &Node) -> Outcome {
        let frames = self.frames;
        let Some(frame) = frames.get(self.frame) else {
            return Continue(());
        };
        for key in keys {
            let message = frame.around(&node.0);
            if let Some(reading) = self.look(Algorithm::HmacSha256, &key.bytes, &message)? {
                let (signed, body) = node.clone();
                return Break(Some(Hit {
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
        Continue(())
    }

    /// Tries each key with each body in the current frame.
    fn each(&mut self, keys: &[Candidate], nodes: &[Node]) -> Outcome {
        nodes.iter().try_for_each(|node| self.with_keys(keys, node))
    }

    /// Tries each key with a body in other messages and by other algorithms.
    fn other_algorithms(
        &mut self,
        keys: &[Candidate],
        node: &Node,
        context: &Context<'_>,
        which: Which,
    ) -> Outcome {
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
                    return Break(Some(hit(reading, None, Some((*id, *op)))));
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
                    return Break(Some(hit(reading, Some(each), None)));
                }
            }
        }
        Continue(())
    }

    /// Searches, from few changes to many.
    pub(crate) fn run(&mut self, context: &Context<'_>) -> Option<Hit> {
        if self.readings.is_empty() {
            return None;
        }
        let found = self.layers(context).break_value().flatten();
        self.searched.complete &= !self.cut.is_cut();
        found
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
    /// The bodies that were given as evidence.
    pub(crate) other_bodies: Vec<Node>,
    pub(crate) deep: bool,
}
