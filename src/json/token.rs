//! The tokens of RFC 8259, section 2: where each one ends, and whether it is one at all.
//!
//! ```text
//! ws      = *( %x20 / %x09 / %x0A / %x0D )
//! number  = [ "-" ] ( "0" / digit1-9 *DIGIT ) [ "." 1*DIGIT ] [ ( "e" / "E" ) [ "+" / "-" ] 1*DIGIT ]
//! string  = %x22 *( unescaped / "\" escape ) %x22
//! escape  = %x22 / "\" / "/" / "b" / "f" / "n" / "r" / "t" / "u" 4HEXDIG
//! ```

use crate::Error;

/// A position in the text, moving forward only.
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
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

    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    #[inline(always)]
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline(always)]
    pub(super) fn bump(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    #[inline(always)]
    pub(super) fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.bump();
        }
    }

    /// Reads `true`, `false` or `null`.
    pub(super) fn literal(&mut self, word: &str) -> Result<(), Error> {
        let end = self.at.saturating_add(word.len());
        if self.text.as_bytes().get(self.at..end) != Some(word.as_bytes()) {
            return Err(Error::InvalidJson);
        }
        self.at = end;
        Ok(())
    }

    pub(super) fn number(&mut self) -> Result<(), Error> {
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
        Ok(())
    }

    /// Reads a string with its quotation marks and returns whether it holds an escape.
    pub(super) fn string(&mut self) -> Result<bool, Error> {
        self.bump();
        let mut escaped = false;
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let plain = rest
                .iter()
                .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
            self.at = self.at.saturating_add(plain.ok_or(Error::InvalidJson)?);
            match self.peek() {
                Some(b'"') => {
                    self.bump();
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                _ => return Err(Error::InvalidJson),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Error> {
        self.bump();
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.bump();
                Ok(())
            }
            Some(b'u') => match self.code_unit()? {
                0xD800..=0xDBFF => {
                    self.literal("\\")?;
                    match self.peek() {
                        Some(b'u') if matches!(self.code_unit()?, 0xDC00..=0xDFFF) => Ok(()),
                        _ => Err(Error::InvalidJson),
                    }
                }
                0xDC00..=0xDFFF => Err(Error::InvalidJson),
                _ => Ok(()),
            },
            _ => Err(Error::InvalidJson),
        }
    }

    /// Reads `u` and four hexadecimal digits.
    fn code_unit(&mut self) -> Result<u32, Error> {
        let mut unit = 0;
        for _ in 0..4 {
            self.bump();
            let digit = self
                .peek()
                .and_then(|byte| char::from(byte).to_digit(16))
                .ok_or(Error::InvalidJson)?;
            unit = (unit << 4) | digit;
        }
        self.bump();
        Ok(unit)
    }

    fn digits(&mut self) -> Result<(), Error> {
        let start = self.at;
        while self.skip_if(|byte| byte.is_ascii_digit()) {}
        if self.at == start {
            Err(Error::InvalidJson)
        } else {
            Ok(())
        }
    }

    #[inline(always)]
    fn skip_if(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        let found = self.peek().is_some_and(wanted);
        if found {
            self.bump();
        }
        found
    }
}
