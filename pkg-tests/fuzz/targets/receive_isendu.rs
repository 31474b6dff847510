//! isendu's deliveries: batches, whose elements must have an order, and confirmations.

#![no_main]

use countersign::isendu::{self, Credentials, Item, Kind};
use countersign::{Config, Error, Incoming, ParseOptions};
use countersign_fuzz::receive;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let receiver = isendu::receiver(
        &Config::new()
            .url_token("tok_5f2c9d7e41b84a06")
            .url_token_param("key"),
    )
    .unwrap();
    let incoming = Incoming::new(body).url("https://shop.example/hooks?key=tok_5f2c9d7e41b84a06");
    let event = receive::check(
        isendu::parse(body, &ParseOptions::new()),
        receiver.receive(&incoming),
        &receiver.verify(&incoming),
        receiver.receive(&Incoming::new(body).url("/tok_5f2c9d7e41b84a06?key=")),
        &Error::MissingToken,
    );
    let reply = isendu::confirm(
        body,
        &[
            Credentials::new("K-1", "s3cret"),
            Credentials::new("K-2", "\"\\\u{1f680}"),
        ],
    );
    match event.map(|event| event.kind) {
        Some(Kind::Confirmation(confirmation)) => match reply {
            Ok(Some(reply)) => {
                assert!(["K-1", "K-2"].contains(&&*confirmation.key_id) && reply.body().len() > 14)
            }
            other => assert_eq!(other.err(), Some(Error::UnknownKeyId)),
        },
        Some(Kind::Batch(batch)) => {
            assert!(matches!(reply, Ok(None)));
            check_order(&batch.orders);
            check_order(&batch.trackings);
        }
        Some(_) => assert!(matches!(reply, Ok(None))),
        // `confirm` can refuse a batch with an invalid list: it is not a confirmation.
        None => assert!(matches!(reply, Ok(None) | Err(_))),
    }
});

fn check_order<T: Item>(items: &[T]) {
    let latest = isendu::latest(items);
    assert!(latest.len() <= items.len() && latest.is_empty() == items.is_empty());
    for one in items.iter().take(8) {
        for other in items.iter().take(8) {
            let (forth, back) = (
                isendu::supersedes(one, other),
                isendu::supersedes(other, one),
            );
            assert!((forth, back) != (Some(true), Some(true)));
        }
    }
}
