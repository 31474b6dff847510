//! Documents in the providers' shapes: the spelling of a document doesn't change the event, a repeated key is found
//! anywhere, and one flipped bit makes the delivery refused.

#![no_main]

use countersign::{
    Config, Error, Incoming, ParseOptions, isendu, optondemand, reward, testing, xoxoday,
};
use countersign_fuzz::shape::Shape;
use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const KEY: &str = "whsec_test_0123456789abcdef";

fuzz_target!(|input: &[u8]| {
    let mut input = Unstructured::new(input);
    let Ok(shape) = Shape::object(&mut input, 5) else {
        return;
    };
    let (compact, elaborate) = (shape.compact(), shape.elaborate());
    for parse in [xoxoday_json, isendu_json, optondemand_json, reward_json] {
        assert_eq!(parse(&compact), parse(&elaborate));
        if let Some(duplicate) = shape.with_duplicate() {
            assert!(
                matches!(parse(&duplicate), Err(Error::DuplicateKey { .. })),
                "{duplicate}"
            );
        }
    }
    flip_a_bit(&compact, input.arbitrary().unwrap_or_default());
});

fn flip_a_bit(body: &str, at: usize) {
    let headers = [testing::optondemand::sign(body.as_bytes(), &KEY.into()).unwrap()];
    let receiver = optondemand::receiver(&Config::new().secret(KEY)).unwrap();
    let mut body = body.as_bytes().to_vec();
    assert!(
        receiver
            .verify(&Incoming::new(&body).headers(&headers))
            .is_ok()
    );
    let at = at % (body.len() * 8);
    body[at / 8] ^= 1 << (at % 8);
    let forged = receiver.receive(&Incoming::new(&body).headers(&headers));
    assert_eq!(
        forged.map(|_| ()),
        Err(Error::Mismatch {
            hashed: Some(body.len()),
            body: Some(body.len()),
        })
    );
}

macro_rules! json_of {
    ($name:ident, $provider:ident) => {
        fn $name(body: &str) -> Result<Value, Error> {
            let event = $provider::parse(body.as_bytes(), &ParseOptions::new())?;
            let mut json = serde_json::from_str(&event.to_json()).unwrap();
            forget_the_text(&mut json);
            Ok(json)
        }
    };
}
json_of!(xoxoday_json, xoxoday);
json_of!(isendu_json, isendu);
json_of!(optondemand_json, optondemand);
json_of!(reward_json, reward);

/// Removes the digests, which depend on the spelling of the document.
fn forget_the_text(json: &mut Value) {
    match json {
        Value::Array(items) => items.iter_mut().for_each(forget_the_text),
        Value::Object(members) => {
            members.retain(|name, value| {
                !(name == "dedupeKey" && value.as_str().is_some_and(|key| key.contains(":sha256:")))
            });
            members.values_mut().for_each(forget_the_text);
        }
        _ => {}
    }
}
