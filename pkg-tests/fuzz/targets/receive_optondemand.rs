//! OptOnDemand's deliveries.

#![no_main]

use countersign::{Config, Error, Incoming, Key, ParseOptions, optondemand, testing};
use countersign_fuzz::receive;
use libfuzzer_sys::fuzz_target;

const KEY: &str = "whsec_test_0123456789abcdef";

fuzz_target!(|body: &[u8]| {
    let sign = |key: &str| [testing::optondemand::sign(body, &Key::from(key)).unwrap()];
    let (genuine, forged) = (sign(KEY), sign("another"));
    let receiver = optondemand::receiver(&Config::new().secret(KEY)).unwrap();
    let incoming = Incoming::new(body).headers(&genuine);
    let event = receive::check(
        optondemand::parse(body, &ParseOptions::new()),
        receiver.receive(&incoming),
        &receiver.verify(&incoming),
        receiver.receive(&Incoming::new(body).headers(&forged)),
        &Error::Mismatch {
            hashed: Some(body.len()),
            body: Some(body.len()),
        },
    );
    let fresh = Config::new()
        .secret(KEY)
        .max_age_seconds(172_800.0)
        .now(1_751_978_096_000.0);
    match optondemand::receive(&incoming, &fresh) {
        Ok(_) => assert!(event.is_some()),
        Err(error) => assert!(event.is_none() || error.status() == 401, "{error}"),
    }
    if let Some(event) = event {
        assert_ne!(optondemand::supersedes(&event, &event), Some(true));
    }
});
