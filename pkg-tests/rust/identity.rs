//! Different events never share a dedupe key. The one exception is Xoxoday's: an order that returns to an earlier
//! status. Native only: the same code runs in WebAssembly, and `identity.test.mjs` tests the package.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use countersign::{Config, Error, Key, ParseOptions, isendu, optondemand, reward, xoxoday};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The identity of an event: two events with equal claims are one event.
#[derive(Debug, PartialEq)]
enum Claim {
    /// The whole document.
    Document(Value),
    /// A status of an order, without the rest of the document: the exception.
    Status(xoxoday::DeliveryStatus, String),
    /// The id that the provider gives each event.
    Id(String),
}

/// Returns the key and the claim of a body. `None` if the provider refuses it.
fn keyed(provider: &str, body: &str) -> Option<(String, Claim)> {
    let (bytes, options) = (body.as_bytes(), ParseOptions::new());
    let document = || Claim::Document(serde_json::from_str(body).unwrap());
    Some(match provider {
        "isendu" => (isendu::parse(bytes, &options).ok()?.dedupe_key, document()),
        "optondemand" => (
            optondemand::parse(bytes, &options).ok()?.dedupe_key,
            document(),
        ),
        "reward" => {
            let event = reward::parse(bytes, &options).ok()?;
            let id = match event.kind {
                reward::Kind::TriggerEventCreated(event) => event.envelope.id,
                reward::Kind::CreditPointsIssued(event) => event.envelope.id,
                reward::Kind::Unrecognized(envelope) => envelope.id,
                _ => return None,
            };
            (event.dedupe_key, Claim::Id(id.into_owned()))
        }
        _ => {
            let event = xoxoday::parse(bytes, &options).ok()?;
            let claim = match event.kind {
                xoxoday::Kind::OrderDeliveryStatus(order)
                    if order.status != xoxoday::DeliveryStatus::Unrecognized =>
                {
                    Claim::Status(order.status, order.order_id.into_owned())
                }
                _ => document(),
            };
            (event.dedupe_key, claim)
        }
    })
}

/// Texts with parts that look like parts of a key.
fn id() -> impl Strategy<Value = String> + Clone {
    let digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    prop_oneof![
        "[12:]{1,3}",
        Just("delivered:2".to_owned()),
        Just("canceled:2".to_owned()),
        Just(format!("sha256:{digest}")),
        Just(format!("2:sha256:{digest}")),
        Just("order:2".to_owned()),
        any::<String>(),
    ]
}

fn status() -> impl Strategy<Value = &'static str> + Clone {
    prop::sample::select(vec![
        "delivered",
        "Delivered ",
        "canceled",
        "Cancelled",
        "shipped",
        "Shipped",
        "delivered:2",
        "",
    ])
}

/// Documents in the provider's shape with few different values, so that two of them often differ in one value only.
fn document(provider: &'static str) -> BoxedStrategy<Value> {
    let element = (id(), status(), prop::option::of(0..3)).prop_map(|(uuid, status, minute)| {
        let at = minute.map(|minute| format!("2024-03-22T15:20:0{minute}Z"));
        json!({ "uuid": uuid, "status": status, "updated": at, "steps": [{ "timestamp": at }] })
    });
    match provider {
        "isendu" => prop_oneof![
            (prop::collection::vec(element.clone(), 0..3), prop::collection::vec(element, 0..3))
                .prop_map(|(orders, trackings)| json!({ "order": orders, "tracking": trackings })),
            id().prop_map(|id| json!({ "keyId": id })),
            id().prop_map(|id| json!({ "other": id })),
        ]
        .boxed(),
        "optondemand" => (id(), id(), any::<bool>())
            .prop_map(|(event, order, is_order)| {
                let event = if is_order { "ORDER_STATUS_UPDATED" } else { &event };
                json!({ "event": event, "data": { "orderId": order } })
            })
            .boxed(),
        "reward" => (id(), id(), 0..3)
            .prop_map(|(id, other, kind)| {
                let kind = ["trigger_event.created", "balance.credit_points_issued", "other"][usize::try_from(kind).unwrap()];
                json!({ "id": id, "type": kind, "data": {
                    "user": { "id": other }, "trigger": { "id": other }, "transaction": { "id": other, "amount": 5 },
                } })
            })
            .boxed(),
        _ => (id(), status(), prop::option::of(0..3))
            .prop_map(|(id, status, more)| json!({ "id": 1, "more": more, "data": { "orderId": id, "deliveryStatus": status } }))
            .boxed(),
    }
}

/// A provider and two of its documents. The second is often the first with one character changed.
fn two_bodies() -> impl Strategy<Value = (&'static str, String, String)> {
    let provider = prop::sample::select(vec!["isendu", "optondemand", "reward", "xoxoday"]);
    let pair =
        provider.prop_flat_map(|provider| (Just(provider), document(provider), document(provider)));
    let nudge = prop::option::of((any::<prop::sample::Index>(), "[a-z0-9: ]"));
    (pair, nudge).prop_map(|((provider, one, other), nudge)| {
        let one = one.to_string();
        let other = match nudge {
            Some((at, character)) => {
                let mut characters: Vec<_> = one.chars().collect();
                let at = at.index(characters.len());
                characters[at] = character.chars().next().unwrap();
                characters.into_iter().collect()
            }
            None => other.to_string(),
        };
        (provider, one, other)
    })
}

/// Splits a key into its parts. A digest has a fixed length and comes last.
fn parts(key: &str) -> Option<Vec<&str>> {
    let is_digest = |text: &str| {
        text.len() == 64
            && text
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let (provider, rest) = key.split_once(':')?;
    if provider == "reward" {
        return Some(vec![provider, rest]);
    }
    let (first, rest) = rest.split_once(':')?;
    if matches!(first, "order" | "tracking") {
        let (uuid, digest) = rest.rsplit_once(":sha256:")?;
        return is_digest(digest).then(|| vec![provider, first, uuid, "sha256", digest]);
    }
    (matches!(first, "delivered" | "canceled") || (first == "sha256" && is_digest(rest)))
        .then(|| vec![provider, first, rest])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_bodies_share_a_key_only_if_they_are_one_event((provider, one, other) in two_bodies()) {
        if let (Some((key, claim)), Some((other_key, other_claim))) = (keyed(provider, &one), keyed(provider, &other)) {
            if claim != other_claim {
                prop_assert_ne!(&key, &other_key, "{} {}", one, other);
            } else if one == other || !matches!(claim, Claim::Document(_)) {
                prop_assert_eq!(&key, &other_key, "{} {}", one, other);
            }
            prop_assert_eq!(keyed(provider, &one), Some((key.clone(), claim)));
            prop_assert_eq!(parts(&key).unwrap().join(":"), key);
        }
    }

    #[test]
    fn two_elements_share_a_key_only_if_they_are_equal(document in document("isendu")) {
        let body = document.to_string();
        let event = isendu::parse(body.as_bytes(), &ParseOptions::new()).unwrap();
        let isendu::Kind::Batch(batch) = event.kind else { return Ok(()) };
        let mut said = Vec::new();
        for mut order in batch.orders {
            let key = std::mem::take(&mut order.dedupe_key);
            prop_assert_eq!(parts(&key).unwrap()[2], &*order.uuid);
            said.push((key, format!("{order:?}")));
        }
        for mut tracking in batch.trackings {
            let key = std::mem::take(&mut tracking.dedupe_key);
            prop_assert_eq!(parts(&key).unwrap()[2], &*tracking.uuid);
            said.push((key, format!("{tracking:?}")));
        }
        for (key, meaning) in &said {
            for (other_key, other_meaning) in &said {
                prop_assert!(meaning == other_meaning || key != other_key, "{} {} {}", key, meaning, other_meaning);
            }
        }
    }

    #[test]
    fn a_trigger_event_supersedes_no_other(one in document("reward"), other in document("reward"), times in ["[0-5]", "[0-5]"]) {
        let body = |document: &Value, time: &str| {
            let mut document = document.clone();
            document["time"] = json!(format!("2024-12-14T15:29:1{time}Z"));
            document.to_string()
        };
        let bodies = [body(&one, &times[0]), body(&other, &times[1])];
        let [Ok(next), Ok(previous)] = [&bodies[0], &bodies[1]].map(|body| reward::parse(body.as_bytes(), &ParseOptions::new())) else {
            return Ok(());
        };
        let transaction = |event: &reward::Event<'_>| match &event.kind {
            reward::Kind::CreditPointsIssued(credits) => Some(credits.transaction_id.to_string()),
            _ => None,
        };
        let is_told = reward::supersedes(&next, &previous).is_some();
        prop_assert!(!is_told || (transaction(&next).is_some() && transaction(&next) == transaction(&previous)));
    }

    #[test]
    fn a_key_that_can_never_match_is_refused(key in any::<String>(), remains in "[\n\t\0 \u{a0}\u{feff}\u{200b}\u{2060}\"'`x]", place in 0..4) {
        let key = match place {
            0 => format!("{remains}{key}"),
            1 => format!("{key}{remains}"),
            2 => format!("{remains}{key}{remains}"),
            _ => format!("a{key}{remains}{key}b"),
        };
        let blank = |character: char| character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}');
        let (first, last) = (key.chars().next().unwrap(), key.chars().last().unwrap());
        let is_damaged = key.chars().any(char::is_control) || blank(first) || blank(last)
            || (first == last && "\"'`".contains(first));
        let of_text = optondemand::receiver(&Config::new().secret(key.as_str()));
        let of_string = optondemand::receiver(&Config::new().secret(key.clone()));
        prop_assert_eq!(of_text.is_err(), is_damaged, "{:?}", key);
        prop_assert_eq!(of_text.err(), of_string.err());
        let is_zero = key.bytes().all(|byte| byte == 0);
        prop_assert_eq!(optondemand::receiver(&Config::new().secret(key.as_bytes())).is_err(), is_zero);
        prop_assert_eq!(optondemand::receiver(&Config::new().secret(Key::from(key.into_bytes()))).is_err(), is_zero);
    }
}

#[test]
fn the_bound_of_a_batch_counts_orders_trackings_and_steps() {
    let batch = |orders: usize, trackings: usize, steps: usize| {
        let body = json!({
            "order": vec![json!({ "uuid": "o" }); orders],
            "tracking": vec![json!({ "uuid": "t", "steps": vec![json!({}); steps] }); trackings],
        });
        let body = body.to_string();
        isendu::parse(body.as_bytes(), &ParseOptions::new()).map(|event| event.dedupe_key.len())
    };
    for (orders, trackings, steps) in [
        (20_000, 0, 0),
        (0, 20_000, 0),
        (1, 1, 19_998),
        (0, 100, 199),
    ] {
        assert!(batch(orders, trackings, steps).is_ok());
        let error = batch(orders + 1, trackings, steps).unwrap_err();
        assert_eq!(error, Error::TooManyElements { limit: 20_000 });
        assert_eq!(
            (
                error.code(),
                error.status(),
                error.retry_useful(),
                error.path()
            ),
            ("too_many_elements", 422, false, None)
        );
    }
}
