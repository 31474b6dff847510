//! Writes JSON (RFC 8259) into one buffer.

use super::plain::unescaped_prefix_len;
use crate::text::push_integer;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// A JSON text under construction.
pub(crate) struct Writer {
    pub(super) text: Vec<u8>,
    /// Whether the next object adds its members to the open one.
    pub(super) flatten_next: bool,
    /// Whether the next string is a token.
    pub(super) raw: bool,
}

impl Writer {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self {
            text: Vec::with_capacity(bytes),
            flatten_next: false,
            raw: false,
        }
    }

    /// Returns the text.
    pub(crate) fn finish(self) -> String {
        // Only whole texts and ASCII have been written.
        String::from_utf8(self.text).unwrap_or_default()
    }

    /// Appends JSON text, or a part of it.
    // Not inlined: it is called in forty places. Names and strings, the bulk of an event, do not use it.
    #[inline(never)]
    pub(crate) fn raw(&mut self, json: &str) {
        self.text.extend_from_slice(json.as_bytes());
    }

    /// Starts a member of the open object. None of our names needs escaping.
    pub(crate) fn name(&mut self, name: &'static str) {
        self.comma();
        self.text.push(b'"');
        self.text.extend_from_slice(name.as_bytes());
        self.text.extend_from_slice(b"\":");
    }

    /// Writes a member of the open object.
    pub(crate) fn member(&mut self, name: &'static str, value: &str) {
        self.name(name);
        self.string(value);
    }

    /// Adds the members of `object` to the open object.
    pub(crate) fn flatten(&mut self, object: &impl Serialize) {
        self.flatten_next = true;
        // Only a type that no event has could fail. A test writes every type of event.
        let _ = object.serialize(&mut *self);
    }

    pub(super) fn comma(&mut self) {
        if !matches!(self.text.last(), Some(b'{' | b'[')) {
            self.text.push(b',');
        }
    }

    /// Writes a string with only the necessary escapes (RFC 8259, section 7).
    pub(super) fn string(&mut self, text: &str) {
        self.text.push(b'"');
        let mut rest = text;
        while let Some((before, special, after)) = split_at_special(rest) {
            self.text.extend_from_slice(before.as_bytes());
            self.escape(special);
            rest = after;
        }
        self.text.extend_from_slice(rest.as_bytes());
        self.text.push(b'"');
    }

    fn escape(&mut self, special: u8) {
        let short = match special {
            b'"' | b'\\' => special,
            0x08 => b'b',
            b'\t' => b't',
            b'\n' => b'n',
            0x0c => b'f',
            b'\r' => b'r',
            _ => b'u',
        };
        let hex = |digit| HEX.get(usize::from(digit)).copied().unwrap_or(b'0');
        let (high, low) = (hex(special >> 4), hex(special & 0xf));
        let escape = [b'\\', short, b'0', b'0', high, low];
        let length = if short == b'u' { escape.len() } else { 2 };
        self.text
            .extend_from_slice(escape.get(..length).unwrap_or_default());
    }

    pub(super) fn integer(&mut self, value: i64) {
        push_integer(&mut self.text, value);
    }
}

/// Splits a text at the first byte that must be escaped. It is ASCII, so both sides are valid UTF-8.
fn split_at_special(text: &str) -> Option<(&str, u8, &str)> {
    let (before, rest) = text.split_at_checked(unescaped_prefix_len(text.as_bytes()))?;
    let (special, after) = rest.split_at_checked(1)?;
    Some((before, *special.as_bytes().first()?, after))
}

#[cfg(test)]
pub mod tests {
    use super::Writer;
    use crate::json::string::unescape;
    use alloc::format;
    use alloc::string::String;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn texts_and_integers_are_written_as_serde_json_writes_them() {
        let text: String = ('\0'..='\u{a0}').chain("é🚀\u{2028}".chars()).collect();
        let mut writer = Writer::with_capacity(0);
        writer.string(&text);
        let token = writer.finish();
        assert_eq!(token, serde_json::to_string(&text).unwrap());
        assert_eq!(unescape(&token, true), text);
        for integer in [0, 7, -1, 10, i64::MAX, i64::MIN] {
            let mut writer = Writer::with_capacity(0);
            writer.integer(integer);
            assert_eq!(writer.finish(), format!("{integer}"));
        }
    }
}
