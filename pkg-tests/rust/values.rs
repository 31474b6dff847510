//! The crate's types as JavaScript values through serde-wasm-bindgen, as a Worker in Rust uses them. The npm package
//! passes events as text instead, so this also checks that both give the same.

#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used, reason = "a test may panic")]

use countersign::{
    Config, Error, Incoming, ParseOptions, isendu, optondemand, reward, testing, xoxoday,
};
use js_sys::JSON;
use serde::Serialize;
use serde_wasm_bindgen::{Serializer, from_value};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Returns a value as JSON with sorted members.
fn json_of(value: &impl Serialize) -> String {
    let value = value.serialize(&Serializer::json_compatible()).unwrap();
    String::from(JSON::stringify(&value).unwrap())
}

/// Returns the members of a kind from the JSON of its event.
fn members(json: &str) -> String {
    let (_, rest) = json.split_once(',').unwrap();
    let (members, _) = rest.split_once(r#","dedupeKey":"#).unwrap();
    format!("{{{members}}}")
}

#[wasm_bindgen_test]
fn an_event_is_the_same_by_value_and_by_text() {
    let options = ParseOptions::new();
    let event = xoxoday::parse(br#"{"id":1,"createdAt":"2024-03-22 15:20:00","data":{"orderId":2,"deliveryStatus":"Delivered"}}"#, &options).unwrap();
    assert_eq!(json_of(&event.kind), members(&event.to_json()));
    let event = optondemand::parse(
        br#"{"event":"\u00e9\"","timestamp":"2025-07-08T12:34:56Z","data":{"orderId":"7"}}"#,
        &options,
    )
    .unwrap();
    assert_eq!(json_of(&event.kind), members(&event.to_json()));
    let event = reward::parse(br#"{"id":"we_1","type":"user.renamed"}"#, &options).unwrap();
    assert_eq!(json_of(&event.kind), members(&event.to_json()));
    let event = isendu::parse(br#"{"keyId":"K"}"#, &options).unwrap();
    assert_eq!(json_of(&event.kind), members(&event.to_json()));
}

#[wasm_bindgen_test]
fn a_config_is_read_from_an_object() {
    let object = JSON::parse(r#"{"secret":["whsec_new","whsec_old"],"maxBodyBytes":100}"#).unwrap();
    let config: Config = from_value(object).unwrap();
    let body = br#"{"event":"x"}"#;
    let headers = [testing::optondemand::sign(body, &"whsec_old".into()).unwrap()];
    let verified = optondemand::verify(&Incoming::new(body).headers(&headers), &config).unwrap();
    assert_eq!(
        json_of(&verified),
        r#"{"provider":"optondemand","trust":"signature","keyIndex":1}"#
    );
    let long = [b' '; 101];
    let refused = optondemand::verify(&Incoming::new(&long).headers(&headers), &config);
    assert_eq!(refused, Err(Error::BodyTooLarge { limit: 100 }));
}

#[wasm_bindgen_test]
fn an_invalid_config_is_refused_without_showing_its_values() {
    for text in [
        r#"{"secrets":"s3cret"}"#,
        r#"{"secret":5}"#,
        r#"{"secret":[]}"#,
        r#""s3cret""#,
        "null",
    ] {
        let error = from_value::<Config>(JSON::parse(text).unwrap()).unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
    assert!(from_value::<Config>(JsValue::UNDEFINED).is_err());
}
