//! Runs the shared vectors (`src/providers/<name>/vectors.json`, `src/json/vectors.json`) against the Rust functions,
//! natively (`cargo test`) and in WebAssembly (`wasm-pack test --node`). `vectors.mjs` runs them against the package.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use countersign::isendu::Credentials;
use countersign::{Config, Error, Incoming, ParseOptions, isendu};
use include_dir::{Dir, include_dir};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use wasm_bindgen_test::wasm_bindgen_test;

static PROVIDERS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/providers");

/// The cases for the JSON reader. They run through isendu: it requires no field at the root, so each error is the
/// reader's.
static READER: &[u8] = include_bytes!("../../src/json/vectors.json");

/// Returns the vector files: every provider's, and the JSON reader's.
fn files() -> impl Iterator<Item = &'static [u8]> {
    let of_provider = |folder: &'static Dir<'_>| {
        let file = folder.get_file(folder.path().join("vectors.json"));
        file.expect("each provider has vectors").contents()
    };
    PROVIDERS
        .dirs()
        .map(of_provider)
        .chain(std::iter::once(READER))
}

/// The three calls that every provider has, with JSON in and out.
struct Calls {
    verify: fn(&Incoming<'_>, &Config) -> Result<Value, Error>,
    receive: fn(&Incoming<'_>, &Config) -> Result<Value, Error>,
    parse: fn(&[u8], &ParseOptions) -> Result<Value, Error>,
}

macro_rules! calls {
    ($($provider:ident),*) => {
        fn calls(provider: &str) -> Calls {
            match provider {
                $(stringify!($provider) => Calls {
                    verify: |incoming, config| countersign::$provider::verify(incoming, config).map(|proof| json!(proof)),
                    receive: |incoming, config| {
                        countersign::$provider::receive(incoming, config).map(|event| read(&event.to_json()))
                    },
                    parse: |body, options| countersign::$provider::parse(body, options).map(|event| read(&event.to_json())),
                },)*
                other => panic!("no calls for {other}"),
            }
        }
    };
}
countersign::with_providers!(calls);

fn read(json: &str) -> Value {
    // An event is one level deeper than the deepest body.
    let mut deserializer = serde_json::Deserializer::from_str(json);
    deserializer.disable_recursion_limit();
    Value::deserialize(&mut deserializer).expect("an event is JSON")
}

#[wasm_bindgen_test(unsupported = test)]
fn vectors() {
    let mut failures = Vec::new();
    let mut codes = BTreeSet::new();
    let mut run = 0;
    for file in files() {
        let vectors: Value = serde_json::from_slice(file).unwrap();
        let calls = calls(vectors["provider"].as_str().unwrap());
        for case in vectors["cases"].as_array().unwrap() {
            run += 1;
            let actual = outcome(&calls, case);
            codes.extend(actual["error"]["code"].as_str().map(str::to_owned));
            if !matches(&actual, &case["expect"]) {
                failures.push(format!(
                    "{} | {}\n  got {actual}",
                    vectors["provider"], case["name"]
                ));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {run} failed:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(run > 2000, "only {run} vectors were found");
}

/// Runs a case and returns `{ "error": … }` or `{ "value": … }`.
fn outcome(calls: &Calls, case: &Value) -> Value {
    let result = match case["call"].as_str().unwrap() {
        "verify" => with_incoming(case, calls.verify),
        "receive" => with_incoming(case, calls.receive),
        "parse" => {
            needs_body(case).and_then(|body| (calls.parse)(&body, &options(case, "options")?))
        }
        "confirm" => needs_body(case).and_then(|body| confirm(&body, case)),
        other => panic!("unknown call {other}"),
    };
    match result {
        Ok(value) => json!({ "value": value }),
        Err(error) => json!({ "error": { "code": error.code(), "path": error.path() } }),
    }
}

fn with_incoming(
    case: &Value,
    call: fn(&Incoming<'_>, &Config) -> Result<Value, Error>,
) -> Result<Value, Error> {
    let config: Config = options(case, "config")?;
    // In Rust a body can't be missing: the functions take it by its type.
    let needed = case["call"] == "receive" || !case["config"]["secret"].is_null();
    let body = if needed {
        needs_body(case)?
    } else {
        body(case).unwrap_or_default()
    };
    let headers = headers(&case["headers"])?;
    let mut incoming = Incoming::new(&body);
    incoming = incoming.headers(&headers);
    if let Some(url) = case["url"].as_str() {
        incoming = incoming.url(url);
    }
    if let Some(ip) = case["ip"].as_str() {
        incoming = incoming.ip(ip);
    }
    call(&incoming, &config)
}

fn confirm(body: &[u8], case: &Value) -> Result<Value, Error> {
    let credentials: Vec<Credentials> = match &case["credentials"] {
        list @ Value::Array(_) => from_json(list)?,
        one => vec![from_json(one)?],
    };
    let reply = isendu::confirm(body, &credentials)?;
    Ok(reply.map_or(Value::Null, |reply| {
        let headers: serde_json::Map<_, _> = isendu::Reply::HEADERS
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        json!({ "status": isendu::Reply::STATUS, "headers": headers, "body": reply.body() })
    }))
}

fn options<T: DeserializeOwned>(case: &Value, name: &str) -> Result<T, Error> {
    from_json(case.get(name).unwrap_or(&json!({})))
}

fn from_json<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    // serde keeps only the text of an error. These types have one possible code.
    T::deserialize(value).map_err(|error| Error::InvalidConfig {
        option: error.to_string(),
        position: None,
        problem: "",
    })
}

fn needs_body(case: &Value) -> Result<Vec<u8>, Error> {
    body(case).ok_or_else(|| Error::BodyNotRaw {
        found: "nothing".into(),
    })
}

fn body(case: &Value) -> Option<Vec<u8>> {
    if let Some(text) = case["bodyText"].as_str() {
        return Some(text.as_bytes().to_vec());
    }
    if let Some(hex) = case["bodyHex"].as_str() {
        return Some(base16ct::mixed::decode_vec(hex).unwrap());
    }
    let repeat = case["bodyRepeat"].as_array()?;
    Some(
        repeat[0]
            .as_str()
            .unwrap()
            .repeat(repeat[1].as_u64().unwrap().try_into().unwrap())
            .into_bytes(),
    )
}

fn headers(headers: &Value) -> Result<Vec<(String, String)>, Error> {
    let pairs: Vec<(&str, &Value)> = match headers {
        Value::Object(record) => record
            .iter()
            .map(|(name, value)| (name.as_str(), value))
            .collect(),
        Value::Array(pairs) => pairs
            .iter()
            .map(|pair| (pair[0].as_str().unwrap(), &pair[1]))
            .collect(),
        _ => Vec::new(),
    };
    let mut flat = Vec::new();
    for (name, value) in pairs {
        let values = value
            .as_array()
            .map_or(std::slice::from_ref(value), Vec::as_slice);
        for value in values {
            let text = value.as_str().ok_or(Error::InvalidArgument {
                argument: "headers",
                problem: String::new(),
            })?;
            flat.push((name.to_owned(), text.to_owned()));
        }
    }
    Ok(flat)
}

/// Returns whether the actual value has everything that is expected (contract, section 7).
fn matches(actual: &Value, expected: &Value) -> bool {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => expected
            .iter()
            .all(|(name, value)| actual.get(name).is_some_and(|found| matches(found, value))),
        (Value::Array(actual), Value::Array(expected)) => {
            actual.len() == expected.len()
                && actual
                    .iter()
                    .zip(expected)
                    .all(|(found, value)| matches(found, value))
        }
        (Value::Number(actual), Value::Number(expected)) => actual.as_f64() == expected.as_f64(),
        _ => actual == expected,
    }
}
