//! JSON that keeps each token as it was written.

use super::decimal::Decimal;
use crate::json::{Document, Writer};
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// A value: tokens as they stand in the body.
#[derive(Debug, Clone)]
pub(crate) enum Tree {
    /// A number, `true`, `false` or `null`.
    Plain(String),
    /// A string, with its quotation marks.
    Text(String),
    List(Vec<Tree>),
    /// Keys with their quotation marks.
    Object(Members),
}

/// The members of an object, in their order.
pub(crate) type Members = Vec<(String, Tree)>;

const DEEPEST: usize = 64;

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
    fn skip(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at = self.at.saturating_add(1);
        }
    }
    fn eat(&mut self, byte: u8) -> bool {
        self.skip();
        let found = self.peek() == Some(byte);
        if found {
            self.at = self.at.saturating_add(1);
        }
        found
    }
    fn string(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.at = self.at.saturating_add(1);
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at = self.at.saturating_add(2),
                _ => self.at = self.at.saturating_add(1),
            }
        }
        self.at = self.at.saturating_add(1);
        self.text.get(start..self.at)
    }
    fn value(&mut self, depth: usize) -> Option<Tree> {
        if depth > DEEPEST {
            return None;
        }
        let below = depth.saturating_add(1);
        self.skip();
        match self.peek()? {
            b'"' => self.string().map(|text| Tree::Text(text.into())),
            b'[' => {
                self.at = self.at.saturating_add(1);
                let mut items = Vec::new();
                if self.eat(b']') {
                    return Some(Tree::List(items));
                }
                loop {
                    items.push(self.value(below)?);
                    if !self.eat(b',') {
                        break;
                    }
                }
                self.eat(b']').then_some(Tree::List(items))
            }
            b'{' => {
                self.at = self.at.saturating_add(1);
                let mut members = Vec::new();
                if self.eat(b'}') {
                    return Some(Tree::Object(members));
                }
                loop {
                    self.skip();
                    if self.peek()? != b'"' {
                        return None;
                    }
                    let key = self.string()?;
                    if !self.eat(b':') {
                        return None;
                    }
                    members.push((key.into(), self.value(below)?));
                    if !self.eat(b',') {
                        break;
                    }
                }
                self.eat(b'}').then_some(Tree::Object(members))
            }
            _ => {
                let start = self.at;
                while self
                    .peek()
                    .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.'))
                {
                    self.at = self.at.saturating_add(1);
                }
                let token = self.text.get(start..self.at)?;
                (Decimal::read(token).is_some() || matches!(token, "true" | "false" | "null"))
                    .then(|| Tree::Plain(token.into()))
            }
        }
    }
}

/// Reads a body. `None` if it is not a JSON object or list.
pub(crate) fn read(bytes: &[u8]) -> Option<Tree> {
    let text = core::str::from_utf8(bytes).ok()?;
    let mut reader = Reader {
        text: text.strip_prefix('\u{feff}').unwrap_or(text),
        at: 0,
    };
    let tree = reader.value(0)?;
    reader.skip();
    (reader.peek().is_none() && matches!(tree, Tree::Object(_) | Tree::List(_))).then_some(tree)
}

/// Returns the text of a member of a member, as it stands in the body.
pub(crate) fn member<'a>(bytes: &'a [u8], path: &[&str]) -> Option<&'a str> {
    let mut rest = core::str::from_utf8(bytes).ok()?;
    for name in path {
        let mut reader = Reader { text: rest, at: 0 };
        if !reader.eat(b'{') {
            return None;
        }
        rest = loop {
            reader.skip();
            if reader.peek()? != b'"' {
                return None;
            }
            let key = reader.string()?;
            if !reader.eat(b':') {
                return None;
            }
            reader.skip();
            let start = reader.at;
            reader.value(0)?;
            if unescape(key)? == *name {
                break rest.get(start..reader.at)?;
            }
            if !reader.eat(b',') {
                return None;
            }
        };
    }
    Some(rest)
}

/// Reads a string with its quotation marks.
pub(crate) fn unescape(quoted: &str) -> Option<String> {
    const NAME: &str = "a";
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    if !inner
        .bytes()
        .any(|byte| byte < b' ' || matches!(byte, b'"' | b'\\'))
    {
        return Some(inner.into());
    }
    // The crate's reader takes objects alone.
    let object = ["{\"", NAME, "\":", quoted, "}"].concat();
    let document = Document::parse(object.as_bytes()).ok()?;
    let value = document.root().get(NAME)?;
    (value.text() == quoted).then_some(())?;
    value.as_str().map(String::from)
}

pub(crate) fn quote(text: &str) -> String {
    let mut writer = Writer::with_capacity(text.len());
    let _ = text.serialize(&mut writer);
    writer.finish()
}
