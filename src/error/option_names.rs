//! The names of options in JavaScript, `urlToken`, and in Rust, `url_token`: each follows from the other.
//!
//! Inside, an option goes by its name in JavaScript. What a Rust caller reads has the name of Rust.

use alloc::string::String;

/// Returns a message with the names between its backticks as Rust spells them.
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

/// Appends a name as Rust spells it, where it is such a name in JavaScript: letters alone, the first one small.
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

/// Returns the name in JavaScript of what Rust spells so; none when it is no such name.
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
    fn names_go_there_and_back() {
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
    fn what_is_no_name_of_rust_has_none_in_javascript() {
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
                "config option `urlTokenParam` stands beside `urlToken` only",
                "config option `url_token_param` stands beside `url_token` only",
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
