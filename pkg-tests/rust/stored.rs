//! Reading stored events back. Each event of the vectors and fixtures is equal afterwards, and anything else is
//! refused.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use countersign::{
    Config, Error, Event, Incoming, ParseOptions, Provider, Received, isendu, optondemand, reward,
    xoxoday,
};
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

static PROVIDERS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/providers");
static READER: &[u8] = include_bytes!("../../src/json/vectors.json");

/// Checks that an event is read back unchanged. Returns whether there is one.
fn returns<P: Provider>(body: &[u8]) -> bool {
    let options = ParseOptions::new().max_body_bytes(body.len().max(1));
    let Ok(event) = P::parse(body, &options) else {
        return false;
    };
    let json = event.to_json();
    assert_eq!(Event::from_json(&json).as_ref(), Ok(&event));
    // serde writes and reads the same text, alone and inside another value.
    assert_eq!(serde_json::to_string(&event).unwrap(), json);
    let read: Event<'_, P::Kind<'_>> = serde_json::from_str(&json).unwrap();
    assert_eq!(read, event);
    let around = format!(r#"{{"at":1,"events":[{json}]}}"#);
    #[derive(Deserialize)]
    #[serde(bound = "")]
    struct Row<P: Provider> {
        events: Vec<Event<'static, P::Kind<'static>>>,
    }
    let row: Row<P> = serde_json::from_str(&around).unwrap();
    assert_eq!(row.events, [event.clone().into_owned()]);
    let kind: P::Kind<'_> = serde_json::from_str(&json).unwrap();
    assert_eq!(kind, event.kind);
    true
}

/// Like [`returns`], for an event with its proof.
fn returns_with_proof<P: Provider>(body: &[u8]) {
    let config = Config::new().url_token("tok_5f2c9d7e41b84a06");
    let incoming = Incoming::new(body).url("/tok_5f2c9d7e41b84a06");
    let received = P::receive(&incoming, &config).unwrap();
    let json = received.to_json();
    assert_eq!(Received::from_json(&json).as_ref(), Ok(&received));
    assert_eq!(Event::from_json(&json).as_ref(), Ok(&received.event));
    assert_eq!(serde_json::to_string(&received).unwrap(), json);
    let read: Received<'_, P::Kind<'_>> = serde_json::from_str(&json).unwrap();
    assert_eq!(read, received);
}

/// Like [`returns`], for the provider with this name.
fn returns_as(provider: &str, body: &[u8]) -> bool {
    match provider {
        "isendu" => returns::<isendu::Isendu>(body),
        "optondemand" => returns::<optondemand::OptOnDemand>(body),
        "reward" => returns::<reward::Reward>(body),
        "xoxoday" => returns::<xoxoday::Xoxoday>(body),
        other => panic!("no type for {other}"),
    }
}

fn body(case: &Value) -> Option<Vec<u8>> {
    if let Some(text) = case["bodyText"].as_str() {
        return Some(text.as_bytes().to_vec());
    }
    let unit = case["bodyRepeat"][0].as_str()?;
    let times = case["bodyRepeat"][1].as_u64()?;
    Some(unit.repeat(usize::try_from(times).ok()?).into_bytes())
}

#[wasm_bindgen_test(unsupported = test)]
fn every_event_of_the_vectors_is_read_back() {
    let of_provider = PROVIDERS.dirs().map(|folder| {
        let file = folder.get_file(folder.path().join("vectors.json"));
        file.unwrap().contents()
    });
    let mut returned = 0;
    for file in of_provider.chain([READER]) {
        let vectors: Value = serde_json::from_slice(file).unwrap();
        let provider = vectors["provider"].as_str().unwrap();
        for case in vectors["cases"].as_array().unwrap() {
            let is_there = body(case).is_some_and(|body| returns_as(provider, &body));
            returned += u32::from(is_there);
        }
    }
    assert!(returned > 500, "only {returned} events");
}

#[wasm_bindgen_test(unsupported = test)]
fn every_fixture_is_read_back_with_its_proof() {
    let mut fixtures = 0;
    for folder in PROVIDERS.dirs() {
        let name = folder.path().file_name().unwrap().to_str().unwrap();
        let files = folder.get_dir(folder.path().join("fixtures")).unwrap();
        for file in files.files() {
            let body = file.contents();
            assert!(returns_as(name, body), "{:?}", file.path());
            match name {
                "isendu" => returns_with_proof::<isendu::Isendu>(body),
                "reward" => returns_with_proof::<reward::Reward>(body),
                "xoxoday" => returns_with_proof::<xoxoday::Xoxoday>(body),
                // Signed events have a test of their own.
                other => assert_eq!(other, "optondemand"),
            }
            fixtures += 1;
        }
    }
    assert!(fixtures >= 10, "only {fixtures} fixtures");
}

#[wasm_bindgen_test(unsupported = test)]
fn a_signed_event_is_read_back_with_its_proof() {
    let body = br#"{"event":"x","timestamp":"2025-07-08T12:34:56Z"}"#;
    let headers = [countersign::testing::optondemand::sign(body, &"b".into()).unwrap()];
    let config = Config::new().secret("a").secret("b");
    let incoming = Incoming::new(body).headers(&headers);
    let received = optondemand::receive(&incoming, &config).unwrap();
    let back = optondemand::Received::from_json(&received.to_json()).unwrap();
    assert_eq!(back.verified.key_index, Some(1));
    assert_eq!(back, received);
}

#[wasm_bindgen_test(unsupported = test)]
fn a_number_keeps_its_token_even_if_a_store_rounds_numbers() {
    let body = br#"{"id":"e","type":"balance.credit_points_issued","data":{"user":{"id":1},
        "transaction":{"id":"t","amount":19.90000000000000000001}}}"#;
    let event = reward::parse(body, &ParseOptions::new()).unwrap();
    // JavaScript or a JSON column would store it like this.
    let value: Value = serde_json::from_str(&event.to_json()).unwrap();
    assert_eq!(value["amount"].as_f64(), Some(19.9));
    let stored = value.to_string();
    let back = reward::Event::from_json(&stored).unwrap();
    assert_eq!(back.kind, event.kind);
    let reward::Kind::CreditPointsIssued(credit) = back.kind else {
        unreachable!()
    };
    assert_eq!(credit.amount.as_str(), "19.90000000000000000001");
    let from_value: reward::Event<'_> = serde_json::from_value(value).unwrap();
    assert_eq!(from_value.dedupe_key, event.dedupe_key);
}

#[wasm_bindgen_test(unsupported = test)]
fn a_payload_of_the_maximal_depth_is_read_back() {
    let deep = format!(r#"{{"x":{}{}}}"#, "[".repeat(126), "]".repeat(126));
    assert!(returns::<isendu::Isendu>(deep.as_bytes()));
}

#[wasm_bindgen_test(unsupported = test)]
fn an_event_of_an_earlier_version_may_lack_optional_members() {
    let event = xoxoday::Event::from_json(
        r#"{"provider":"xoxoday","kind":"order.delivery_status","deliveryId":"1","orderId":"2",
            "status":"delivered","statusText":"Delivered","dedupeKey":"k","payload":{},"later":[1]}"#,
    );
    let xoxoday::Kind::OrderDeliveryStatus(order) = event.unwrap().kind else {
        unreachable!()
    };
    assert_eq!((order.po_number, order.sent_at), (None, None));
}

/// Returns the JSON of an event with one member replaced or removed.
fn edited(json: &str, path: &str, value: Option<Value>) -> String {
    let mut event: Value = serde_json::from_str(json).unwrap();
    let (parent, name) = path.rsplit_once('/').unwrap();
    let members = event.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => members.insert(name.to_owned(), value),
        None => members.remove(name),
    };
    event.to_string()
}

#[wasm_bindgen_test(unsupported = test)]
fn anything_but_an_event_of_the_provider_is_refused() {
    let config = Config::new().accept_unauthenticated();
    let body = br#"{"tracking":[{"uuid":"t","status":"D","steps":[{}]},7],"order":{"uuid":"o","status":"pending"}}"#;
    let batch = isendu::receive(&Incoming::new(body), &config)
        .unwrap()
        .to_json();
    assert!(isendu::Received::from_json(&batch).is_ok());
    for (path, value) in [
        ("/provider", None),
        ("/provider", Some(json!("xoxoday"))),
        ("/provider", Some(json!("Isendu"))),
        ("/provider", Some(json!(1))),
        ("/kind", None),
        ("/kind", Some(json!("another"))),
        ("/kind", Some(json!("Batch"))),
        ("/dedupeKey", None),
        ("/dedupeKey", Some(json!(7))),
        ("/payload", None),
        ("/orders", None),
        ("/orders", Some(json!({}))),
        ("/orders/0/uuid", None),
        ("/orders/0/status", Some(json!("unknown to this version"))),
        ("/trackings/0/status", Some(json!("D"))),
        ("/trackings/0/steps", Some(json!([7]))),
        ("/trackings/0/isDelivered", Some(json!("true"))),
        ("/trackings/0/latestStepMs", Some(json!(1.5))),
        ("/rejected/0/code", Some(json!("invalid_json"))),
        ("/trust", None),
        ("/trust", Some(json!("Signature"))),
        ("/keyIndex", Some(json!(-1))),
    ] {
        let refused = isendu::Received::from_json(&edited(&batch, path, value.clone()));
        let code = refused.as_ref().map_err(Error::code).err();
        assert_eq!(code, Some("invalid_argument"), "{path} {value:?}");
    }
    // An event without its proof can't be read as one with a proof.
    let event = isendu::parse(body, &ParseOptions::new()).unwrap().to_json();
    assert!(isendu::Event::from_json(&event).is_ok());
    assert!(isendu::Received::from_json(&event).is_err());
    // The events of another provider are refused.
    let other = optondemand::parse(br#"{"event":"x"}"#, &ParseOptions::new())
        .unwrap()
        .to_json();
    assert!(optondemand::Event::from_json(&other).is_ok());
    assert!(isendu::Event::from_json(&other).is_err());
    assert!(serde_json::from_str::<isendu::Event<'_>>(&other).is_err());
    for text in [
        "",
        "null",
        "[]",
        "{",
        event.trim_start_matches('{'),
        &format!("{event}{event}"),
    ] {
        assert!(isendu::Event::from_json(text).is_err(), "{text}");
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn an_amount_must_be_a_number() {
    let body = br#"{"id":"e","type":"balance.credit_points_issued","data":{"user":{"id":1},"transaction":{"id":"t","amount":1}}}"#;
    let json = reward::parse(body, &ParseOptions::new()).unwrap().to_json();
    for text in ["", "x", "1 ", "01", "1e999", "NaN", "\"1\""] {
        let edited = edited(&json, "/amountText", Some(json!(text)));
        assert!(reward::Event::from_json(&edited).is_err(), "{text:?}");
    }
    assert!(reward::Event::from_json(&edited(&json, "/amountText", None)).is_err());
}

#[wasm_bindgen_test(unsupported = test)]
fn a_refusal_has_the_place_and_nothing_of_the_text() {
    let json = "{\"provider\":\"xoxoday\",\n\"kind\":\"unrecognized\",\"dedupeKey\":[\"s3cret\"],\"payload\":{}}";
    let error = xoxoday::Event::from_json(json).unwrap_err().to_string();
    assert_eq!(
        error,
        "`json` is not an event of xoxoday as `to_json` writes it (line 2, column 34)"
    );
    let error = serde_json::from_str::<xoxoday::Event<'_>>(json);
    assert!(!error.unwrap_err().to_string().contains("s3cret"));
}

#[wasm_bindgen_test(unsupported = test)]
fn stored_events_are_ordered_like_new_ones() {
    let at = |time: &str| {
        format!(
            r#"{{"id":1,"createdAt":"2024-03-22 {time}","data":{{"orderId":2,"deliveryStatus":"Delivered"}}}}"#
        )
    };
    let (before, after) = (at("15:20:00"), at("15:20:01"));
    let stored = xoxoday::parse(before.as_bytes(), &ParseOptions::new())
        .unwrap()
        .to_json();
    let previous = xoxoday::Event::from_json(&stored).unwrap();
    let next = xoxoday::parse(after.as_bytes(), &ParseOptions::new()).unwrap();
    assert_eq!(xoxoday::supersedes(&next, &previous), Some(true));
    assert_eq!(xoxoday::supersedes(&previous, &next), Some(false));
    // One item of a batch can be stored on its own.
    let order = json!({ "uuid": "o", "status": "pending", "trackingNumbers": [], "dedupeKey": "k", "updatedMs": 1 });
    let order: isendu::Order<'_> = serde_json::from_value(order).unwrap();
    assert_eq!(isendu::supersedes(&order, &order), None);
}
