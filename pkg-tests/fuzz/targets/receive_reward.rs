//! Reward's deliveries.

#![no_main]

use countersign::{Config, Error, Incoming, ParseOptions, reward};
use countersign_fuzz::receive;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let receiver = reward::receiver(&Config::new().url_token("tok_5f2c9d7e41b84a06")).unwrap();
    let incoming = Incoming::new(body).url("/hooks/tok_5f2c9d7e41b84a06");
    let event = receive::check(
        reward::parse(body, &ParseOptions::new()),
        receiver.receive(&incoming),
        &receiver.verify(&incoming),
        receiver.receive(&Incoming::new(body).url("/hooks/tok_5f2c9d7e41b84a07")),
        &Error::Mismatch {
            hashed: None,
            body: None,
        },
    );
    if let Some(event) = event {
        assert_ne!(reward::supersedes(&event, &event), Some(true));
        assert_eq!(event.dedupe_key, format!("reward:{}", id(&event.kind)));
    }
});

fn id<'e>(kind: &'e reward::Kind<'_>) -> &'e str {
    match kind {
        reward::Kind::TriggerEventCreated(event) => &event.envelope.id,
        reward::Kind::CreditPointsIssued(event) => &event.envelope.id,
        reward::Kind::Unrecognized(envelope) => &envelope.id,
        _ => panic!("another kind"),
    }
}
