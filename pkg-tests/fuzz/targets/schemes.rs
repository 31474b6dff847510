//! Definitions and deliveries of any sender: every accepted scheme authenticates the body.

#![no_main]

use countersign::custom::{self, Scheme};
use countersign::testing::{self, Signing};
use countersign::{Config, Incoming, Key};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// A key that each format takes.
const KEY: &str = "abcdefabcdefabcdefabcdefabcdefab";
const URL: &str = "https://shop.example/hook";

// The first line is the scheme as JSON, the rest the body.
fuzz_target!(|input: &[u8]| {
    let at = input.iter().position(|byte| *byte == b'\n');
    let (line, body) = input.split_at(at.unwrap_or(input.len()));
    let Ok(value) = serde_json::from_slice::<Value>(line) else {
        return;
    };
    let Ok(scheme) = Scheme::try_from(&value) else {
        return;
    };
    let signs_url = value["signed"]
        .as_str()
        .is_some_and(|signed| signed.contains("{url}"));
    let mut config = Config::new().secret(KEY);
    if signs_url {
        config = config.url(URL);
    }
    if value.get("timestamp").is_some() {
        config = config.max_age_seconds(1.0).now(1_700_000_000_000.0);
    }
    let signing = Signing {
        timestamp_ms: 1_700_000_000_000,
        id: "7",
        url: URL,
    };
    // A scheme may ask for a longer key than this one.
    let Ok(headers) = testing::sign(&scheme, body, &Key::from(KEY), &signing) else {
        return;
    };
    let Ok(receiver) = custom::receiver(&scheme, &config) else {
        return;
    };
    if receiver
        .authenticate(&Incoming::new(body).headers(&headers))
        .is_err()
        || value["proof"] == "static"
    {
        return;
    }
    let mut changed = body.to_vec();
    for at in 0..changed.len() {
        changed[at] ^= 1;
        let refused = receiver.authenticate(&Incoming::new(&changed).headers(&headers));
        assert_eq!(
            refused.map_err(|error| error.code()),
            Err("mismatch"),
            "{value}"
        );
        changed[at] ^= 1;
    }
    changed.push(b'x');
    assert!(
        receiver
            .authenticate(&Incoming::new(&changed).headers(&headers))
            .is_err()
    );
});
