//! Xoxoday's deliveries.

#![no_main]

use countersign::{Config, Error, Incoming, ParseOptions, xoxoday};
use countersign_fuzz::receive;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let (genuine, forged) = (
        [("X-Api-Key", "a1p2z5b7v68b9112234")],
        [("x-api-key", "a1p2z5b7v68b911223")],
    );
    let receiver = xoxoday::receiver(&Config::new().api_key("a1p2z5b7v68b9112234")).unwrap();
    let incoming = Incoming::new(body).headers(&genuine);
    let event = receive::check(
        xoxoday::parse(body, &ParseOptions::new()),
        receiver.receive(&incoming),
        &receiver.verify(&incoming),
        receiver.receive(&Incoming::new(body).headers(&forged)),
        &Error::Mismatch {
            hashed: None,
            body: None,
        },
    );
    if let Some(event) = event {
        assert_ne!(xoxoday::supersedes(&event, &event), Some(true));
    }
});
