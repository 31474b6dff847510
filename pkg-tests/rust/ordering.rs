//! Which of two events is newer: the cases in `src/providers/<name>/ordering.json`, natively and in WebAssembly.
//! `ordering.test.mjs` runs them against the package.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use countersign::isendu::{Item, Order, Tracking};
use countersign::{ParseOptions, isendu, optondemand, reward, xoxoday};
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

/// Checks each of a provider's cases with `supersedes`, which takes two documents.
fn check(file: &str, supersedes: impl Fn(&[u8], &[u8]) -> Option<bool>) {
    let file: Value = serde_json::from_str(file).unwrap();
    let cases = file["supersedes"].as_array().unwrap();
    assert!(cases.len() > 6);
    for case in cases {
        let [next, previous] = [0, 1].map(|at| document(&file, &case[at]));
        assert_eq!(supersedes(&next, &previous), case[2].as_bool(), "{case}");
    }
}

fn document(file: &Value, name: &Value) -> Vec<u8> {
    file["documents"][name.as_str().unwrap()]
        .to_string()
        .into_bytes()
}

macro_rules! of_events {
    ($test:ident, $provider:ident) => {
        #[wasm_bindgen_test(unsupported = test)]
        fn $test() {
            let file = include_str!(concat!(
                "../../src/providers/",
                stringify!($provider),
                "/ordering.json"
            ));
            let options = ParseOptions::new();
            check(file, |next, previous| {
                let [next, previous] =
                    [next, previous].map(|body| $provider::parse(body, &options).unwrap());
                $provider::supersedes(&next, &previous)
            });
        }
    };
}
of_events!(optondemand_by_the_signed_time, optondemand);
of_events!(reward_by_time_then_by_id, reward);
of_events!(xoxoday_by_the_time_of_sending, xoxoday);

const ISENDU: &str = include_str!("../../src/providers/isendu/ordering.json");

#[wasm_bindgen_test(unsupported = test)]
fn isendu_by_update_by_step_and_by_final_state() {
    check(ISENDU, |next, previous| {
        let (next, previous) = (batch(next), batch(previous));
        match (
            &*next.orders,
            &*previous.orders,
            &*next.trackings,
            &*previous.trackings,
        ) {
            ([next], [previous], ..) => isendu::supersedes(next, previous),
            (.., [next], [previous]) => isendu::supersedes(next, previous),
            // In Rust, an order and a tracking have different types.
            _ => None,
        }
    });
}

#[wasm_bindgen_test(unsupported = test)]
fn isendu_keeps_the_latest() {
    let file: Value = serde_json::from_str(ISENDU).unwrap();
    for case in file["latest"].as_array().unwrap() {
        let bodies = |names: &Value| -> Vec<_> {
            let names = names.as_array().unwrap();
            names.iter().map(|name| document(&file, name)).collect()
        };
        let (items, kept) = (bodies(&case[0]), bodies(&case[1]));
        assert_eq!(latest(&items), all(&kept), "{case}");
    }
}

/// Keeps the latest of the orders and of the trackings.
fn latest(bodies: &[Vec<u8>]) -> (Vec<Order<'_>>, Vec<Tracking<'_>>) {
    let (orders, trackings) = all(bodies);
    (cloned(&orders), cloned(&trackings))
}

fn cloned<T: Item + Clone>(items: &[T]) -> Vec<T> {
    isendu::latest(items).into_iter().cloned().collect()
}

/// Returns the orders and the trackings of all batches.
fn all(bodies: &[Vec<u8>]) -> (Vec<Order<'_>>, Vec<Tracking<'_>>) {
    let mut batches = isendu::Batch::default();
    for body in bodies {
        let batch = batch(body);
        batches.orders.extend(batch.orders);
        batches.trackings.extend(batch.trackings);
    }
    (batches.orders, batches.trackings)
}

fn batch(body: &[u8]) -> isendu::Batch<'_> {
    match isendu::parse(body, &ParseOptions::new()).unwrap().kind {
        isendu::Kind::Batch(batch) => batch,
        other => panic!("{other:?}"),
    }
}
