//! Properties that hold for every input, above all for untrusted ones. Native only: the same code runs in
//! WebAssembly.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use countersign::{
    Config, Error, Event, Incoming, ParseOptions, Provider, isendu, optondemand, reward, testing,
    xoxoday,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Parses a body as each provider, and returns the result of the strict JSON reader.
fn parse_as_all(body: &[u8]) -> Result<String, Error> {
    let options = ParseOptions::new();
    let _ = xoxoday::parse(body, &options).map(|event| event.to_json());
    let _ = reward::parse(body, &options).map(|event| event.to_json());
    let _ = optondemand::parse(body, &options).map(|event| event.to_json());
    let _ = isendu::confirm(body, &[isendu::Credentials::new("K", "s")]);
    // isendu requires no field at the root, so its errors are the reader's own.
    isendu::parse(body, &options).map(|event| event.payload.as_str().to_owned())
}

/// JSON of any shape, with the providers' keys, and numbers that a double can't hold.
fn any_json() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        "[a-z]{0,4}",
        any::<String>(),
        Just("2024-03-22T15:20:00Z".to_owned()),
        Just("delivered".to_owned()),
    ];
    let text = text.prop_map(|text| json!(text).to_string());
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|boolean| boolean.to_string()),
        "-?(0|[1-9][0-9]{0,25})",
        "-?(0|[1-9][0-9]{0,5})(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,2})?",
        text.clone(),
    ];
    let names = "id|uuid|data|order|tracking|steps|orderId|deliveryStatus|keyId|type|user|value|event|[a-c]{1,2}";
    leaf.prop_recursive(6, 64, 8, move |inner| {
        let member = (names, inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..8)
                .prop_map(|items| format!("[{}]", items.join(" ,\t"))),
            prop::collection::vec(member, 0..8).prop_map(|members| {
                let members: Vec<_> = members
                    .iter()
                    .map(|(name, value)| format!("{name:?}: {value}"))
                    .collect();
                format!("{{{}}}", members.join(", "))
            }),
        ]
    })
}

/// Finds duplicate keys in a second, slower way: with serde_json, one object at a time.
fn holds_a_key_twice(text: &str) -> bool {
    struct Seen(bool);
    impl<'de> serde::Deserialize<'de> for Seen {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Look;
            impl<'de> serde::de::Visitor<'de> for Look {
                type Value = Seen;
                fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    formatter.write_str("JSON")
                }
                fn visit_unit<E>(self) -> Result<Seen, E> {
                    Ok(Seen(false))
                }
                fn visit_bool<E>(self, _: bool) -> Result<Seen, E> {
                    Ok(Seen(false))
                }
                fn visit_i64<E>(self, _: i64) -> Result<Seen, E> {
                    Ok(Seen(false))
                }
                fn visit_u64<E>(self, _: u64) -> Result<Seen, E> {
                    Ok(Seen(false))
                }
                fn visit_f64<E>(self, _: f64) -> Result<Seen, E> {
                    Ok(Seen(false))
                }
                fn visit_str<E>(self, _: &str) -> Result<Seen, E> {
                    Ok(Seen(false))
                }
                fn visit_seq<A: serde::de::SeqAccess<'de>>(
                    self,
                    mut seq: A,
                ) -> Result<Seen, A::Error> {
                    let mut twice = false;
                    while let Some(Seen(inner)) = seq.next_element()? {
                        twice |= inner;
                    }
                    Ok(Seen(twice))
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> Result<Seen, A::Error> {
                    let (mut names, mut twice) = (Vec::new(), false);
                    while let Some((name, Seen(inner))) = map.next_entry::<String, Seen>()? {
                        twice |= inner || names.contains(&name);
                        names.push(name);
                    }
                    Ok(Seen(twice))
                }
            }
            deserializer.deserialize_any(Look)
        }
    }
    serde_json::from_str::<Seen>(text).is_ok_and(|seen| seen.0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse_as_all(&body);
    }

    #[test]
    fn json_is_accepted_and_keeps_its_values(text in any_json()) {
        let body = format!("{{\"x\":{text}}}");
        match parse_as_all(body.as_bytes()) {
            Ok(payload) => {
                prop_assert!(!holds_a_key_twice(&body));
                // Apart from quoted numbers, the payload is the body.
                prop_assert_eq!(payload.replace('"', ""), body.replace('"', ""));
                let value: Value = serde_json::from_str(&payload).unwrap();
                prop_assert!(unsafe_numbers(&value).is_empty());
            }
            Err(error) => {
                prop_assert_eq!(error.code(), "duplicate_key");
                prop_assert!(holds_a_key_twice(&body));
            }
        }
    }

    #[test]
    fn a_number_is_quoted_if_a_double_can_t_hold_it(
        token in "-?(0|[1-9][0-9]{0,20}|[1-9][0-9]{300,312})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
    ) {
        let integer = token.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
        let beyond = integer && token.parse::<i128>().map_or(true, |value| value.abs() > 9_007_199_254_740_991);
        let quoted = beyond || token.parse::<f64>().unwrap().is_infinite();
        let payload = parse_as_all(format!("{{\"x\":{token}}}").as_bytes()).unwrap();
        let value = if quoted { format!("{token:?}") } else { token };
        prop_assert_eq!(payload, format!("{{\"x\":{value}}}"));
    }

    #[test]
    fn a_damaged_document_is_accepted_only_if_serde_json_accepts_it(
        text in any_json(), at in any::<prop::sample::Index>(), byte in any::<u8>(), remove in any::<bool>(),
    ) {
        let mut body = format!("{{\"x\":{text}}}").into_bytes();
        let at = at.index(body.len());
        if remove { body.remove(at); } else { body[at] = byte; }
        let theirs = std::str::from_utf8(&body).ok().map(serde_json::from_str::<Value>);
        match parse_as_all(&body) {
            Ok(_) => prop_assert!(theirs.unwrap().is_ok_and(|value| value.is_object()) || overflows(&body)),
            Err(Error::InvalidUtf8) => prop_assert!(theirs.is_none()),
            Err(Error::InvalidJson) => prop_assert!(theirs.unwrap().is_err()),
            Err(Error::NotObject) => prop_assert!(!theirs.unwrap().unwrap().is_object()),
            Err(error) => prop_assert!(["duplicate_key", "wrong_type"].contains(&error.code()), "{}", error),
        }
    }

    #[test]
    fn a_signature_matches_its_own_key_and_body_only(
        body in prop::collection::vec(any::<u8>(), 0..300), key in prop::collection::vec(1_u8.., 2..100),
        bit in any::<prop::sample::Index>(), which in 0..3,
    ) {
        let config = Config::new().secret("other").secret(key.as_slice());
        let (name, value) = testing::optondemand::sign(&body, &key.as_slice().into()).unwrap();
        let headers = [(name, value.clone())];
        let verified = optondemand::verify(&Incoming::new(&body).headers(&headers), &config).unwrap();
        prop_assert_eq!(verified.key_index, Some(1));

        let (mut other_body, mut other_key) = (body.clone(), key.clone());
        let mut mac: Vec<u8> = value.into_bytes();
        match which {
            0 if !body.is_empty() => flip(&mut other_body, bit),
            1 => flip(&mut other_key, bit),
            // Replace the last digit of the MAC with a different one.
            _ => *mac.last_mut().unwrap() = if mac.last() == Some(&b'0') { b'1' } else { b'0' },
        }
        let headers = [(name, String::from_utf8(mac).unwrap())];
        let forged = optondemand::verify(&Incoming::new(&other_body).headers(&headers), &Config::new().secret(other_key));
        prop_assert_eq!(forged, Err(Error::Mismatch { hashed: Some(other_body.len()), body: Some(other_body.len()) }));
    }

    #[test]
    fn only_the_exact_api_key_is_accepted(key in "[!-+\\--~]{1,40}", other in "[!-+\\--~]{1,40}") {
        let headers = [("X-API-Key", other.as_str())];
        let result = xoxoday::verify(&Incoming::new(b"").headers(&headers), &Config::new().api_key(key.as_bytes()));
        prop_assert_eq!(result.is_ok(), key == other);
    }

    #[test]
    fn any_url_and_any_address_give_a_result(url in any::<String>(), ip in any::<String>(), param in any::<bool>()) {
        let mut config = Config::new().url_token("tok_5f2c9d7e41b84a06").allowed_ip("::/0").allowed_ip("0.0.0.0/0");
        if param { config = config.url_token_param("key"); }
        prop_assert!(reward::verify(&Incoming::new(b"").url(&url).ip(&ip), &config).is_err());
    }

    #[test]
    fn an_ipv4_block_contains_what_its_mask_says(base in any::<u32>(), ip in any::<u32>(), near in 0_u32..33, prefix in 0_u32..33) {
        let ip = if near < 32 { base ^ (1 << near) } else { ip };
        let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
        let address = |bits| std::net::Ipv4Addr::from_bits(bits).to_string();
        let config = Config::new().accept_unauthenticated().allowed_ip(format!("{}/{prefix}", address(base)));
        let mapped = format!("::ffff:{}", address(ip));
        for ip_text in [address(ip), mapped] {
            let result = reward::verify(&Incoming::new(b"").ip(&ip_text), &config);
            prop_assert_eq!(result.is_ok(), base & mask == ip & mask);
        }
    }

    #[test]
    fn no_snapshot_supersedes_the_latest_of_its_kind(
        orders in prop::collection::vec((0..3_i32, prop::option::of(0..4_i32)), 0..12),
        trackings in prop::collection::vec((0..3_i32, "[PTDR]", prop::collection::vec(prop::option::of(0..3_i32), 0..4)), 0..12),
    ) {
        let at = |minute: &Option<i32>| minute.map(|minute| format!("2024-03-22T15:0{minute}:00Z"));
        let orders: Vec<_> = orders.iter()
            .map(|(uuid, minute)| json!({ "uuid": uuid.to_string(), "updated": at(minute) })).collect();
        let trackings: Vec<_> = trackings.iter().map(|(uuid, status, minutes)| {
            let steps: Vec<_> = minutes.iter().map(|minute| json!({ "timestamp": at(minute) })).collect();
            json!({ "uuid": uuid.to_string(), "status": status, "steps": steps })
        }).collect();
        let body = json!({ "order": orders, "tracking": trackings }).to_string();
        let event = isendu::parse(body.as_bytes(), &ParseOptions::new()).unwrap();
        let isendu::Kind::Batch(batch) = event.kind else { return Err(TestCaseError::fail("another kind")) };
        check_latest(&batch.orders, |order| order.uuid.as_ref())?;
        check_latest(&batch.trackings, |tracking| tracking.uuid.as_ref())?;
    }

    #[test]
    fn a_time_is_read_as_the_time_crate_reads_it(seconds in -62_000_000_000_i64..250_000_000_000, ms in 0..1000_i64, offset in -1439..1440_i32) {
        use time::{Duration, OffsetDateTime, UtcOffset};
        let offset = UtcOffset::from_whole_seconds(offset * 60).unwrap();
        let at = (OffsetDateTime::from_unix_timestamp(seconds).unwrap() + Duration::milliseconds(ms)).to_offset(offset);
        let (date, clock) = (at.date(), at.time());
        let (hours, minutes, _) = offset.as_hms();
        let sign = if offset.is_negative() { '-' } else { '+' };
        let text = format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{sign}{:02}:{:02}",
            date.year(), u8::from(date.month()), date.day(), clock.hour(), clock.minute(), clock.second(), clock.millisecond(),
            hours.unsigned_abs(), minutes.unsigned_abs(),
        );
        let body = json!({ "event": "x", "timestamp": text }).to_string();
        let event = optondemand::parse(body.as_bytes(), &ParseOptions::new()).unwrap();
        let optondemand::Kind::Unrecognized(order) = event.kind else { return Err(TestCaseError::fail("another kind")) };
        prop_assert_eq!(order.timestamp_ms, Some(seconds * 1000 + ms));
    }
}

/// Checks that an event is equal after reading it back from its JSON, and after `into_owned`.
fn comes_back<P: Provider>(body: &str) -> Result<(), TestCaseError> {
    let Ok(event) = P::parse(body.as_bytes(), &ParseOptions::new()) else {
        return Ok(());
    };
    let json = event.to_json();
    let back = Event::from_json(&json);
    prop_assert_eq!(back.as_ref(), Ok(&event));
    prop_assert_eq!(serde_json::to_string(&event).unwrap(), json.as_str());
    prop_assert_eq!(event.into_owned().to_json(), json);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn stored_events_are_read_back_unchanged(
        values in prop::collection::vec(any_json(), 12), texts in prop::collection::vec("[^\u{0}]{1,8}", 3),
        number in "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,25})?([eE][+-]?[0-9]{1,2})?",
    ) {
        let [a, b, c, d, e, f, g, h, i, j, k, l] = &values[..] else { unreachable!() };
        let texts: Vec<_> = texts.iter().map(|text| json!(text).to_string()).collect();
        let [s, t, u] = &texts[..] else { unreachable!() };
        comes_back::<xoxoday::Xoxoday>(&format!(
            r#" {{"id":{s},"data":{{"orderId":{t},"deliveryStatus":{u},"poNumber":{a},"orderDate":{b}}},"createdAt":{c},"z":{d}}} "#
        ))?;
        for (name, data) in [("ORDER_STATUS_UPDATED".to_owned(), format!(r#"{{"orderId":{a}}}"#)), ("x".to_owned(), b.clone())] {
            comes_back::<optondemand::OptOnDemand>(&format!(r#"{{"event":{name:?},"timestamp":{c},"data":{data},"z":{d}}}"#))?;
        }
        for (name, data) in [
            ("trigger_event.created", format!(r#"{{"user":{{"id":{s}}},"trigger":{{"id":{t}}},"value":{number}}}"#)),
            ("trigger_event.created", format!(r#"{{"user":{{"id":{s}}},"trigger":{{"id":{t}}},"value":{a}}}"#)),
            ("balance.credit_points_issued", format!(r#"{{"user":{{"id":{s}}},"transaction":{{"id":{t},"amount":{number}}}}}"#)),
            ("x", a.clone()),
        ] {
            comes_back::<reward::Reward>(&format!(r#"{{"id":{u},"type":{name:?},"time":{b},"data":{data},"z":{c}}}"#))?;
        }
        let step = format!(
            r#"{{"timestamp":{a},"datetime":{b},"timezone":{c},"description":{d},"location":{e},"status":{f},"error":{{"code":{g},"message":{h}}}}}"#
        );
        comes_back::<isendu::Isendu>(&format!(
            r#"{{"order":[{{"uuid":{s},"status":{i},"updated":{a},"created":{b},"storeOrderId":{j},"trackingInformation":[{{"number":{k}}}]}},{l}],
                "tracking":[{{"uuid":{t},"status":{f},"trackingNumber":{g},"trackingUrl":{h},"delivered":{i},"steps":[{step},{l}]}},{k}]}}"#
        ))?;
        comes_back::<isendu::Isendu>(&format!(r#"{{"keyId":{s},"z":{a}}}"#))?;
    }
}

/// Checks that one snapshot per uuid is left, in the order of first appearance, and that no other supersedes it.
fn check_latest<T: isendu::Item>(
    items: &[T],
    uuid: impl Fn(&T) -> &str,
) -> Result<(), TestCaseError> {
    let latest = isendu::latest(items);
    let mut uuids: Vec<_> = Vec::new();
    for item in items {
        if !uuids.contains(&uuid(item)) {
            uuids.push(uuid(item));
        }
    }
    prop_assert_eq!(
        latest.iter().map(|item| uuid(item)).collect::<Vec<_>>(),
        uuids
    );
    for chosen in latest {
        for other in items.iter().filter(|item| uuid(item) == uuid(chosen)) {
            prop_assert_ne!(isendu::supersedes(other, chosen), Some(true));
        }
    }
    Ok(())
}

fn flip(bytes: &mut [u8], bit: prop::sample::Index) {
    let bit = bit.index(bytes.len() * 8);
    bytes[bit / 8] ^= 1 << (bit % 8);
}

/// Whether a number overflows: serde_json refuses it, and the contract keeps it as text.
fn overflows(body: &[u8]) -> bool {
    let error = serde_json::from_slice::<Value>(body).err();
    error.is_some_and(|error| error.to_string().contains("out of range"))
}

fn unsafe_numbers(value: &Value) -> Vec<String> {
    match value {
        Value::Number(number) => {
            let rounded = number
                .as_f64()
                .is_some_and(|double| number.is_f64() || double.abs() <= 9_007_199_254_740_991.0);
            if rounded {
                Vec::new()
            } else {
                vec![number.to_string()]
            }
        }
        Value::Array(items) => items.iter().flat_map(unsafe_numbers).collect(),
        Value::Object(members) => members.values().flat_map(unsafe_numbers).collect(),
        _ => Vec::new(),
    }
}
