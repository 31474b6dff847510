//! The changes of bytes that could lead from the received body to the sent one.

use super::cut::Cut;
use super::json;
use super::ops::find;
use super::step::{Arg, Change, Step, change};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

fn hex(op: &'static str, bytes: &[u8]) -> Step {
    Step::new(op).text("hex", super::hex::to_hex(bytes))
}

fn replace(from: &[u8], to: &[u8]) -> Step {
    Step::new("replace")
        .text("from", super::hex::to_hex(from))
        .text("to", super::hex::to_hex(to))
}

/// Returns the changes for a body, likely ones first.
pub(crate) fn changes(body: &[u8], cut: &Cut) -> Vec<Change> {
    let mut found = Vec::new();
    let mut add = |id, step| found.push(change(id, step));
    for op in ["trim_end", "trim", "trim_start"] {
        add("body_edge_whitespace", Step::new(op));
    }
    for end in ["\n", "\r\n", " ", "\n\n", "\t"] {
        add("body_edge_whitespace", hex("append", end.as_bytes()));
        add("body_edge_whitespace", hex("strip_end", end.as_bytes()));
        add("body_edge_whitespace", hex("prepend", end.as_bytes()));
    }
    add("body_line_endings", replace(b"\n", b"\r\n"));
    add("body_line_endings", replace(b"\r\n", b"\n"));
    add("body_line_endings", replace(b"\r", b"\n"));
    add("body_line_endings", replace(b"\n", b"\r"));
    for bom in ["\u{feff}".as_bytes(), b"\xff\xfe", b"\xfe\xff"] {
        add("body_bom", hex("strip_start", bom));
    }
    add("body_bom", hex("prepend", "\u{feff}".as_bytes()));
    add("body_nul", Step::new("strip_nul"));
    add("body_nul", hex("append", b"\0"));
    if !body.is_ascii() {
        for op in [
            "utf8_to_latin1",
            "latin1_to_utf8",
            "utf8_to_windows1252",
            "windows1252_to_utf8",
        ] {
            add("body_charset", Step::new(op));
        }
    }
    for order in ["le", "be"] {
        add(
            "body_charset",
            Step::new("utf16_to_utf8").text("order", order),
        );
        add(
            "body_charset",
            Step::new("utf8_to_utf16").text("order", order),
        );
    }
    for op in ["base64_decode", "hex_decode"] {
        add("body_base64", Step::new(op));
    }
    for op in ["percent_decode", "form_decode"] {
        add("body_url_encoded", Step::new(op));
    }
    add("body_html_escaped", Step::new("html_unescape"));
    for op in [
        "json_unquote",
        "byte_literal",
        "buffer_json",
        "decimals",
        "python_dict",
        "x_unescape",
        "strip_slashes",
        "json_unescape",
        "unquote",
    ] {
        add("body_stringified", Step::new(op));
    }
    for escape in [&b"\\x22"[..], b"\\\"", b"\\u0022", b"\"\""] {
        add("body_stringified", replace(escape, b"\""));
    }
    for path in paths(body, cut) {
        let path: Vec<Arg> = path.into_iter().map(Arg::Text).collect();
        add("body_wrapped", Step::new("unwrap").list("path", path));
    }
    if body.contains(&b'=') {
        cut.note(body.split(|byte| *byte == b'&').count() > 4);
        for index in 0..4 {
            add(
                "body_wrapped",
                Step::new("form_field").number("index", index),
            );
        }
        add("body_wrapped", hex("after", b"="));
    }
    add("body_wrapped", Step::new("form_key").number("index", 0));
    add("body_wrapped", hex("strip_end", b"="));
    add("body_repeated", Step::new("half"));
    add("body_repeated", Step::new("part").number("times", 3));
    for op in [
        "base64_encode",
        "base64url_encode",
        "base64_lines",
        "hex_encode",
        "hex_encode_upper",
    ] {
        add("body_base64", Step::new(op));
    }
    for op in ["percent_encode", "form_encode"] {
        add("body_url_encoded", Step::new(op));
    }
    for quote in ["&#39;", "&#x27;", "&#039;", "'", "&apos;"] {
        add(
            "body_html_escaped",
            Step::new("html_escape").text("quote", quote),
        );
    }
    for op in ["json_quote", "add_slashes"] {
        add("body_stringified", Step::new(op));
    }
    let marks = if find(body, "\u{fffd}\u{fffd}".as_bytes()).is_some() {
        2
    } else {
        1
    };
    if find(body, "\u{fffd}".as_bytes()).is_some() {
        let put = |bytes: &[u8]| hex("replace_at_fffd", bytes).number("marks", marks);
        for byte in 0x80..=0xff_u8 {
            add("body_replacement_characters", put(&[byte]));
        }
        for code in 0xa0..0x800_u32 {
            if let Some(character) = char::from_u32(code) {
                add(
                    "body_replacement_characters",
                    put(character.to_string().as_bytes()),
                );
            }
        }
    }
    let commas: Vec<usize> = body
        .iter()
        .enumerate()
        .filter_map(|(at, byte)| (*byte == b',').then_some(at))
        .collect();
    for at in cut.first(&commas, 64) {
        add(
            "body_chunks_joined",
            Step::new("remove_at").number("at", *at).number("length", 1),
        );
    }
    for size in [
        16, 64, 256, 512, 1024, 1400, 1460, 2048, 4096, 8192, 16384, 32768, 65536,
    ] {
        if size < body.len() {
            add(
                "body_chunks_joined",
                Step::new("remove_every").number("size", size),
            );
        }
    }
    found
}

/// The members that contain the body in the envelopes of platforms, queues and frameworks.
fn paths(body: &[u8], cut: &Cut) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    if let Some(json::Tree::Object(members)) = json::read(body) {
        // A part of the documented form is not an envelope.
        let has = |name: &str| members.iter().any(|(key, _)| key == name);
        let is_own = has("\"event\"") && has("\"data\"");
        for (key, value) in cut.first(&members, 24) {
            let Some(key) = json::unescape(key) else {
                continue;
            };
            match value {
                json::Tree::Text(_) => paths.push(Vec::from([key])),
                json::Tree::Object(below) if !is_own => {
                    for (name, _) in cut.first(below, 12).iter().filter(|(_, value)| {
                        matches!(value, json::Tree::Text(_) | json::Tree::Object(_))
                    }) {
                        paths.extend(
                            json::unescape(name).map(|name| Vec::from([key.clone(), name])),
                        );
                    }
                    paths.push(Vec::from([key]));
                }
                json::Tree::Plain(_) | json::Tree::List(_) | json::Tree::Object(_) => {}
            }
        }
    }
    paths
}
