//! Option names in JavaScript, `urlToken`, and in Rust, `url_token`.
//!
//! The crate uses JavaScript's names internally. Messages for Rust callers have Rust's names.

use alloc::string::String;

/// Replaces JavaScript's names between backticks in a message with Rust's.
pub(crate) fn in_rust(message: &str) -> String {
    let mut text = String::with_capacity(message.len());
    for (at, part) in message.split('`').enumerate() {
        if at > 0 {
            text.push('`');
        }
        if at % 2 == 1 {
            push_snake(&mut text, part);
        } else {
            text.push_str(part);
        }
    }
    text
}

/// Appends a JavaScript name as Rust spells it. Names that are not camel case stay as they are.
fn push_snake(text: &mut String, name: &str) {
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !is_name || name.starts_with(|letter: char| letter.is_ascii_uppercase()) {
        text.push_str(name);
        return;
    }
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
}

/// Returns JavaScript's name for a Rust name. `None` if it is not snake case.
pub(crate) fn camel(name: &str) -> Option<String> {
    let mut text = String::with_capacity(name.len());
    let mut is_first = false;
    for letter in name.chars() {
        match letter {
            '_' if !is_first && !text.is_empty() => is_first = true,
            'a'..='z' if is_first => {
                text.push(letter.to_ascii_uppercase());
                is_first = false;
            }
            'a'..='z' => text.push(letter),
            _ => return None,
        }
    }
    (!is_first).then_some(text)
}

#[cfg(test)]
pub mod tests {
    use super::{camel, in_rust};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn names_round_trip() {
        for (javascript, rust) in [
            ("secret", "secret"),
            ("urlToken", "url_token"),
            ("acceptUnauthenticated", "accept_unauthenticated"),
            ("maxBodyBytes", "max_body_bytes"),
        ] {
            assert_eq!(in_rust(&format!("`{javascript}`")), format!("`{rust}`"));
            assert_eq!(camel(rust).as_deref(), Some(javascript));
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn names_that_are_not_snake_case_have_no_javascript_name() {
        for name in [
            "urlToken",
            "url_Token",
            "_url",
            "url_",
            "url__token",
            "url-token",
            "url token",
            "url_1",
            "é",
        ] {
            assert_eq!(camel(name), None, "{name}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn only_names_between_backticks_change() {
        for (message, expected) in [
            (
                "config option `urlTokenParam` requires `urlToken`",
                "config option `url_token_param` requires `url_token`",
            ),
            (
                "`urlToken` or `acceptUnauthenticated`",
                "`url_token` or `accept_unauthenticated`",
            ),
            (
                "maxAge aB `x-Api` `data.orderId` `a1B`",
                "maxAge aB `x-Api` `data.orderId` `a1B`",
            ),
            ("an odd ` stays", "an odd ` stays"),
            ("", ""),
        ] {
            assert_eq!(in_rust(message), expected);
        }
    }
}
