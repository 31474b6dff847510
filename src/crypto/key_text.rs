//! Texts that can never match as a key: traces of copying, editors and shells.
//!
//! A header has no line break and no blanks at its edges (RFC 9110, section 5.5), and no provider issues such a key.
//! The config refuses such a text. It is never trimmed: only you know what your key is.

use crate::error::Problem;

/// The messages for a kind of character: at the start of a text, at its end, inside.
struct Found {
    begins: Problem,
    ends: Problem,
    inside: Problem,
}

macro_rules! found {
    ($what:literal) => {
        Found {
            begins: concat!("begins with ", $what),
            ends: concat!("ends with ", $what),
            inside: concat!("has ", $what, " inside"),
        }
    };
}

const LINE_BREAK: &Found = &found!("a line break");
const TAB: &Found = &found!("a tab");
const NUL: &Found = &found!("a NUL");
const CONTROL: &Found = &found!("a control character");
const WHITE_SPACE: &Found = &found!("white space");
const BYTE_ORDER_MARK: &Found = &found!("a byte order mark");
const ZERO_WIDTH: &Found = &found!("a zero-width character");

/// What languages write for a missing value or an object: `${process.env.NAME}` gives `undefined`. Anyone can guess such a key.
const NO_VALUES: [&str; 8] = [
    "undefined",
    "null",
    "NaN",
    "[object Object]",
    "[object Promise]",
    "None",
    "true",
    "false",
];

/// Returns the fault of a text as a key. `None` if it has none.
pub(crate) fn problem(text: &str) -> Option<Problem> {
    if NO_VALUES.contains(&text) {
        return Some(
            "is \"undefined\" or another text for a missing value: is its environment variable set?",
        );
    }
    let (first, last) = (text.chars().next()?, text.chars().next_back()?);
    if let Some(found) = at_edge(last) {
        return Some(found.ends);
    }
    if let Some(found) = at_edge(first) {
        return Some(found.begins);
    }
    if let Some(found) = text.chars().find_map(anywhere) {
        return Some(found.inside);
    }
    (first == last && matches!(first, '"' | '\'' | '`')).then_some("is in quotation marks")
}

fn at_edge(character: char) -> Option<&'static Found> {
    match character {
        '\u{feff}' => Some(BYTE_ORDER_MARK),
        '\u{200b}'..='\u{200d}' | '\u{2060}' => Some(ZERO_WIDTH),
        _ => anywhere(character).or_else(|| character.is_whitespace().then_some(WHITE_SPACE)),
    }
}

fn anywhere(character: char) -> Option<&'static Found> {
    match character {
        '\n' | '\r' => Some(LINE_BREAK),
        '\t' => Some(TAB),
        '\0' => Some(NUL),
        _ => character.is_control().then_some(CONTROL),
    }
}

#[cfg(test)]
pub mod tests {
    use super::problem;
    use wasm_bindgen_test::wasm_bindgen_test;

    const NO_VALUE: &str =
        "is \"undefined\" or another text for a missing value: is its environment variable set?";

    #[wasm_bindgen_test(unsupported = test)]
    fn each_fault_is_named() {
        for (text, problem) in [
            ("key\n", "ends with a line break"),
            ("key\r\n", "ends with a line break"),
            ("\rkey", "begins with a line break"),
            ("k\ney", "has a line break inside"),
            ("\n", "ends with a line break"),
            ("k\tey", "has a tab inside"),
            ("key\t", "ends with a tab"),
            ("key\0", "ends with a NUL"),
            ("\u{1b}key", "begins with a control character"),
            ("k\u{7f}ey", "has a control character inside"),
            ("k\u{85}ey", "has a control character inside"),
            (" key", "begins with white space"),
            ("key\u{a0}", "ends with white space"),
            ("key\u{2028}", "ends with white space"),
            ("\u{3000}key", "begins with white space"),
            ("\u{feff}key", "begins with a byte order mark"),
            ("key\u{200b}", "ends with a zero-width character"),
            ("\u{200d}key", "begins with a zero-width character"),
            ("key\u{2060}", "ends with a zero-width character"),
            ("\"key\"", "is in quotation marks"),
            ("'key'", "is in quotation marks"),
            ("`key`", "is in quotation marks"),
            ("\"", "is in quotation marks"),
            ("undefined", NO_VALUE),
            ("null", NO_VALUE),
            ("NaN", NO_VALUE),
            ("None", NO_VALUE),
            ("[object Object]", NO_VALUE),
            ("[object Promise]", NO_VALUE),
            ("true", NO_VALUE),
            ("false", NO_VALUE),
            // A fault at an edge is reported before one inside.
            ("'k\ney' ", "ends with white space"),
        ] {
            assert_eq!(super::problem(text), Some(problem), "{text:?}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn any_other_text_is_accepted() {
        for text in [
            "",
            "key",
            "Undefined",
            "undefined1",
            "a null",
            "NULL",
            "nan",
            "[object]",
            "0",
            "a key of words",
            "k\u{feff}e\u{200b}y",
            "k\u{a0}\u{2028}y",
            "\"key'",
            "\"key",
            "k\"e\"y",
            "«key»",
            "\u{200e}key",
            "\u{2061}key",
            "ключ",
            "🚀",
        ] {
            assert_eq!(problem(text), None, "{text:?}");
        }
    }
}
