//! The grammar alone (RFC 8259, section 2), however deep a text nests and whatever keys it repeats. It tells a document that is
//! refused from a text that is no document.

use super::lexer::Lexer;
use alloc::vec::Vec;

/// Returns whether a text is JSON. Nothing recurses: each open array or object is one byte, its end.
#[cold]
pub(super) fn is_json(text: &str) -> bool {
    read(&mut Lexer::new(text)).is_some()
}

fn read(lexer: &mut Lexer<'_>) -> Option<()> {
    let mut open: Vec<u8> = Vec::new();
    let mut is_first = false;
    loop {
        lexer.skip_whitespace();
        let is_empty = is_first && lexer.peek() == open.last().copied();
        if !is_empty {
            if open.last() == Some(&b'}') {
                (lexer.peek() == Some(b'"')).then_some(())?;
                lexer.string()?;
                lexer.skip_whitespace();
                lexer.literal(":")?;
                lexer.skip_whitespace();
            }
            is_first = true;
            match lexer.peek()? {
                b'{' => open.push(b'}'),
                b'[' => open.push(b']'),
                _ => is_first = false,
            }
            if is_first {
                lexer.advance();
                continue;
            }
            scalar(lexer)?;
        }
        is_first = false;
        loop {
            lexer.skip_whitespace();
            match (lexer.peek(), open.last()) {
                (None, None) => return Some(()),
                (Some(b','), Some(_)) => {
                    lexer.advance();
                    break;
                }
                (Some(byte), Some(end)) if byte == *end => {
                    lexer.advance();
                    open.pop();
                }
                _ => return None,
            }
        }
    }
}

fn scalar(lexer: &mut Lexer<'_>) -> Option<()> {
    match lexer.peek()? {
        b'"' => lexer.string().map(drop),
        b'-' | b'0'..=b'9' => lexer.number(),
        b't' => lexer.literal("true"),
        b'f' => lexer.literal("false"),
        b'n' => lexer.literal("null"),
        _ => None,
    }
}

#[cfg(test)]
pub mod tests {
    use super::is_json;
    use serde::de::IgnoredAny;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// Every text of up to five of these.
    const TOKENS: [&str; 8] = ["[", "]", "{", "}", ",", ":", "\"a\"", "1"];

    fn check_all(text: &str, left: u8, found: &mut usize) {
        let is_theirs = serde_json::from_str::<IgnoredAny>(text).is_ok();
        assert_eq!(is_json(text), is_theirs, "{text}");
        *found = found.saturating_add(usize::from(is_theirs));
        if let Some(left) = left.checked_sub(1) {
            for token in TOKENS {
                check_all(&[text, token].concat(), left, found);
            }
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn the_same_texts_are_json_as_in_serde_json() {
        let mut found = 0;
        check_all("", 5, &mut found);
        assert!(found > 20, "{found}");
    }
}
