//! The Rust API beyond the vectors, natively and in WebAssembly.

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

/// The `timestamp` of [`BODY`].
const SIGNED_MS: f64 = 1_751_978_096_000.0;

fn options() -> ParseOptions {
    ParseOptions::new()
}

#[wasm_bindgen_test(unsupported = test)]
fn one_receiver_serves_many_deliveries() {
    let receiver = optondemand::receiver(&Config::new().secret("old").secret(SECRET)).unwrap();
    let headers = [testing::optondemand::sign(BODY, &SECRET.into()).unwrap()];
    for _ in 0..3 {
        let received = receiver
            .receive(&Incoming::new(BODY).headers(&headers))
            .unwrap();
        assert_eq!(received.verified.trust, Trust::Signature);
        assert_eq!(received.verified.key_index, Some(1));
        let forged = receiver.verify(&Incoming::new(b"{}").headers(&headers));
        assert_eq!(
            forged,
            Err(Error::Mismatch {
                hashed: Some(2),
                body: Some(2)
            })
        );
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
    let receiver = optondemand::receiver(&config).unwrap();
    let headers = [testing::optondemand::sign(BODY, &SECRET.into()).unwrap()];
    let incoming = Incoming::new(BODY).headers(&headers);
    let error = receiver.verify(&incoming).unwrap_err();
    if clock {
        // The body was signed years ago, which only a clock can tell.
        assert_eq!(error, Error::TooOld);
    } else {
        assert_eq!(error.code(), "invalid_argument");
        let message = error.to_string();
        assert!(message.starts_with("`now` is missing, but the config has `max_age_seconds`"));
        // The fault is found before anything is compared.
        let forged = receiver.verify(&Incoming::new(b"{}").headers(&headers));
        assert_eq!(forged, Err(error));
    }
    let fixed = optondemand::receiver(&config.now(SIGNED_MS)).unwrap();
    assert!(fixed.verify(&incoming).is_ok());
}

#[wasm_bindgen_test(unsupported = test)]
fn each_delivery_is_judged_by_its_own_time() {
    let window = Config::new().secret(SECRET).max_age_seconds(60.0);
    let receiver = optondemand::receiver(&window).unwrap();
    let headers = [testing::optondemand::sign(BODY, &SECRET.into()).unwrap()];
    let incoming = Incoming::new(BODY).headers(&headers);
    let at = |now: f64| receiver.receive(&incoming.now(now)).map(|_| ());
    // The receiver does not keep the time at which it was made.
    for _ in 0..2 {
        assert_eq!(at(SIGNED_MS), Ok(()));
        assert_eq!(at(SIGNED_MS + 60_000.0), Ok(()));
        assert_eq!(at(SIGNED_MS + 60_001.0), Err(Error::TooOld));
        assert_eq!(at(SIGNED_MS - 300_000.0), Ok(()));
        assert_eq!(at(SIGNED_MS - 300_001.0), Err(Error::InFuture));
    }
    for unusable in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0] {
        let message = at(unusable).unwrap_err().to_string();
        assert_eq!(message, "`now` must be finite and not negative");
    }
    // The configuration's time overrides the time of each delivery.
    let fixed = optondemand::receiver(&window.now(SIGNED_MS)).unwrap();
    for now in [0.0, SIGNED_MS * 2.0, f64::NAN] {
        assert!(fixed.verify(&incoming.now(now)).is_ok());
    }
    // Without a limit of the age, the time has no effect.
    let timeless = optondemand::receiver(&Config::new().secret(SECRET)).unwrap();
    assert!(timeless.verify(&incoming.now(f64::NAN)).is_ok());
}

#[wasm_bindgen_test(unsupported = test)]
fn errors_name_options_as_rust_does() {
    let none = Config::new;
    let told = |error: Option<Error>| error.unwrap().to_string();
    for (error, names) in [
        (
            reward::receiver(&none()).err(),
            "`url_token` or `accept_unauthenticated`",
        ),
        (xoxoday::receiver(&none().api_key("")).err(), "`api_key`"),
        (
            reward::receiver(&none().url_token("short")).err(),
            "`url_token`",
        ),
        (
            reward::receiver(&none().accept_unauthenticated().max_age_seconds(1.0)).err(),
            "`max_age_seconds`",
        ),
        (
            reward::receiver(&none().accept_unauthenticated().url_token_param("t")).err(),
            "`url_token_param`",
        ),
        (
            reward::receiver(&none().accept_unauthenticated().max_body_bytes(0)).err(),
            "`max_body_bytes`",
        ),
        (
            reward::receiver(&none().accept_unauthenticated().allowed_ips([""; 0])).err(),
            "`allowed_ips`",
        ),
        (
            optondemand::receiver(&none().secret("s").max_future_seconds(-1.0)).err(),
            "`max_future_seconds`",
        ),
        (
            reward::verify(
                &Incoming::new(b""),
                &none().url_token("tok_5f2c9d7e41b84a06"),
            )
            .err(),
            "`url_token`",
        ),
        (
            isendu::confirm(b"{}", &[Credentials::new("", "s")]).err(),
            "`key_id`",
        ),
    ] {
        let message = told(error);
        assert!(message.contains(names), "{message}");
        let quoted = message.split('`').skip(1).step_by(2);
        assert!(
            quoted
                .into_iter()
                .all(|name| !name.contains(char::is_uppercase)),
            "{message}"
        );
    }
    let twice = Incoming::new(b"").url("/?t=a&t=b");
    let config = none()
        .url_token("tok_5f2c9d7e41b84a06")
        .url_token_param("t");
    assert_eq!(
        told(reward::verify(&twice, &config).err()),
        "the URL has the parameter of `url_token_param` more than once"
    );
    // A `main` that returns an error prints this.
    let error = reward::receiver(&none().url_token("short")).unwrap_err();
    assert!(
        format!("{error:?}").contains(&error.to_string()),
        "{error:?}"
    );
    assert!(!format!("{error:?}").contains("urlToken"), "{error:?}");
    let error = isendu::parse(br#"{"a":{"b":1,"b":2}}"#, &options()).unwrap_err();
    assert!(format!("{error:?}").contains(r#"path: "a.b""#), "{error:?}");
    // The fields of a body keep the provider's names.
    let error = xoxoday::parse(
        br#"{"data":{"orderId":1,"deliveryStatus":2},"id":1}"#,
        &options(),
    )
    .err();
    assert!(told(error).contains("`data.deliveryStatus`"));
}

#[wasm_bindgen_test(unsupported = test)]
fn a_config_accepts_the_names_of_rust_and_of_javascript() {
    let read = |text: &str| serde_json::from_str::<Config>(text);
    for text in [
        r#"{"secret":"a","max_age_seconds":60,"max_future_seconds":1,"now":1,"max_body_bytes":9}"#,
        r#"{"secret":"a","maxAgeSeconds":60,"maxFutureSeconds":1,"now":1,"maxBodyBytes":9}"#,
    ] {
        assert!(
            optondemand::receiver(&read(text).unwrap()).is_ok(),
            "{text}"
        );
    }
    for text in [
        r#"{"url_token":["tok_5f2c9d7e41b84a06"],"url_token_param":"t","accept_unauthenticated":true}"#,
        r#"{"api_key":"a","allowed_ips":"documented"}"#,
        r#"{"api_key":"a","allowed_ips":["::/0"]}"#,
    ] {
        assert!(xoxoday::receiver(&read(text).unwrap()).is_ok(), "{text}");
    }
    // The error has the name that was written.
    for (text, name) in [
        (r#"{"url_token":5}"#, "`url_token` must"),
        (r#"{"urlToken":5}"#, "`urlToken` must"),
        (r#"{"apikey":"a"}"#, "`apikey` is not an option"),
        (r#"{"api_keys":"a"}"#, "`api_keys` is not an option"),
        (r#"{"apiKeys":"a"}"#, "`apiKeys` is not an option"),
        (r#"{"url_Token":"a"}"#, "`url_Token` is not an option"),
        (r#"{"url-token":"a"}"#, "`url-token` is not an option"),
        (r#"{"Secret":"a"}"#, "`Secret` is not an option"),
        (r#"{"secret":"a","secret":"b"}"#, "`secret` is given twice"),
        (
            r#"{"urlToken":"a","url_token":"b"}"#,
            "`url_token` is given twice",
        ),
        (
            r#"{"accept_unauthenticated":false}"#,
            "`accept_unauthenticated` must",
        ),
    ] {
        let error = read(text).unwrap_err().to_string();
        assert!(error.contains(name), "{text}: {error}");
    }
    let options = serde_json::from_str::<ParseOptions>(r#"{"max_body_bytes":1}"#).unwrap();
    assert_eq!(
        reward::parse(b"{}", &options),
        Err(Error::BodyTooLarge { limit: 1 })
    );
    let credentials = serde_json::from_str(r#"[{"key_id":"K","secret":"s"}]"#);
    let credentials: Vec<Credentials> = credentials.unwrap();
    assert!(
        isendu::confirm(br#"{"keyId":"K"}"#, &credentials)
            .unwrap()
            .is_some()
    );
}

#[wasm_bindgen_test(unsupported = test)]
fn a_value_on_a_limit_is_accepted() {
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
    // The message gives the reason. It does not say that a list is empty.
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
