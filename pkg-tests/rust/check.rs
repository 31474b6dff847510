//! Flips every bit of bodies, keys and proofs: none may change. The same tests run natively and in WebAssembly.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use countersign::{
    Config, Error, Incoming, Key, Verified, isendu, optondemand, reward, testing, xoxoday,
};
use include_dir::{Dir, DirEntry, include_dir};
use serde_json::Value;
use std::collections::BTreeSet;
use wasm_bindgen_test::wasm_bindgen_test;

static PROVIDERS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/providers");

/// Shorter than a block of SHA-256, one block, and longer. HMAC hashes a longer key first (RFC 2104, section 2).
const KEY_LENGTHS: [usize; 5] = [1, 27, 64, 65, 200];
const API_KEY: &str = "a1p2z5b7v68b9112234";
const URL_TOKEN: &str = "tok_5f2c9d7e41b84a06";

/// The error for a wrong key or token.
const ANOTHER_KEY: Error = Error::Mismatch {
    hashed: None,
    body: None,
};

/// The error for a body with a wrong signature.
fn forgery_of(body: &[u8]) -> Error {
    Error::Mismatch {
        hashed: Some(body.len()),
        body: Some(body.len()),
    }
}

fn key(length: usize) -> Vec<u8> {
    (1..=length)
        .map(|at| u8::try_from(at * 37 % 256).unwrap())
        .collect()
}

/// Returns each variant of the bytes with one bit flipped, and the position of its byte.
fn flips(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    (0..bytes.len() * 8).map(|bit| {
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        (bit / 8, flipped)
    })
}

fn signature(body: &[u8], key: &[u8]) -> Vec<u8> {
    let (_, value) = testing::optondemand::sign(body, &key.into()).unwrap();
    value.into_bytes()
}

fn verify(body: &[u8], signature: &[u8], key: &[u8]) -> Result<Verified, Error> {
    let headers = [("x-signature", signature)];
    optondemand::verify(
        &Incoming::new(body).headers(&headers),
        &Config::new().secret(key),
    )
}

/// Returns the file or folder of this name for each provider.
fn of_each_provider(name: &str) -> impl Iterator<Item = &'static DirEntry<'static>> {
    PROVIDERS
        .dirs()
        .map(move |folder| folder.get_entry(folder.path().join(name)).unwrap())
}

/// Returns the sample bodies of all providers, and two that are not JSON.
fn samples() -> Vec<&'static [u8]> {
    let fixtures = of_each_provider("fixtures").flat_map(|folder| folder.as_dir().unwrap().files());
    let bodies = fixtures.map(|file| file.contents());
    bodies.chain([b"\0".as_slice(), b"\xFF\xFE"]).collect()
}

#[wasm_bindgen_test(unsupported = test)]
fn no_bit_of_a_signed_body_can_change() {
    let key = key(27);
    let samples = samples();
    assert!(samples.len() > 10, "only {} samples", samples.len());
    for body in samples {
        let signature = signature(body, &key);
        assert!(verify(body, &signature, &key).is_ok());
        for (at, forged) in flips(body) {
            let result = verify(&forged, &signature, &key);
            assert_eq!(result, Err(forgery_of(&forged)), "byte {at} of {body:?}");
        }
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn no_byte_of_a_signed_body_can_be_removed_or_added() {
    let key = key(27);
    for body in samples() {
        let signature = signature(body, &key);
        for at in 0..body.len() {
            let (before, after) = body.split_at(at);
            for forged in [
                [before, &after[1..]].concat(),
                [before, b"\0", after].concat(),
                [before, b" ", after].concat(),
                before.to_vec(),
            ] {
                assert_eq!(verify(&forged, &signature, &key), Err(forgery_of(&forged)));
            }
        }
        for end in ["\0", " ", "\n", "\r\n", "\u{feff}"] {
            let forged = [body, end.as_bytes()].concat();
            assert_eq!(verify(&forged, &signature, &key), Err(forgery_of(&forged)));
        }
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn no_bit_of_a_signature_can_change_except_the_case_of_a_letter() {
    for body in samples() {
        let key = key(27);
        let signature = signature(body, &key);
        let mut cases = 0;
        for (at, forged) in flips(&signature) {
            let same_letter = forged[at].eq_ignore_ascii_case(&signature[at]);
            let another_digit = at >= "sha256=".len() && forged[at].is_ascii_hexdigit();
            let expected = match (same_letter, another_digit) {
                (true, _) => None,
                (false, true) => Some(forgery_of(body)),
                (false, false) => Some(Error::MalformedSignature),
            };
            cases += u32::from(same_letter);
            assert_eq!(verify(body, &forged, &key).err(), expected, "byte {at}");
        }
        assert!(cases > 3, "the three letters of the scheme, and digits");
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn no_bit_of_a_secret_can_change() {
    for body in samples() {
        for key in KEY_LENGTHS.map(key) {
            let signature = signature(body, &key);
            assert!(verify(body, &signature, &key).is_ok());
            for (at, other) in flips(&key) {
                let result = verify(body, &signature, &other);
                assert_eq!(result, Err(forgery_of(body)), "byte {at} of {}", key.len());
            }
        }
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn no_bit_of_an_api_key_can_change() {
    let verify = |given: &[u8], accepted: &[u8]| {
        let headers = [("x-api-key", given)];
        xoxoday::verify(
            &Incoming::new(b"{}").headers(&headers),
            &Config::new().api_key(accepted),
        )
    };
    for right in KEY_LENGTHS.map(|length| API_KEY.repeat(11).as_bytes()[..length].to_vec()) {
        assert!(verify(&right, &right).is_ok());
        for (at, other) in flips(&right) {
            let code = verify(&other, &right).unwrap_err().code();
            let expected = if other[at] == b',' {
                "multiple_values"
            } else if other.trim_ascii().is_empty() {
                "missing_header"
            } else {
                "mismatch"
            };
            assert_eq!(code, expected, "byte {at} of {}", right.len());
            assert_eq!(verify(&right, &other), Err(ANOTHER_KEY), "byte {at}");
        }
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn no_bit_of_a_token_or_a_key_id_can_change() {
    let verify = |url: &str, config: &Config| reward::verify(&Incoming::new(b"").url(url), config);
    let in_path = Config::new().url_token(URL_TOKEN);
    let in_query = in_path.clone().url_token_param("t");
    assert!(verify(&format!("/{URL_TOKEN}"), &in_path).is_ok());
    assert!(verify(&format!("/?t={URL_TOKEN}"), &in_query).is_ok());
    for (at, other) in flips(URL_TOKEN.as_bytes()) {
        // A byte beyond ASCII stands for its code point, as in a header.
        let other: String = other.into_iter().map(char::from).collect();
        let in_path = verify(&format!("/{other}"), &in_path);
        let in_query = verify(&format!("/?t={other}"), &in_query);
        assert_eq!(in_path, Err(ANOTHER_KEY), "character {at}");
        assert_eq!(in_query, Err(ANOTHER_KEY), "character {at}");
        let reply = isendu::confirm(
            serde_json::json!({ "keyId": other }).to_string().as_bytes(),
            &[isendu::Credentials::new(URL_TOKEN, "s")],
        );
        assert_eq!(reply.err(), Some(Error::UnknownKeyId), "character {at}");
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn a_signature_matches_one_body_only() {
    let key = key(27);
    let bodies = vector_bodies();
    assert!(bodies.len() > 250, "only {} bodies", bodies.len());
    for body in &bodies {
        let signature = signature(body, &key);
        for other in &bodies {
            let expected = if body == other {
                None
            } else {
                Some(forgery_of(other))
            };
            assert_eq!(verify(other, &signature, &key).err(), expected);
        }
    }
}

/// Returns the distinct bodies of the providers' vectors that are not too long to compare each with each.
fn vector_bodies() -> BTreeSet<Vec<u8>> {
    let cases = of_each_provider("vectors.json").flat_map(|file| {
        let vectors: Value = serde_json::from_slice(file.as_file().unwrap().contents()).unwrap();
        vectors["cases"].as_array().unwrap().clone()
    });
    let body = |case: Value| match (case["bodyText"].as_str(), case["bodyHex"].as_str()) {
        (Some(text), _) => Some(text.as_bytes().to_vec()),
        (None, Some(hex)) => Some(base16ct::mixed::decode_vec(hex).unwrap()),
        (None, None) => None,
    };
    cases
        .filter_map(body)
        .filter(|body| body.len() < 100)
        .collect()
}

#[wasm_bindgen_test(unsupported = test)]
fn the_order_of_the_keys_changes_only_the_key_index() {
    const BODY: &[u8] =
        br#"{"event":"x","id":"e","type":"x","data":{"orderId":1,"deliveryStatus":"x"}}"#;
    let keys = [
        URL_TOKEN,
        "tok_0a1b2c3d4e5f6071",
        "another key of some length",
        "a fourth key as long as that",
    ];
    for order in permutations(&keys) {
        let (mut secrets, mut api_keys, mut tokens) = (Config::new(), Config::new(), Config::new());
        for &key in &order {
            secrets = secrets.secret(key);
            api_keys = api_keys.api_key(key);
            tokens = tokens.url_token(key);
        }
        for right in keys {
            let headers = [
                testing::optondemand::sign(BODY, &Key::from(right)).unwrap(),
                testing::xoxoday::sign(BODY, &Key::from(right)).unwrap(),
            ];
            let url = format!("/{}", right.replace(' ', "%20"));
            let incoming = Incoming::new(BODY).headers(&headers).url(&url);
            let position = order.iter().position(|&key| key == right);
            let events = [
                (
                    optondemand::receive(&incoming, &secrets).unwrap().to_json(),
                    "signature",
                ),
                (
                    xoxoday::receive(&incoming, &api_keys).unwrap().to_json(),
                    "shared-secret",
                ),
                (
                    reward::receive(&incoming, &tokens).unwrap().to_json(),
                    "url-token",
                ),
            ];
            let alone = [
                optondemand::receive(&incoming, &Config::new().secret(right))
                    .unwrap()
                    .to_json(),
                xoxoday::receive(&incoming, &Config::new().api_key(right))
                    .unwrap()
                    .to_json(),
                reward::receive(&incoming, &Config::new().url_token(right))
                    .unwrap()
                    .to_json(),
            ];
            for ((event, trust), alone) in events.into_iter().zip(alone) {
                let mut event: Value = serde_json::from_str(&event).unwrap();
                assert_eq!(event["trust"], trust);
                assert_eq!(
                    event["keyIndex"].as_u64(),
                    position.map(|at| u64::try_from(at).unwrap())
                );
                event["keyIndex"] = 0.into();
                assert_eq!(event, serde_json::from_str::<Value>(&alone).unwrap());
            }
        }
    }
}

fn permutations<'k>(keys: &[&'k str]) -> Vec<Vec<&'k str>> {
    let Some((first, rest)) = keys.split_first() else {
        return vec![Vec::new()];
    };
    let insert = |order: Vec<&'k str>| {
        (0..=order.len()).map(move |at| [&order[..at], &[*first], &order[at..]].concat())
    };
    permutations(rest).into_iter().flat_map(insert).collect()
}
