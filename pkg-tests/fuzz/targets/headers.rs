//! Compares the lookup of a header and the static key with a plain loop over the pairs.
//!
//! The input is text: the key on the first line, then one header a line, `name: value`.

#![no_main]

use countersign::{Config, Error, Incoming, xoxoday};
use libfuzzer_sys::fuzz_target;

const NAME: &str = "x-api-key";

fuzz_target!(|input: &[u8]| {
    let mut lines = input.split(|&byte| byte == b'\n');
    let key = lines.next().unwrap_or_default();
    let headers: Vec<(String, Vec<u8>)> = lines
        .map(|line| {
            let colon = line
                .iter()
                .position(|&byte| byte == b':')
                .unwrap_or(line.len());
            let value = line.get(colon + 1..).unwrap_or_default();
            (
                String::from_utf8_lossy(&line[..colon]).into_owned(),
                value.to_vec(),
            )
        })
        .collect();
    let ours = xoxoday::verify(
        &Incoming::new(b"").headers(&headers),
        &Config::new().api_key("rotated").api_key(key),
    );
    if key.iter().all(|&byte| byte == 0) {
        return assert_eq!(ours.unwrap_err().code(), "invalid_config");
    }

    let mut values = Vec::new();
    for (name, value) in &headers {
        let lower: String = name
            .chars()
            .map(|character| character.to_ascii_lowercase())
            .collect();
        if lower == NAME {
            values.push(value.as_slice());
        }
    }
    let expected = match values.as_slice() {
        [] => Err(Error::MissingHeader { name: NAME.into() }),
        [one] if !one.contains(&b',') => {
            let blank = |byte: &u8| *byte == b' ' || *byte == b'\t';
            let start = one
                .iter()
                .position(|byte| !blank(byte))
                .unwrap_or(one.len());
            let end = one
                .iter()
                .rposition(|byte| !blank(byte))
                .map_or(start, |last| last + 1);
            match &one[start..end] {
                [] => Err(Error::MissingHeader { name: NAME.into() }),
                b"rotated" => Ok(0),
                value if value == key => Ok(1),
                _ => Err(Error::Mismatch {
                    hashed: None,
                    body: None,
                }),
            }
        }
        _ => Err(Error::MultipleValues { name: NAME.into() }),
    };
    assert_eq!(ours.map(|verified| verified.key_index.unwrap()), expected);
});
