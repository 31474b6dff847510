//! The changes that could lead from the configured key to the one that signed.

use super::hex::to_hex;
use super::ops::QUOTES;
use super::step::{Change, Step, change};
use alloc::vec::Vec;

const PREFIXES: &[&str] = &[
    "whsec_", "sk_", "sk_live_", "sk_test_", "Bearer ", "bearer ", "Basic ", "secret_", "key_",
    "sha256=",
];

const PLACEHOLDERS: &[&str] = &[
    "undefined",
    "null",
    "",
    "[object Object]",
    "None",
    "nil",
    "NaN",
    "false",
    "true",
    "secret",
    "SECRET",
    "WEBHOOK_SECRET",
    "OPTONDEMAND_SECRET",
    "OPTONDEMAND_WEBHOOK_SECRET",
    "process.env.OPTONDEMAND_SECRET",
    "process.env.WEBHOOK_SECRET",
    "${OPTONDEMAND_SECRET}",
    "$OPTONDEMAND_SECRET",
    "${WEBHOOK_SECRET}",
    "$WEBHOOK_SECRET",
    "[object Promise]",
    "your-secret",
    "changeme",
    "test",
];

fn hex(op: &'static str, bytes: &str) -> Step {
    Step::new(op).text("hex", to_hex(bytes.as_bytes()))
}

fn replace(from: &str, to: &str) -> Step {
    Step::new("replace")
        .text("from", to_hex(from.as_bytes()))
        .text("to", to_hex(to.as_bytes()))
}

/// Returns the changes that remove something or undo a tool's change, likely ones first.
pub(crate) fn removals(key: &[u8]) -> Vec<Change> {
    let mut found = Vec::new();
    let mut add = |id, step| found.push(change(id, step));
    for op in ["trim", "trim_end", "trim_start", "remove_blanks"] {
        add("secret_whitespace", Step::new(op));
    }
    add("secret_whitespace", Step::new("strip_nul"));
    add("secret_quotes", Step::new("unquote"));
    for quote in ["\"", "'", "`"] {
        add("secret_quotes", hex("strip_start", quote));
        add("secret_quotes", hex("strip_end", quote));
    }
    for prefix in PREFIXES {
        add("secret_prefix", hex("strip_start", prefix));
    }
    for mark in ["=", ": ", ":"] {
        add("secret_assignment", hex("after", mark));
    }
    for name in [
        "secret",
        "key",
        "value",
        "token",
        "apiKey",
        "webhookSecret",
        "OPTONDEMAND_SECRET",
        "SecretString",
    ] {
        add(
            "secret_assignment",
            Step::new("unwrap").list("path", Vec::from([super::step::Arg::Text(name.into())])),
        );
    }
    if let Some(super::json::Tree::Object(members)) = super::json::read(key)
        && let [(name, _)] = members.as_slice()
        && let Some(name) = super::json::unescape(name)
    {
        add(
            "secret_assignment",
            Step::new("unwrap").list("path", Vec::from([super::step::Arg::Text(name)])),
        );
    }
    add("secret_escaped", Step::new("x_unescape"));
    add("secret_escaped", Step::new("json_unescape"));
    add("secret_escaped", Step::new("html_unescape"));
    add("secret_escaped", Step::new("percent_decode"));
    add("secret_escaped", replace(" ", "+"));
    add("secret_invisible", Step::new("remove_invisible"));
    add("secret_repeated", Step::new("half"));
    for op in ["base64_decode", "hex_decode"] {
        add("secret_encoding", Step::new(op));
    }
    if !key.is_ascii() {
        for op in [
            "utf8_to_latin1",
            "latin1_to_utf8",
            "utf8_to_windows1252",
            "windows1252_to_utf8",
        ] {
            add("secret_charset", Step::new(op));
        }
    }
    for op in ["lower", "upper", "swap_case"] {
        add("secret_case", Step::new(op));
    }
    found
}

/// Returns all changes.
pub(crate) fn changes(key: &[u8]) -> Vec<Change> {
    let mut found = removals(key);
    let mut add = |id, step| found.push(change(id, step));
    for op in [
        "base64_encode",
        "base64url_encode",
        "hex_encode",
        "hex_encode_upper",
    ] {
        add("secret_encoding", Step::new(op));
    }
    for end in ["\n", "\r\n", " ", "\t", "\r"] {
        add("secret_whitespace", hex("append", end));
        add("secret_whitespace", hex("prepend", end));
    }
    add("secret_whitespace", hex("append", "\u{a0}"));
    add("secret_invisible", hex("append", "\u{200b}"));
    add("secret_invisible", hex("prepend", "\u{feff}"));
    for prefix in PREFIXES {
        add("secret_prefix", hex("prepend", prefix));
    }
    add("secret_repeated", Step::new("twice"));
    add("secret_escaped", Step::new("percent_encode"));
    add(
        "secret_escaped",
        Step::new("html_escape").text("quote", "&#39;"),
    );
    add("secret_escaped", replace("+", " "));
    add("secret_escaped", replace("=", "\\u003d"));
    add("secret_escaped", replace("=", "&#x3d;"));
    add("secret_escaped", replace("\n", "\\n"));
    for word in PLACEHOLDERS {
        add("secret_placeholder", Step::new("text").text("text", *word));
    }
    found
}

/// Returns the quotation marks that a sender could have kept: each is two changes, but one fault.
pub(crate) fn quoted(key: &[u8]) -> Vec<(Vec<Change>, Vec<u8>)> {
    QUOTES
        .iter()
        .map(|(open, close)| {
            let steps = Vec::from([
                change("secret_quotes", hex("prepend", open)),
                change("secret_quotes", hex("append", close)),
            ]);
            (steps, [open.as_bytes(), key, close.as_bytes()].concat())
        })
        .collect()
}
