//! The Rust face: what the vectors cannot say, natively and in WebAssembly.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use countersign::isendu::Credentials;
use countersign::{
    Config, Error, Event, Incoming, Key, ParseOptions, Trust, isendu, optondemand, reward, testing,
    xoxoday,
};
use wasm_bindgen_test::wasm_bindgen_test;

const SECRET: &str = "whsec_test_0123456789abcdef";
const BODY: &[u8] =
    br#"{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z","data":{"orderId":7}}"#;

fn options() -> ParseOptions {
    ParseOptions::new()
}

#[wasm_bindgen_test(unsupported = test)]
fn a_receiver_is_prepared_once_and_used_often() {
    let receiver = optondemand::receiver(&Config::new().secret("old").secret(SECRET)).unwrap();
    let headers = [testing::optondemand::sign(BODY, &SECRET.into()).unwrap()];
    for _ in 0..3 {
        let received = receiver
            .receive(&Incoming::new(BODY).headers(&headers))
            .unwrap();
        assert_eq!(received.verified.trust, Trust::Signature);
        assert_eq!(received.verified.key_index, Some(1));
        let forged = receiver.verify(&Incoming::new(b"{}").headers(&headers));
        assert_eq!(forged, Err(Error::Mismatch { hashed: Some(2) }));
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn the_payload_borrows_the_body_unless_a_number_had_to_be_quoted() {
    let event = optondemand::parse(BODY, &options()).unwrap();
    assert!(std::ptr::eq(event.payload.as_str().as_ptr(), BODY.as_ptr()));
    let body = br#"{"event":"x","n":[9007199254740993,1.50]}"#;
    let event = optondemand::parse(body, &options()).unwrap();
    assert_eq!(
        event.payload.as_str(),
        r#"{"event":"x","n":["9007199254740993",1.50]}"#
    );
}

#[wasm_bindgen_test(unsupported = test)]
fn amounts_keep_their_token() {
    let body = br#"{"id":"e","type":"balance.credit_points_issued","data":{"user":{"id":"u"},"transaction":{"id":"t","amount":19.90}}}"#;
    let event = reward::parse(body, &options()).unwrap();
    let reward::Kind::CreditPointsIssued(credit) = event.kind else {
        panic!("another kind")
    };
    assert_eq!(
        (credit.amount.as_str(), credit.amount.to_f64()),
        ("19.90", 19.9)
    );
    assert_eq!(credit.transaction_key, "reward:tx:t");
}

#[wasm_bindgen_test(unsupported = test)]
fn a_config_can_be_read_with_serde_and_its_errors_show_no_value() {
    let config: Config =
        serde_json::from_str(r#"{"secret":["a","b"],"maxAgeSeconds":60,"now":1}"#).unwrap();
    assert!(optondemand::receiver(&config).is_ok());
    for text in [
        r#"{"secret":{"s3cret":1}}"#,
        r#"{"urlToken":["s3cret",5]}"#,
        r#"{"maxBodyBytes":"s3cret"}"#,
    ] {
        let error = serde_json::from_str::<Config>(text)
            .unwrap_err()
            .to_string();
        assert!(
            !error.contains("s3cret") && error.contains("config option"),
            "{error}"
        );
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn freshness_needs_a_clock_or_the_time() {
    let clock = cfg!(all(feature = "std", not(target_arch = "wasm32")));
    let config = Config::new().secret(SECRET).max_age_seconds(60.0);
    match optondemand::receiver(&config) {
        Ok(receiver) => {
            assert!(clock);
            // Signed years ago: only a clock knows.
            let headers = [testing::optondemand::sign(BODY, &SECRET.into()).unwrap()];
            let stale = receiver.verify(&Incoming::new(BODY).headers(&headers));
            assert_eq!(stale, Err(Error::TooOld));
        }
        Err(error) => {
            assert!(!clock);
            assert_eq!(error.code(), "invalid_config");
            assert!(error.to_string().contains("`maxAgeSeconds` needs `now`"));
        }
    }
    assert!(optondemand::receiver(&config.now(0.0)).is_ok());
}

#[wasm_bindgen_test(unsupported = test)]
fn what_lies_on_a_limit_is_within_it() {
    let body = br#"{"event":"x","timestamp":"2025-07-08T12:34:56Z"}"#;
    let signed = 1_751_978_096_000.0;
    let headers = [testing::optondemand::sign(body, &SECRET.into()).unwrap()];
    let verify = |age_ms: f64, seconds: f64| {
        let window = Config::new().secret(SECRET).max_age_seconds(seconds);
        let config = window.max_future_seconds(seconds).now(signed + age_ms);
        optondemand::verify(&Incoming::new(body).headers(&headers), &config).map(|of| of.trust)
    };
    // The nearest doubles to the fractions, times 1000, are less than the milliseconds.
    for (ms, seconds) in [
        (0.0, 0.0),
        (1001.0, 1.001),
        (2001.0, 2.001),
        (60_000.0, 60.0),
    ] {
        for sign in [1.0, -1.0] {
            assert_eq!(verify(sign * ms, seconds), Ok(Trust::Signature));
        }
        assert_eq!(verify(ms + 1.0, seconds), Err(Error::TooOld));
        assert_eq!(verify(-ms - 1.0, seconds), Err(Error::InFuture));
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn a_config_for_another_provider_is_refused() {
    let config = Config::new()
        .secret(SECRET)
        .url_token("tok_5f2c9d7e41b84a06");
    for result in [
        xoxoday::receiver(&config).err(),
        isendu::receiver(&config).err(),
        reward::receiver(&config).err(),
    ] {
        assert!(matches!(result, Some(Error::InvalidConfig { option, .. }) if option == "secret"));
    }
    // The message says why, and not that a list is empty.
    let documented = Config::new().accept_unauthenticated().documented_ips();
    let refused = reward::receiver(&documented).unwrap_err();
    assert!(
        refused.to_string().contains("documents no address"),
        "{refused}"
    );
}

#[wasm_bindgen_test(unsupported = test)]
fn the_latest_of_many_snapshots_is_found_in_one_pass() {
    let orders: Vec<_> = (0..20_000)
        .map(|n| {
            format!(
                r#"{{"uuid":"o{}","updated":"2024-03-22T15:{:02}:{:02}Z"}}"#,
                n % 2,
                n / 60 % 60,
                n % 60
            )
        })
        .collect();
    let body = format!(r#"{{"order":[{}]}}"#, orders.join(","));
    let event = isendu::parse(body.as_bytes(), &options().max_body_bytes(body.len())).unwrap();
    let isendu::Kind::Batch(batch) = &event.kind else {
        panic!("another kind")
    };
    let latest = isendu::latest(&batch.orders);
    let newest = |uuid| {
        batch
            .orders
            .iter()
            .filter(|order| order.uuid == uuid)
            .map(|order| order.updated_ms)
            .max()
    };
    assert_eq!(latest.len(), 2);
    for order in latest {
        assert_eq!(Some(order.updated_ms), newest(order.uuid.as_ref()));
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn the_json_of_an_event_is_json() {
    let event: Event<'_, _> =
        isendu::parse(b"\xEF\xBB\xBF {\"keyId\":\"\\u0022\"}\n", &options()).unwrap();
    let json: serde_json::Value = serde_json::from_str(&event.to_json()).unwrap();
    assert_eq!(json.get("keyId").and_then(|id| id.as_str()), Some("\""));
    assert_eq!(
        json.get("kind").and_then(|kind| kind.as_str()),
        Some("confirmation")
    );
}

#[wasm_bindgen_test(unsupported = test)]
fn no_debug_output_and_no_error_shows_a_secret() {
    let secret = "s3cret-key-that-nobody-may-see";
    let config = Config::new()
        .secret(secret)
        .api_key(secret)
        .url_token(secret);
    let credentials = [Credentials::new("K", secret)];
    let reply = isendu::confirm(br#"{"keyId":"K"}"#, &credentials).unwrap();
    let headers = [("X-Signature", secret), ("X-Api-Key", secret)];
    let incoming = Incoming::new(BODY).headers(&headers).url(secret).ip(secret);
    let of_xoxoday = Config::new().api_key("another").allowed_ip(secret);
    let of_reward = Config::new().url_token("another-token-of-mine");
    let told = [
        format!(
            "{config:?} {credentials:?} {reply:?} {:?}",
            Key::from(secret)
        ),
        format!("{:?}", optondemand::receiver(&Config::new().secret(secret))),
        format!("{:?}", optondemand::receiver(&config)),
        format!(
            "{:?}",
            optondemand::verify(&incoming, &Config::new().secret(secret))
        ),
        format!(
            "{:?}",
            xoxoday::verify(&incoming, &Config::new().api_key("another"))
        ),
        format!("{:?}", xoxoday::verify(&incoming, &of_xoxoday)),
        format!("{:?}", reward::verify(&incoming, &of_reward)),
        format!("{:?}", isendu::confirm(br#"{"keyId":"L"}"#, &credentials)),
    ];
    for text in told {
        assert!(!text.is_empty() && !text.contains(secret), "{text}");
    }
}
