//! Compares times and local date-times with simple calendar arithmetic.

#![no_main]

use countersign::{ParseOptions, isendu, optondemand, xoxoday};
use countersign_fuzz::civil;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let json = serde_json::to_string(text).unwrap();
    let options = ParseOptions::new();

    let body = format!(r#"{{"event":"x","timestamp":{json}}}"#);
    let event = optondemand::parse(body.as_bytes(), &options).unwrap();
    let optondemand::Kind::Unrecognized(order) = event.kind else {
        panic!("another kind")
    };
    assert_eq!(order.timestamp_ms, civil::instant_ms(text, false));

    let body = format!(r#"{{"tracking":{{"uuid":"u","steps":[{{"timestamp":{json}}}]}}}}"#);
    let event = isendu::parse(body.as_bytes(), &options).unwrap();
    let isendu::Kind::Batch(batch) = event.kind else {
        panic!("another kind")
    };
    assert_eq!(
        batch.trackings[0].steps[0].at_ms,
        civil::instant_ms(text, true)
    );

    let body =
        format!(r#"{{"id":1,"data":{{"orderId":1,"deliveryStatus":"","orderDate":{json}}}}}"#);
    let event = xoxoday::parse(body.as_bytes(), &options).unwrap();
    let xoxoday::Kind::OrderDeliveryStatus(status) = event.kind else {
        panic!("another kind")
    };
    let local = status.ordered_at.map(|at| {
        [
            i64::from(at.year),
            at.month.into(),
            at.day.into(),
            at.hour.into(),
            at.minute.into(),
            at.second.into(),
        ]
    });
    assert_eq!(local, civil::local(text));
});
