//! Controls: a delivery that a stranger signed proves nothing, whatever the key and the body look like.
//!
//! `make test` draws a few hundred. `make controls` draws a million, in release mode.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countersign::diagnose::{Confidence, Diagnosis, Evidence};
use countersign::{Config, Incoming, isendu, optondemand, reward, testing, xoxoday};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use std::thread;

/// How many deliveries `make test` draws, of all four providers together.
const SHORT: usize = 1000;
/// How many bytes a search hashes. One search in sixteen goes on to `MORE`, and one in `WHOLE_EVERY` has no bound of its own.
const HASHED_BYTES: u64 = 24 << 10;
const MORE: u64 = 256 << 10;
const WHOLE_EVERY: usize = 20_000;

struct Draw(TestRng);

impl Draw {
    fn new(seed: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.0.next_u64()).unwrap() % most
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn text(&mut self, alphabet: &str, length: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        (0..length).map(|_| self.pick(&letters)).collect()
    }
}

const PRINTABLE: &str =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+/=.:%\\\"' ";
const WORDS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Draws a key of 16 to 43 characters, as a provider or a tool makes one.
fn key(draw: &mut Draw) -> String {
    let length = 16 + draw.below(28);
    match draw.below(6) {
        // A key has no white space and no quotation mark at an edge.
        0 => format!("a{}b", draw.text(PRINTABLE, length - 2)),
        1 => draw.text("0123456789abcdef", length),
        2 => STANDARD.encode(draw.text(WORDS, length)),
        3 => format!("whsec_{}", draw.text(WORDS, length)),
        4 => format!("\"{}\"", draw.text(WORDS, length)),
        _ => draw.text(WORDS, length),
    }
}

/// Draws a value of JSON, no deeper than `depth`.
fn value(draw: &mut Draw, depth: usize) -> serde_json::Value {
    match draw.below(if depth == 0 { 5 } else { 7 }) {
        0 => draw.below(100_000).into(),
        1 => (draw.below(100_000) as f64 / 4.0).into(),
        2 => (draw.below(2) == 0).into(),
        3 => serde_json::Value::Null,
        4 => {
            let length = draw.below(14);
            draw.text("abcé<>/&\"\\\n\u{1f600} 012", length).into()
        }
        5 => (0..draw.below(4)).map(|_| value(draw, depth - 1)).collect(),
        _ => object(draw, depth - 1),
    }
}

fn object(draw: &mut Draw, depth: usize) -> serde_json::Value {
    let members = (0..draw.below(6)).map(|_| {
        let length = 1 + draw.below(8);
        (draw.text(WORDS, length), value(draw, depth))
    });
    serde_json::Value::Object(members.collect())
}

/// Draws a body: JSON in one of several layouts, text, a form, or bytes.
fn body(draw: &mut Draw) -> Vec<u8> {
    match draw.below(8) {
        0 => {
            let length = draw.below(60);
            draw.text(WORDS, length).into()
        }
        1 => format!("{}={}", draw.text(WORDS, 5), draw.text(WORDS, 20)).into(),
        2 => {
            let mut bytes = vec![0; draw.below(80)];
            draw.0.fill_bytes(&mut bytes);
            // JSON that ends early is a fact, not a control.
            if let Some(first) = bytes.first_mut() {
                *first = b'x';
            }
            bytes
        }
        3 => serde_json::to_vec_pretty(&object(draw, 2)).unwrap(),
        4 => STANDARD.encode(object(draw, 1).to_string()).into(),
        5 => serde_json::json!({ "body": object(draw, 1).to_string() })
            .to_string()
            .into(),
        _ => object(draw, 3).to_string().into(),
    }
}

/// Draws how the value of a header arrives.
fn header(draw: &mut Draw, value: &str) -> String {
    match draw.below(6) {
        0 => value.trim_start_matches("sha256=").into(),
        1 => format!("\"{value}\""),
        2 => STANDARD.encode(value),
        _ => value.into(),
    }
}

/// Draws a delivery, and diagnoses it under a key that did not sign it. Returns the diagnosis and the two keys.
fn control(draw: &mut Draw, at: usize) -> (Diagnosis, [String; 2]) {
    let (signer, configured) = (key(draw), key(draw));
    assert_ne!(signer, configured);
    let body = body(draw);
    let evidence = match draw.below(16) {
        _ if at % WHOLE_EVERY == WHOLE_EVERY - 1 => Evidence::new(),
        0 => Evidence::new().max_hashed_bytes(MORE),
        _ => Evidence::new().max_hashed_bytes(HASHED_BYTES),
    };
    // A third key, as evidence: it did not sign, either.
    let evidence = if draw.below(4) == 0 {
        evidence.other_key("another", key(draw))
    } else {
        evidence
    };
    let diagnosis = match draw.below(8) {
        0 => {
            let value = header(draw, &signer);
            let headers = [("x-api-key", &*value)];
            let incoming = Incoming::new(&body).headers(&headers);
            xoxoday::diagnose(&incoming, &Config::new().api_key(&*configured), &evidence)
        }
        1 => {
            let token = signer.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
            let url = draw.pick(&["/hooks/", "/hooks?token=", "/a/b#"]).to_owned() + &token;
            let incoming = Incoming::new(&body).url(&url);
            reward::diagnose(&incoming, &Config::new().url_token(&*configured), &evidence)
        }
        2 => {
            let body = serde_json::json!({ "keyId": signer }).to_string();
            let evidence = evidence.credentials(&*configured, key(draw));
            let incoming = Incoming::new(body.as_bytes());
            isendu::diagnose(&incoming, &Config::new().url_token(&*configured), &evidence)
        }
        _ => {
            let (_, value) = testing::optondemand::sign(&body, &signer.as_bytes().into()).unwrap();
            let value = header(draw, &value);
            let headers = [("x-signature", &*value)];
            let incoming = Incoming::new(&body).headers(&headers).url("/hooks/a?b=c");
            let config = Config::new().secret(configured.as_bytes());
            optondemand::diagnose(&incoming, &config, &evidence)
        }
    };
    (diagnosis, [signer, configured])
}

/// Runs the controls of one seed. Returns how many MACs they took.
fn controls(seed: u64, count: usize) -> u64 {
    let mut draw = Draw::new(seed);
    let mut macs = 0;
    for at in 0..count {
        let (diagnosis, keys) = control(&mut draw, at);
        let proven = diagnosis
            .findings
            .iter()
            .find(|finding| finding.confidence == Confidence::Proven);
        assert!(proven.is_none(), "seed {seed}, {at}: {proven:?} {keys:?}");
        assert_ne!(
            diagnosis.error.as_ref().map(|error| error.code),
            None,
            "seed {seed}, {at}"
        );
        let told = serde_json::to_string(&diagnosis).unwrap();
        assert!(
            keys.iter().all(|key| !told.contains(key)),
            "seed {seed}, {at}: {told}"
        );
        macs += diagnosis.searched.macs;
    }
    macs
}

#[test]
fn a_stranger_s_delivery_proves_nothing() {
    let count = std::env::var("CONTROLS").map_or(SHORT, |text| text.parse().unwrap());
    let seed: u64 = std::env::var("SEED").map_or(1, |text| text.parse().unwrap());
    let threads = thread::available_parallelism().unwrap().get();
    let macs: u64 = thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|at| {
                let own = count / threads + usize::from(at < count % threads);
                let seed = seed * 1000 + u64::try_from(at).unwrap();
                scope.spawn(move || controls(seed, own))
            })
            .collect();
        running.into_iter().map(|each| each.join().unwrap()).sum()
    });
    println!("{count} controls, {macs} MACs, no proof");
}

/// The same drawing proves something once the key that signed is configured, so the controls can fail.
#[test]
fn the_key_that_signed_is_proven() {
    let mut draw = Draw::new(7);
    for _ in 0..100 {
        let (signer, body) = (key(&mut draw), body(&mut draw));
        let (_, value) = testing::optondemand::sign(&body, &signer.as_bytes().into()).unwrap();
        let value = header(&mut draw, &value);
        let headers = [("x-signature", &*value)];
        let config = Config::new().secret(format!("{signer}\n").as_bytes());
        let diagnosis = optondemand::diagnose(
            &Incoming::new(&body).headers(&headers),
            &config,
            &Evidence::new(),
        );
        assert!(
            diagnosis
                .findings
                .iter()
                .any(|finding| finding.id == "secret_whitespace"),
            "{diagnosis:?}"
        );
    }
}
