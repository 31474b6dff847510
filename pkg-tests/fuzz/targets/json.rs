//! Compares the strict JSON reader with serde_json: the same documents, except for the documented rules, and the same values.

#![no_main]

use countersign::{Error, ParseOptions, isendu};
use countersign_fuzz::json::{depth, read};
use libfuzzer_sys::fuzz_target;

const MAX_DEPTH: usize = 127;

fuzz_target!(|body: &[u8]| {
    // isendu requires no field: only `order` and `tracking` could have a wrong type.
    let ours =
        isendu::parse(body, &ParseOptions::new()).map(|event| event.payload.as_str().to_owned());
    let text = match std::str::from_utf8(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)) {
        Ok(text) => text,
        Err(_) => return assert_eq!(ours, Err(Error::InvalidUtf8)),
    };
    let (depth, tree) = (depth(text), read(text));
    let Some(tree) = tree else {
        return match ours {
            Err(Error::InvalidJson | Error::DuplicateKey { .. }) => {}
            Err(Error::TooDeep) => assert!(depth > MAX_DEPTH),
            other => panic!("{other:?}"),
        };
    };
    match ours {
        Ok(payload) => {
            assert!(!tree.has_duplicate() && depth <= MAX_DEPTH);
            assert_eq!(read(&payload), Some(tree.with_numbers_quoted()));
        }
        Err(Error::DuplicateKey { .. }) => assert!(tree.has_duplicate()),
        Err(Error::TooDeep) => assert!(depth > MAX_DEPTH),
        Err(Error::NotObject) => assert!(!text.trim_start().starts_with('{')),
        Err(Error::WrongType { path }) => assert!(["order", "tracking"].contains(&path.as_str())),
        other => panic!("{other:?}"),
    }
});
