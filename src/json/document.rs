//! A validated document, and its values.

use super::grammar::is_json;
use super::number::is_integer;
use super::parser::{Index, Kind, Node, parse};
use super::string::{unescape, unquoted};
use crate::error::Error;
use alloc::borrow::Cow;
use alloc::string::String;

/// The byte order mark in UTF-8 (RFC 8259, section 8.1: a parser may ignore it).
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// A body that is strict JSON.
pub struct Document<'a> {
    text: &'a str,
    index: Index,
}

impl<'a> Document<'a> {
    /// Validates a body.
    ///
    /// # Errors
    ///
    /// `invalid_utf8` first, because the encoding is checked as a whole. Then the first fault in the order of the text.
    /// `not_object` last.
    pub(crate) fn parse(body: &'a [u8]) -> Result<Self, Error> {
        let document = Self::parse_any(body)?;
        if document.root().is_object() {
            Ok(document)
        } else {
            Err(Error::NotObject)
        }
    }

    /// Validates a body with any value at its root.
    ///
    /// # Errors
    ///
    /// Those of [`Document::parse`], without `not_object`.
    pub(crate) fn parse_any(body: &'a [u8]) -> Result<Self, Error> {
        let text = text_of(body)?;
        let index = parse(text)?;
        Ok(Self { text, index })
    }

    /// Validates a body that may be anything. `None` if it is no JSON.
    ///
    /// # Errors
    ///
    /// `too_deep` or `duplicate_key`, for JSON.
    pub(crate) fn parse_if_json(body: &'a [u8]) -> Result<Option<Self>, Error> {
        match Self::parse_any(body) {
            Err(Error::InvalidJson | Error::InvalidUtf8) => Ok(None),
            // The parser stops at the first fault, and the grammar may be broken behind it.
            Err(_) if !text_of(body).is_ok_and(is_json) => Ok(None),
            parsed => parsed.map(Some),
        }
    }

    pub(crate) fn root(&self) -> Value<'_, 'a> {
        Value {
            document: self,
            node: 0,
        }
    }

    /// Returns the whole document, without the white space around it (RFC 8259, section 2). Unsafe numbers are
    /// quoted. The index is freed first: it takes more memory than the rest of the work.
    pub(crate) fn into_payload(self) -> Cow<'a, str> {
        let Index {
            nodes,
            unsafe_numbers,
        } = self.index;
        let root = nodes.first().map_or(0..0, |root| root.text.clone());
        drop(nodes);
        if unsafe_numbers.is_empty() {
            return Cow::Borrowed(self.text.get(root).unwrap_or_default());
        }
        let marks = unsafe_numbers.len().saturating_mul(2);
        let mut payload = String::with_capacity(root.len().saturating_add(marks));
        let mut done = root.start;
        for number in unsafe_numbers {
            for end in [number.start, number.end] {
                payload.push_str(self.text.get(done..end).unwrap_or_default());
                payload.push('"');
                done = end;
            }
        }
        payload.push_str(self.text.get(done..root.end).unwrap_or_default());
        Cow::Owned(payload)
    }
}

fn text_of(body: &[u8]) -> Result<&str, Error> {
    let body = body.strip_prefix(BOM).unwrap_or(body);
    core::str::from_utf8(body).map_err(|_| Error::InvalidUtf8)
}

/// A value in a document.
#[derive(Clone, Copy)]
pub struct Value<'d, 'a> {
    document: &'d Document<'a>,
    node: usize,
}

impl<'d, 'a> Value<'d, 'a> {
    fn node(self) -> Option<&'d Node> {
        self.document.index.nodes.get(self.node)
    }

    fn kind(self) -> Kind {
        self.node().map_or(Kind::Null, |node| node.kind)
    }

    /// Returns the value's text in the body.
    pub(crate) fn text(self) -> &'a str {
        self.node()
            .and_then(|node| self.document.text.get(node.text.clone()))
            .unwrap_or_default()
    }

    pub(crate) fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    pub(crate) fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    pub(crate) fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            Kind::String { escaped } => Some(unescape(self.text(), escaped)),
            _ => None,
        }
    }

    /// Returns the token of a number.
    pub(crate) fn as_number(self) -> Option<&'a str> {
        (self.kind() == Kind::Number).then(|| self.text())
    }

    /// Returns the token of a number without a sign, a point or an exponent.
    pub(crate) fn as_digits(self) -> Option<&'a str> {
        self.as_number()
            .filter(|token| is_integer(token) && !token.starts_with('-'))
    }

    /// Returns the member of an object. `None` for any other value.
    pub(crate) fn get(self, name: &str) -> Option<Self> {
        let [value] = self.members([name]);
        value
    }

    /// Returns several members of an object in one pass. All are `None` for any other value.
    pub(crate) fn members<const N: usize>(self, names: [&str; N]) -> [Option<Self>; N] {
        let mut values = [None; N];
        self.find(&names, &mut values);
        values
    }

    fn find(self, names: &[&str], values: &mut [Option<Self>]) {
        if !self.is_object() {
            return;
        }
        let mut missing = names.len();
        let mut children = self.children();
        while missing > 0
            && let (Some(key), Some(value)) = (children.next(), children.next())
        {
            let position = names.iter().position(|name| key.is(name));
            if let Some(place) = position.and_then(|position| values.get_mut(position)) {
                *place = Some(value);
                missing = missing.saturating_sub(1);
            }
        }
    }

    /// Returns whether this is the given string.
    fn is(self, string: &str) -> bool {
        match self.kind() {
            Kind::String { escaped: false } => unquoted(self.text()) == string,
            _ => self.as_str().is_some_and(|text| text == string),
        }
    }

    /// Returns the elements of an array. `None` for any other value.
    pub(crate) fn elements(self) -> Option<impl Iterator<Item = Self>> {
        (self.kind() == Kind::Array).then(|| self.children())
    }

    /// Returns the direct children: elements, or alternating keys and values.
    fn children(self) -> impl Iterator<Item = Self> {
        let end = self.node().map_or(0, |node| node.next);
        let mut at = self.node.saturating_add(1);
        core::iter::from_fn(move || {
            let child = Value {
                document: self.document,
                node: at,
            };
            at = child.node().filter(|_| at < end)?.next;
            Some(child)
        })
    }
}
