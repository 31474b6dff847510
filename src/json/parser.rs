//! The one pass: grammar, depth, duplicate keys and unsafe numbers, in the order of the text.

use super::duplicate_keys::{Names, Scope};
use super::lexer::Cursor;
use super::number::is_unsafe;
use super::string::unescape;
use crate::error::Error;
use crate::text::position;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// How many objects and arrays may be open at once.
const MAX_DEPTH: usize = 127;

/// A value (or the key of an object) and where it stands in the text.
///
/// The nodes of a document lie in the order of the text. An array's elements follow it; an object is followed by a
/// key, its value, the next key, and so on. `next` is the first node that is no longer part of this one.
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) text: Range<usize>,
    pub(super) next: usize,
}

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    True,
    False,
    Number,
    String { escaped: bool },
    Array,
    Object,
}

/// What the scanner found in a valid document.
pub(super) struct Index {
    pub(super) nodes: Vec<Node>,
    /// The number tokens that have to be quoted before a reader of doubles sees them.
    pub(super) unsafe_numbers: Vec<Range<usize>>,
}

/// Reads a JSON text to its end.
///
/// # Errors
///
/// `invalid_json`, `too_deep` or `duplicate_key`: whichever reading from the front meets first.
pub(super) fn scan(text: &str) -> Result<Index, Error> {
    let mut scanner = Scanner {
        cursor: Cursor::new(text),
        names: Names::new(text),
        open: Vec::with_capacity(USUAL_DEPTH),
        index: Index {
            nodes: Vec::with_capacity(text.len() / BYTES_PER_NODE),
            unsafe_numbers: Vec::new(),
        },
    };
    match scanner.document() {
        Ok(()) => Ok(scanner.index),
        Err(Fault::Grammar) => Err(Error::InvalidJson),
        Err(Fault::Depth) => Err(Error::TooDeep),
        Err(Fault::DuplicateKey) => Err(Error::DuplicateKey {
            path: scanner.path(),
        }),
    }
}

/// What is made room for at first: the lists grow where it is not enough.
const USUAL_DEPTH: usize = 8;
const BYTES_PER_NODE: usize = 12;

/// What is wrong, as small as it can be: it is passed on with every token.
enum Fault {
    Grammar,
    Depth,
    /// The key of the innermost object is the one.
    DuplicateKey,
}

enum Expected {
    Value,
    FirstElement,
    FirstKey,
    Key,
    CommaOrEnd,
    Nothing,
}

/// An array or object whose end has not come yet.
struct Open {
    node: usize,
    place: Place,
}

enum Place {
    Element(usize),
    Member { key: usize, scope: Scope },
}

struct Scanner<'a> {
    cursor: Cursor<'a>,
    names: Names<'a>,
    open: Vec<Open>,
    index: Index,
}

impl<'a> Scanner<'a> {
    fn document(&mut self) -> Result<(), Fault> {
        let mut expected = Expected::Value;
        loop {
            self.cursor.blanks();
            expected = match expected {
                Expected::Value => self.value()?,
                Expected::FirstElement => match self.cursor.peek() {
                    Some(b']') => self.close(),
                    _ => self.value()?,
                },
                Expected::FirstKey => match self.cursor.peek() {
                    Some(b'}') => self.close(),
                    _ => self.key()?,
                },
                Expected::Key => self.key()?,
                Expected::CommaOrEnd => self.comma_or_end()?,
                Expected::Nothing => return Ok(()),
            };
        }
    }

    fn value(&mut self) -> Result<Expected, Fault> {
        let start = self.cursor.at();
        let kind = match self.cursor.peek() {
            Some(b'{') => {
                let place = Place::Member {
                    key: self.index.nodes.len(),
                    scope: self.names.open(),
                };
                return self.open(Kind::Object, place, Expected::FirstKey);
            }
            Some(b'[') => return self.open(Kind::Array, Place::Element(0), Expected::FirstElement),
            Some(b'"') => Kind::String {
                escaped: self.cursor.string().ok_or(Fault::Grammar)?,
            },
            Some(b'-' | b'0'..=b'9') => {
                self.cursor.number().ok_or(Fault::Grammar)?;
                if is_unsafe(self.cursor.since(start)) {
                    self.index.unsafe_numbers.push(start..self.cursor.at());
                }
                Kind::Number
            }
            Some(b't') => self.literal("true", Kind::True)?,
            Some(b'f') => self.literal("false", Kind::False)?,
            Some(b'n') => self.literal("null", Kind::Null)?,
            _ => return Err(Fault::Grammar),
        };
        self.push(kind, start);
        Ok(Expected::CommaOrEnd)
    }

    fn literal(&mut self, word: &str, kind: Kind) -> Result<Kind, Fault> {
        self.cursor.literal(word).ok_or(Fault::Grammar)?;
        Ok(kind)
    }

    fn key(&mut self) -> Result<Expected, Fault> {
        if self.cursor.peek() != Some(b'"') {
            return Err(Fault::Grammar);
        }
        let start = self.cursor.at();
        let escaped = self.cursor.string().ok_or(Fault::Grammar)?;
        let name = unescape(self.cursor.since(start), escaped);
        let node = self.push(Kind::String { escaped }, start);
        if let Some(Open {
            place: Place::Member { key, scope },
            ..
        }) = self.open.last_mut()
        {
            *key = node;
            if !self.names.insert(scope, name) {
                return Err(Fault::DuplicateKey);
            }
        }
        self.cursor.blanks();
        self.cursor.literal(":").ok_or(Fault::Grammar)?;
        Ok(Expected::Value)
    }

    fn comma_or_end(&mut self) -> Result<Expected, Fault> {
        let next = self.cursor.peek();
        let Some(open) = self.open.last_mut() else {
            return match next {
                Some(_) => Err(Fault::Grammar),
                None => Ok(Expected::Nothing),
            };
        };
        match (next, &mut open.place) {
            (Some(b','), Place::Element(at)) => {
                *at = at.saturating_add(1);
                self.cursor.bump();
                Ok(Expected::Value)
            }
            (Some(b','), Place::Member { .. }) => {
                self.cursor.bump();
                Ok(Expected::Key)
            }
            (Some(b']'), Place::Element(_)) | (Some(b'}'), Place::Member { .. }) => {
                Ok(self.close())
            }
            _ => Err(Fault::Grammar),
        }
    }

    fn open(&mut self, kind: Kind, place: Place, expected: Expected) -> Result<Expected, Fault> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Fault::Depth);
        }
        let start = self.cursor.at();
        self.cursor.bump();
        let node = self.push(kind, start);
        self.open.push(Open { node, place });
        Ok(expected)
    }

    fn close(&mut self) -> Expected {
        self.cursor.bump();
        let next = self.index.nodes.len();
        if let Some(closed) = self.open.pop() {
            if let Some(node) = self.index.nodes.get_mut(closed.node) {
                node.text.end = self.cursor.at();
                node.next = next;
            }
            if let Place::Member { scope, .. } = &closed.place {
                self.names.close(scope);
            }
        }
        Expected::CommaOrEnd
    }

    #[inline(always)]
    fn push(&mut self, kind: Kind, start: usize) -> usize {
        let node = self.index.nodes.len();
        self.index.nodes.push(Node {
            kind,
            text: start..self.cursor.at(),
            next: node.saturating_add(1),
        });
        node
    }

    /// Returns where the scanner stands, as in `order[2].uuid`.
    fn path(&self) -> String {
        let mut path = String::new();
        for (depth, open) in self.open.iter().enumerate() {
            match &open.place {
                Place::Element(at) => {
                    path.push('[');
                    path.push_str(&position(*at));
                    path.push(']');
                }
                Place::Member { key, .. } => {
                    // By depth, not by the path so far: the key before may be the empty one.
                    if depth > 0 {
                        path.push('.');
                    }
                    path.push_str(&self.name(*key));
                }
            }
        }
        path
    }

    fn name(&self, key: usize) -> alloc::borrow::Cow<'a, str> {
        match self.index.nodes.get(key) {
            Some(Node {
                kind: Kind::String { escaped },
                text,
                ..
            }) => unescape(
                self.cursor.text().get(text.clone()).unwrap_or_default(),
                *escaped,
            ),
            _ => alloc::borrow::Cow::Borrowed(""),
        }
    }
}
