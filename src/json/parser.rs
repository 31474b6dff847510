//! The single pass: grammar, depth, duplicate keys and unsafe numbers, in the order of the text.

use super::duplicate_keys::{OpenKeys, Scope};
use super::lexer::Lexer;
use super::number::is_unsafe;
use super::string::unescape;
use crate::error::Error;
use crate::text::position;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// How many objects and arrays may be open at once.
const MAX_DEPTH: usize = 127;

/// A value, or the key of an object, and its place in the text.
///
/// The nodes of a document are in the order of the text. An array's elements follow it. An object is followed by a key,
/// its value, the next key, and so on. `next` is the first node after this one and its children.
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) text: Range<usize>,
    pub(super) next: usize,
}

/// The type of a node.
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

/// The result of parsing a valid document.
pub(super) struct Index {
    pub(super) nodes: Vec<Node>,
    /// The number tokens that must be quoted, because a double can't hold them.
    pub(super) unsafe_numbers: Vec<Range<usize>>,
}

/// Parses a JSON text to its end.
///
/// # Errors
///
/// `invalid_json`, `too_deep` or `duplicate_key`, whichever comes first in the text.
pub(super) fn parse(text: &str) -> Result<Index, Error> {
    let mut parser = Parser {
        lexer: Lexer::new(text),
        keys: OpenKeys::new(text),
        open: Vec::with_capacity(USUAL_DEPTH),
        index: Index {
            nodes: Vec::with_capacity(text.len() / BYTES_PER_NODE),
            unsafe_numbers: Vec::new(),
        },
    };
    match parser.document() {
        Ok(()) => Ok(parser.index),
        Err(ParseError::Grammar) => Err(Error::InvalidJson),
        Err(ParseError::Depth) => Err(Error::TooDeep),
        Err(ParseError::DuplicateKey) => Err(Error::DuplicateKey {
            path: parser.path(),
        }),
    }
}

/// The depth to allocate for at first. Deeper documents grow the lists.
const USUAL_DEPTH: usize = 8;
const BYTES_PER_NODE: usize = 12;

/// The fault, as small as possible, because every token's result carries it.
enum ParseError {
    Grammar,
    Depth,
    /// The innermost object's current key is the duplicate.
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

/// An open array or object.
struct Container {
    node: usize,
    place: Position,
}

enum Position {
    Element(usize),
    Member { key: usize, scope: Scope },
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    keys: OpenKeys<'a>,
    open: Vec<Container>,
    index: Index,
}

impl<'a> Parser<'a> {
    fn document(&mut self) -> Result<(), ParseError> {
        let mut expected = Expected::Value;
        loop {
            self.lexer.skip_whitespace();
            expected = match expected {
                Expected::Value => self.value()?,
                Expected::FirstElement => match self.lexer.peek() {
                    Some(b']') => self.close(),
                    _ => self.value()?,
                },
                Expected::FirstKey => match self.lexer.peek() {
                    Some(b'}') => self.close(),
                    _ => self.key()?,
                },
                Expected::Key => self.key()?,
                Expected::CommaOrEnd => self.comma_or_end()?,
                Expected::Nothing => return Ok(()),
            };
        }
    }

    fn value(&mut self) -> Result<Expected, ParseError> {
        let start = self.lexer.at();
        let kind = match self.lexer.peek() {
            Some(b'{') => {
                let place = Position::Member {
                    key: self.index.nodes.len(),
                    scope: self.keys.open(),
                };
                return self.open(Kind::Object, place, Expected::FirstKey);
            }
            Some(b'[') => {
                return self.open(Kind::Array, Position::Element(0), Expected::FirstElement);
            }
            Some(b'"') => Kind::String {
                escaped: self.lexer.string().ok_or(ParseError::Grammar)?,
            },
            Some(b'-' | b'0'..=b'9') => {
                self.lexer.number().ok_or(ParseError::Grammar)?;
                if is_unsafe(self.lexer.since(start)) {
                    self.index.unsafe_numbers.push(start..self.lexer.at());
                }
                Kind::Number
            }
            Some(b't') => self.literal("true", Kind::True)?,
            Some(b'f') => self.literal("false", Kind::False)?,
            Some(b'n') => self.literal("null", Kind::Null)?,
            _ => return Err(ParseError::Grammar),
        };
        self.push(kind, start);
        Ok(Expected::CommaOrEnd)
    }

    fn literal(&mut self, word: &str, kind: Kind) -> Result<Kind, ParseError> {
        self.lexer.literal(word).ok_or(ParseError::Grammar)?;
        Ok(kind)
    }

    fn key(&mut self) -> Result<Expected, ParseError> {
        if self.lexer.peek() != Some(b'"') {
            return Err(ParseError::Grammar);
        }
        let start = self.lexer.at();
        let escaped = self.lexer.string().ok_or(ParseError::Grammar)?;
        let name = unescape(self.lexer.since(start), escaped);
        let node = self.push(Kind::String { escaped }, start);
        if let Some(Container {
            place: Position::Member { key, scope },
            ..
        }) = self.open.last_mut()
        {
            *key = node;
            if !self.keys.insert(scope, name) {
                return Err(ParseError::DuplicateKey);
            }
        }
        self.lexer.skip_whitespace();
        self.lexer.literal(":").ok_or(ParseError::Grammar)?;
        Ok(Expected::Value)
    }

    fn comma_or_end(&mut self) -> Result<Expected, ParseError> {
        let next = self.lexer.peek();
        let Some(open) = self.open.last_mut() else {
            return match next {
                Some(_) => Err(ParseError::Grammar),
                None => Ok(Expected::Nothing),
            };
        };
        match (next, &mut open.place) {
            (Some(b','), Position::Element(at)) => {
                *at = at.saturating_add(1);
                self.lexer.advance();
                Ok(Expected::Value)
            }
            (Some(b','), Position::Member { .. }) => {
                self.lexer.advance();
                Ok(Expected::Key)
            }
            (Some(b']'), Position::Element(_)) | (Some(b'}'), Position::Member { .. }) => {
                Ok(self.close())
            }
            _ => Err(ParseError::Grammar),
        }
    }

    fn open(
        &mut self,
        kind: Kind,
        place: Position,
        expected: Expected,
    ) -> Result<Expected, ParseError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(ParseError::Depth);
        }
        let start = self.lexer.at();
        self.lexer.advance();
        let node = self.push(kind, start);
        self.open.push(Container { node, place });
        Ok(expected)
    }

    fn close(&mut self) -> Expected {
        self.lexer.advance();
        let next = self.index.nodes.len();
        if let Some(closed) = self.open.pop() {
            if let Some(node) = self.index.nodes.get_mut(closed.node) {
                node.text.end = self.lexer.at();
                node.next = next;
            }
            if let Position::Member { scope, .. } = &closed.place {
                self.keys.close(scope);
            }
        }
        Expected::CommaOrEnd
    }

    #[inline(always)]
    fn push(&mut self, kind: Kind, start: usize) -> usize {
        let node = self.index.nodes.len();
        self.index.nodes.push(Node {
            kind,
            text: start..self.lexer.at(),
            next: node.saturating_add(1),
        });
        node
    }

    /// Returns the path of the parser's position, as in `order[2].uuid`.
    fn path(&self) -> String {
        let mut path = String::new();
        for (depth, open) in self.open.iter().enumerate() {
            match &open.place {
                Position::Element(at) => {
                    path.push('[');
                    path.push_str(&position(*at));
                    path.push(']');
                }
                Position::Member { key, .. } => {
                    // Test the depth, not whether the path is empty: the previous key may be empty.
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
                self.lexer.text().get(text.clone()).unwrap_or_default(),
                *escaped,
            ),
            _ => alloc::borrow::Cow::Borrowed(""),
        }
    }
}
