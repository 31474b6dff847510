//! The tokens of RFC 8259, section 2. The lexer finds where each one ends and checks its grammar.
//!
//! ```text
//! ws      = *( %x20 / %x09 / %x0A / %x0D )
//! number  = [ "-" ] ( "0" / digit1-9 *DIGIT ) [ "." 1*DIGIT ] [ ( "e" / "E" ) [ "+" / "-" ] 1*DIGIT ]
//! string  = %x22 *( unescaped / "\" escape ) %x22
//! escape  = %x22 / "\" / "/" / "b" / "f" / "n" / "r" / "t" / "u" 4HEXDIG
//! ```

use super::plain::unescaped_prefix_len;

/// A position in the text that only moves forward. All readers return `None` if the grammar is broken.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    #[inline(always)]
    pub(super) fn at(&self) -> usize {
        self.at
    }

    #[inline(always)]
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    #[inline(always)]
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline(always)]
    pub(super) fn advance(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    #[inline(always)]
    pub(super) fn skip_whitespace(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.advance();
        }
    }

    /// Reads `true`, `false` or `null`.
    pub(super) fn literal(&mut self, word: &str) -> Option<()> {
        let is_there = self.rest().starts_with(word.as_bytes());
        is_there.then(|| self.at = self.at.saturating_add(word.len()))
    }

    /// Reads a number.
    pub(super) fn number(&mut self) -> Option<()> {
        self.skip_if(|byte| byte == b'-');
        if !self.skip_if(|byte| byte == b'0') {
            self.digits()?;
        }
        if self.skip_if(|byte| byte == b'.') {
            self.digits()?;
        }
        if self.skip_if(|byte| matches!(byte, b'e' | b'E')) {
            self.skip_if(|byte| matches!(byte, b'+' | b'-'));
            self.digits()?;
        }
        Some(())
    }

    /// Reads a string with its quotation marks. Returns whether it has an escape.
    pub(super) fn string(&mut self) -> Option<bool> {
        self.advance();
        let mut escaped = false;
        loop {
            self.at = self.at.saturating_add(unescaped_prefix_len(self.rest()));
            match self.peek()? {
                b'"' => {
                    self.advance();
                    return Some(escaped);
                }
                b'\\' => {
                    escaped = true;
                    self.escape()?;
                }
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        self.advance();
        match self.peek()? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {
                self.advance();
                Some(())
            }
            b'u' => match self.code_unit()? {
                0xD800..=0xDBFF => {
                    self.literal("\\")?;
                    let is_unit = self.peek() == Some(b'u');
                    (is_unit && matches!(self.code_unit()?, 0xDC00..=0xDFFF)).then_some(())
                }
                0xDC00..=0xDFFF => None,
                _ => Some(()),
            },
            _ => None,
        }
    }

    /// Reads `u` and four hexadecimal digits.
    fn code_unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            self.advance();
            let digit = char::from(self.peek()?).to_digit(16)?;
            unit = (unit << 4) | digit;
        }
        self.advance();
        Some(unit)
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.skip_if(|byte| byte.is_ascii_digit()) {}
        (self.at > start).then_some(())
    }

    #[inline(always)]
    fn skip_if(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        let found = self.peek().is_some_and(wanted);
        if found {
            self.advance();
        }
        found
    }

    #[inline(always)]
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }
}
