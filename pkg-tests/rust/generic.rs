//! Code that is generic over the provider, and events that outlive their body.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use countersign::isendu::Isendu;
use countersign::optondemand::OptOnDemand;
use countersign::reward::Reward;
use countersign::xoxoday::Xoxoday;
use countersign::{
    Config, Error, Event, Incoming, IntoOwned, ParseOptions, Provider, Received, Receiver, Trust,
    Verified,
};
use std::collections::HashSet;
use wasm_bindgen_test::wasm_bindgen_test;

const TOKEN: &str = "tok_5f2c9d7e41b84a06";

/// Code that a service would write once for all of its providers.
struct Hook<P: Provider> {
    receiver: Receiver<P>,
    kept: Vec<Received<'static, P::Kind<'static>>>,
}

impl<P: Provider> Hook<P> {
    fn new(config: &Config) -> Result<Self, Error> {
        let (receiver, kept) = (P::receiver(config)?, Vec::new());
        Ok(Self { receiver, kept })
    }

    fn verify(&self, incoming: &Incoming<'_>) -> Result<Verified, Error> {
        self.receiver.verify(incoming)
    }

    fn take(&mut self, incoming: &Incoming<'_>) -> Result<&str, Error> {
        let received = self.receiver.receive(incoming)?;
        assert_eq!(received.event.provider, P::NAME);
        self.kept.push(received.into_owned());
        Ok(self.kept.last().map_or("", |kept| &kept.event.dedupe_key))
    }
}

/// Takes a body and drops it at the end.
fn parsed<P: Provider>(body: &str) -> Event<'static, P::Kind<'static>> {
    let body = body.to_owned();
    let event = P::parse(body.as_bytes(), &ParseOptions::new()).unwrap();
    let kind: P::Kind<'static> = event.kind.clone().into_owned();
    let owned = event.into_owned();
    assert_eq!(owned.kind, kind);
    owned
}

fn works<P: Provider>(body: &str, config: &Config, headers: &[(&str, String)]) {
    let url = format!("/hooks/{TOKEN}");
    let incoming = Incoming::new(body.as_bytes()).url(&url).headers(&headers);
    let mut hook = Hook::<P>::new(config).unwrap();
    let verified = hook.verify(&incoming).unwrap();
    assert_eq!(P::verify(&incoming, config), Ok(verified));
    let key = hook.take(&incoming).unwrap().to_owned();
    let received = P::receive(&incoming, config).unwrap();
    assert_eq!(
        (&received.event.dedupe_key, received.verified),
        (&key, verified)
    );
    assert_eq!(hook.kept, [received.into_owned()]);
    assert_eq!(hook.kept.first().unwrap().event, parsed::<P>(body));
    // Stored events can be read back.
    let kept = hook.kept.first().unwrap();
    assert_eq!(Received::from_json(&kept.to_json()).as_ref(), Ok(kept));
    // A forged delivery is still refused.
    let none = Hook::<P>::new(&Config::new()).map(|_| ());
    assert_eq!(none.unwrap_err().code(), "invalid_config");
    assert_eq!(
        hook.take(&Incoming::new(b"{")).unwrap_err().status() / 100,
        if P::NAME == "optondemand" { 4 } else { 5 }
    );
    assert_eq!(hook.kept.len(), 1);
}

#[wasm_bindgen_test(unsupported = test)]
fn one_function_serves_every_provider() {
    let token = Config::new().url_token(TOKEN);
    works::<Isendu>(
        r#"{"tracking":[{"uuid":"\u0074","status":"T","steps":[{"error":{"code":"1","message":[1.50]}}]},{}],"order":{"uuid":"o","trackingInformation":[{"number":"n"}]}}"#,
        &token,
        &[],
    );
    works::<Reward>(
        r#"{"id":"e","type":"balance.credit_points_issued","data":{"user":{"id":9007199254740993},"transaction":{"id":"t","amount":19.90}}}"#,
        &token,
        &[],
    );
    works::<Xoxoday>(
        r#"{"id":1,"createdAt":"2024-03-22 15:20:00","data":{"orderId":2,"deliveryStatus":"Delivered"}}"#,
        &token,
        &[],
    );
    let body = r#"{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z","data":{"orderId":7}}"#;
    let (name, value) =
        countersign::testing::optondemand::sign(body.as_bytes(), &"s".into()).unwrap();
    works::<OptOnDemand>(body, &Config::new().secret("s"), &[(name, value)]);
}

#[wasm_bindgen_test(unsupported = test)]
fn a_provider_s_name_is_the_one_in_its_events() {
    assert_eq!(
        [Isendu::NAME, OptOnDemand::NAME, Reward::NAME, Xoxoday::NAME],
        ["isendu", "optondemand", "reward", "xoxoday"]
    );
}

/// Compiles only for types that can be sent to another thread, or held across an `await`.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn threads_share_deliveries_and_receivers_and_send_events() {
    use std::collections::BTreeSet;

    let config = Config::new().url_token(TOKEN);
    let receiver = countersign::reward::receiver(&config).unwrap();
    let url = format!("/hooks/{TOKEN}");
    let headers = vec![("host".to_owned(), b"shop.example".to_vec())];
    let body = br#"{"id":"we_1","type":"user.renamed"}"#.to_vec();
    let incoming = Incoming::new(&body).headers(&headers).url(&url);
    let owned = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                // By reference and by value, cloned and shared.
                let (shared, own, clone) = (&incoming, incoming, receiver.clone());
                scope.spawn(move || {
                    assert!(clone.verify(shared).is_ok());
                    clone.receive(&own).unwrap()
                })
            })
            .collect();
        let received = threads.into_iter().map(|thread| thread.join().unwrap());
        received.map(Received::into_owned).collect::<Vec<_>>()
    });
    drop((url, headers, body));
    let late = std::thread::spawn(move || {
        owned
            .into_iter()
            .map(|one| one.event.dedupe_key)
            .collect::<BTreeSet<_>>()
    });
    assert_eq!(
        late.join().unwrap(),
        BTreeSet::from(["reward:we_1".to_owned()])
    );
}

#[wasm_bindgen_test(unsupported = test)]
fn a_clone_outlives_its_receiver_and_shows_no_key() {
    let secret = "s3cret-key-that-nobody-may-see";
    let receiver = OptOnDemand::receiver(&Config::new().secret("old").secret(secret)).unwrap();
    let clone = receiver.clone();
    let told = format!("{receiver:?} {clone:?}");
    assert_eq!(
        told,
        r#"Receiver("optondemand", ..) Receiver("optondemand", ..)"#
    );
    drop(receiver);
    let headers = [countersign::testing::optondemand::sign(b"{}", &secret.into()).unwrap()];
    for receiver in [clone.clone(), clone] {
        let verified = receiver
            .verify(&Incoming::new(b"{}").headers(&headers))
            .unwrap();
        assert_eq!(verified.key_index, Some(1));
        let forged = receiver.verify(&Incoming::new(b"[]").headers(&headers));
        assert!(matches!(forged, Err(Error::Mismatch { .. })));
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn stronger_trust_compares_as_greater() {
    let ascending = [
        Trust::None,
        Trust::UrlToken,
        Trust::SharedSecret,
        Trust::Signature,
    ];
    assert!(ascending.is_sorted_by(|weaker, stronger| weaker < stronger));
    assert_eq!(ascending.iter().max(), Some(&Trust::Signature));
    assert_eq!(ascending.iter().rev().min(), Some(&Trust::None));
    assert_eq!(ascending.into_iter().collect::<HashSet<_>>().len(), 4);
    for at_least in ascending {
        let reached = ascending.into_iter().filter(|trust| *trust >= at_least);
        assert!(
            reached
                .into_iter()
                .all(|trust| trust.max(at_least) == trust)
        );
    }
    let names = ascending.map(|trust| serde_json::to_string(&trust).unwrap());
    assert_eq!(
        names,
        [
            r#""none""#,
            r#""url-token""#,
            r#""shared-secret""#,
            r#""signature""#
        ]
    );
    for (name, trust) in names.iter().zip(ascending) {
        assert_eq!(serde_json::from_str::<Trust>(name).unwrap(), trust);
    }
    assert!(serde_json::from_str::<Trust>(r#""Signature""#).is_err());
}
