//! Schemes: the senders' cases, the traps, and definitions that must be refused. Natively and in WebAssembly.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use countersign::custom::{self, Encoding, KeyFormat, Place, Root, Scheme, Unit};
use countersign::testing::{self, Signing};
use countersign::{Config, Incoming, Key, ParseOptions, Trust};
use include_dir::{Dir, include_dir};
use serde_json::{Map, Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

static PRESETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/presets");

fn read(path: &str) -> Value {
    serde_json::from_slice(PRESETS.get_file(path).unwrap().contents()).unwrap()
}

/// Returns the scheme of a preset, or of a sender in the cases for traps.
fn scheme_named(name: &str) -> Value {
    let file = match name {
        "standardwebhooks" => "standardWebhooks.json".to_owned(),
        name => format!("{name}.json"),
    };
    match PRESETS.get_file(&file) {
        Some(_) => read(&file)["scheme"].clone(),
        None => read("senders.json")[name].clone(),
    }
}

fn each(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(values) => values.iter().map(|value| value.as_str().unwrap()).collect(),
        value => vec![value.as_str().unwrap()],
    }
}

fn outcome(case: &Value) -> String {
    let value = match case.get("scheme") {
        Some(scheme) => scheme.clone(),
        None => scheme_named(
            case.get("preset")
                .unwrap_or(&case["provider"])
                .as_str()
                .unwrap(),
        ),
    };
    let scheme = Scheme::try_from(&value).expect("a scheme");
    let mut config = Config::new().now(case["nowMs"].as_f64().unwrap());
    for key in each(&case["key"]) {
        config = config.secret(key);
    }
    for (name, value) in case
        .get("config")
        .and_then(Value::as_object)
        .unwrap_or(&Map::new())
    {
        config = match name.as_str() {
            "maxAgeSeconds" => config.max_age_seconds(value.as_f64().unwrap()),
            "maxFutureSeconds" => config.max_future_seconds(value.as_f64().unwrap()),
            "url" => config.url(value.as_str().unwrap()),
            name => panic!("{name}"),
        };
    }
    let headers: Vec<(&str, &str)> = case["headers"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(name, value)| {
            each(value)
                .into_iter()
                .map(move |value| (name.as_str(), value))
        })
        .collect();
    let body = case["bodyText"].as_str().unwrap().as_bytes();
    let mut incoming = Incoming::new(body).headers(&headers);
    if let Some(url) = case.get("url") {
        incoming = incoming.url(url.as_str().unwrap());
    }
    let verified =
        custom::receiver(&scheme, &config).and_then(|receiver| receiver.verify(&incoming));
    match verified {
        Ok(verified) => {
            assert_eq!(verified.provider, scheme.name());
            if let Some(position) = case.get("keyIndex") {
                assert_eq!(verified.key_index, position.as_u64().map(|at| at as usize));
            }
            "ok".to_owned()
        }
        Err(error) => error.code().to_owned(),
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn senders_cases_and_traps_have_the_expected_outcome() {
    let mut count = 0;
    let files = PRESETS.get_dir("cases").unwrap().files();
    let more = ["traps.json", "values.json"].map(|name| PRESETS.get_file(name).unwrap());
    for file in files.chain(more) {
        let cases: Value = serde_json::from_slice(file.contents()).unwrap();
        for case in cases["cases"].as_array().unwrap() {
            assert_eq!(
                outcome(case),
                case["expect"].as_str().unwrap(),
                "{}: {}",
                file.path().display(),
                case["name"]
            );
            count += 1;
        }
    }
    assert!(count >= 140, "{count}");
}

#[wasm_bindgen_test(unsupported = test)]
fn definitions_have_the_expected_outcome() {
    for definition in read("definitions.json")["defs"].as_array().unwrap() {
        let refused = Scheme::try_from(&definition["scheme"]).err();
        let code = refused.as_ref().map_or("ok", |error| error.code());
        assert_eq!(
            code,
            definition["expect"].as_str().unwrap(),
            "{}",
            definition["name"]
        );
    }
}

/// Returns a scheme with some members replaced. A member that is null is removed.
fn with(over: Value) -> Value {
    let mut scheme = json!({
        "name": "acme", "proof": "hmac-sha256", "header": "x-acme-signature", "encoding": "hex", "key": "utf8",
        "signed": "{body}"
    });
    for (name, value) in over.as_object().unwrap() {
        scheme[name] = value.clone();
    }
    let kept = scheme
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, value)| !value.is_null());
    Value::Object(
        kept.map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

#[wasm_bindgen_test(unsupported = test)]
fn a_refusal_names_the_member_and_what_it_must_be() {
    let time = json!({ "header": "x-acme-time", "unit": "s" });
    for (over, member) in [
        (json!({ "name": "stripe:a" }), "name"),
        (json!({ "name": "optondemand" }), "name"),
        (json!({ "name": "isendu" }), "name"),
        (json!({ "name": "Acme" }), "name"),
        (json!({ "name": "a".repeat(33) }), "name"),
        (json!({ "name": null }), "name"),
        (json!({ "proof": "none" }), "proof"),
        (json!({ "proof": null }), "proof"),
        (json!({ "proof": "hmac-sha512" }), "proof"),
        (json!({ "header": null }), "header"),
        (json!({ "header": "" }), "header"),
        (json!({ "header": ["x-a", "X-B"] }), "header"),
        (json!({ "header": ["x-a", "x-a"] }), "header"),
        (json!({ "header": ["a", "b", "c", "d", "e"] }), "header"),
        (json!({ "header": [["a"]] }), "header"),
        (json!({ "list": "|", "prefix": "v1=" }), "list"),
        (json!({ "list": "," }), "prefix"),
        (json!({ "list": ";", "prefix": "v1;" }), "prefix"),
        (json!({ "prefix": " v1" }), "prefix"),
        (json!({ "prefix": "v\u{e9}" }), "prefix"),
        (json!({ "prefix": "" }), "prefix"),
        (json!({ "prefix": "x".repeat(256) }), "prefix` may"),
        (
            json!({ "key": "hex", "keyPrefix": "x".repeat(256) }),
            "keyPrefix` may",
        ),
        (json!({ "header": "x".repeat(256) }), "header` may"),
        (json!({ "header": ["x-a", "x".repeat(256)] }), "header` may"),
        (
            json!({ "require": { "x".repeat(256): "1" } }),
            "require` may",
        ),
        (
            json!({ "require": { "x-v": "1".repeat(256) } }),
            "require` may",
        ),
        (
            json!({ "id": { "header": "x".repeat(256) }, "signed": "{id}.{body}" }),
            "id.header` may",
        ),
        (
            json!({ "id": { "field": "x".repeat(256) } }),
            "id.field` may",
        ),
        (
            json!({ "timestamp": { "field": "x".repeat(256), "unit": "s" } }),
            "timestamp.field` may",
        ),
        (
            json!({ "timestamp": { "header": "x".repeat(256), "unit": "s" }, "signed": "{timestamp}.{body}" }),
            "timestamp.header` may",
        ),
        (
            json!({ "list": ",", "prefix": "v1=", "signed": "{timestamp}{body}", "timestamp": { "prefix": "x".repeat(256), "unit": "s" } }),
            "timestamp.prefix` may",
        ),
        (json!({ "key": { "a": 1 } }), "key` must"),
        (json!({ "name": { "a": 1 } }), "name` must"),
        (json!({ "other": { "a": 1 } }), "other` is no member"),
        (json!({ "require": { "": "1" } }), "require"),
        (
            json!({ "proof": "static", "encoding": null, "key": null, "signed": null, "id": { "header": "x-id" } }),
            "id` must be in the body",
        ),
        (
            json!({ "proof": "hmac-sha1" }),
            "proof` must be \"hmac-sha256\" or \"static\": other",
        ),
        (json!({ "prefixCase": "ignore" }), "prefixCase"),
        (
            json!({ "prefix": "v1=", "prefixCase": "exact" }),
            "prefixCase",
        ),
        (json!({ "encoding": "auto" }), "encoding"),
        (json!({ "encoding": null }), "encoding"),
        (json!({ "key": null }), "key"),
        (json!({ "key": "auto" }), "key"),
        (json!({ "keyPrefix": "whsec_" }), "keyPrefix"),
        (json!({ "minKeyBytes": 0 }), "minKeyBytes"),
        (json!({ "minKeyBytes": 1.5 }), "minKeyBytes"),
        (json!({ "signed": null }), "signed"),
        (json!({ "signed": "{body}{body}" }), "signed"),
        (json!({ "signed": "{body" }), "signed"),
        (json!({ "signed": "body}{body}" }), "signed"),
        (json!({ "signed": "{timstamp}{body}" }), "signed"),
        (json!({ "signed": "{Body}" }), "signed"),
        (json!({ "signed": "{ body }" }), "signed"),
        (json!({ "signed": "{body}\u{e9}" }), "signed"),
        (
            json!({ "signed": "{timestamp}{timestamp}{body}", "timestamp": time }),
            "signed",
        ),
        (
            json!({ "signed": "{body}".to_owned() + &"x".repeat(255) }),
            "signed",
        ),
        (json!({ "timestamp": time }), "timestamp"),
        (
            json!({ "timestamp": { "header": "x-acme-time" }, "signed": "{timestamp}{body}" }),
            "timestamp.unit",
        ),
        (
            json!({ "timestamp": { "unit": "s" }, "signed": "{timestamp}{body}" }),
            "timestamp",
        ),
        (
            json!({ "timestamp": {}, "signed": "{timestamp}{body}" }),
            "timestamp",
        ),
        (
            json!({ "timestamp": ["header", "x"], "signed": "{timestamp}{body}" }),
            "timestamp",
        ),
        (
            json!({ "timestamp": { "header": "x-t", "unit": "us" }, "signed": "{timestamp}{body}" }),
            "timestamp.unit",
        ),
        (
            json!({ "timestamp": { "header": "x-t", "field": "t", "unit": "s" }, "signed": "{timestamp}{body}" }),
            "timestamp.",
        ),
        (
            json!({ "timestamp": { "header": "x-acme-signature", "unit": "s" }, "signed": "{timestamp}{body}" }),
            "timestamp.header",
        ),
        (
            json!({ "timestamp": { "prefix": "t=", "unit": "s" }, "signed": "{timestamp}{body}" }),
            "timestamp.prefix",
        ),
        (
            json!({ "timestamp": { "field": "a..b", "unit": "s" } }),
            "timestamp.field",
        ),
        (
            json!({ "timestamp": { "field": "a", "unit": "s" }, "signed": "{timestamp}{body}" }),
            "timestamp",
        ),
        (
            json!({ "list": ",", "prefix": "v1=", "signed": "{timestamp}{body}", "timestamp": { "prefix": "v", "unit": "s" } }),
            "timestamp.prefix",
        ),
        (
            json!({ "list": ",", "prefix": "v", "signed": "{timestamp}{body}", "timestamp": { "prefix": "v1=", "unit": "s" } }),
            "timestamp.prefix",
        ),
        (
            json!({ "list": ",", "prefix": "v1=", "prefixCase": "ignore", "signed": "{timestamp}{body}", "timestamp": { "prefix": "V1=", "unit": "s" } }),
            "timestamp.prefix",
        ),
        (json!({ "id": { "header": "x-id" } }), "id"),
        (
            json!({ "id": { "header": "x-id" }, "signed": "{id}{body}" }),
            "signed",
        ),
        (
            json!({ "id": { "header": "x-id" }, "signed": "{body}.{id}" }),
            "signed",
        ),
        (
            json!({ "id": { "header": "x-id" }, "signed": "{body}{id}." }),
            "signed",
        ),
        (
            json!({ "id": { "prefix": "id=" }, "signed": "{id}.{body}" }),
            "id.prefix",
        ),
        (json!({ "id": "x-id" }), "id"),
        (json!({ "signed": "{id}.{body}" }), "id"),
        (
            json!({ "id": { "field": "id" }, "signed": "{id}.{body}" }),
            "id",
        ),
        (json!({ "require": {} }), "require"),
        (json!({ "require": { "X-V": "1" } }), "require"),
        (json!({ "require": { "x-v": "1,2" } }), "require"),
        (json!({ "require": { "x-v": 1 } }), "require.x-v"),
        (json!({ "require": { "x-acme-signature": "1" } }), "require"),
        (json!({ "maxAgeSeconds": 300 }), "maxAgeSeconds"),
        (json!({ "maxFutureSeconds": 300 }), "maxFutureSeconds"),
        (
            json!({ "maxFutureSeconds": 5, "timestamp": { "field": "t", "unit": "s" } }),
            "maxFutureSeconds` needs `maxAgeSeconds`",
        ),
        (
            json!({
                "maxFutureSeconds": 5, "timestamp": { "header": "x-t", "unit": "s" }, "signed": "{timestamp}.{body}"
            }),
            "maxFutureSeconds` needs `maxAgeSeconds`",
        ),
        (
            json!({ "maxAgeSeconds": -1, "timestamp": { "field": "t", "unit": "s" } }),
            "maxAgeSeconds",
        ),
        (
            json!({ "maxAgeSeconds": "300", "timestamp": { "field": "t", "unit": "s" } }),
            "maxAgeSeconds",
        ),
        (json!({ "body": "form" }), "body"),
        (json!({ "timestamp.header": "x-t" }), "timestamp.header"),
        (
            json!({ "acceptUnauthenticated": true }),
            "acceptUnauthenticated",
        ),
        (json!({ "proof": "static" }), "encoding"),
        (json!({ "proof": "static", "encoding": null }), "signed"),
        (
            json!({ "proof": "static", "encoding": null, "signed": null, "key": "hex" }),
            "key",
        ),
        (
            json!({
                "proof": "static", "encoding": null, "signed": null, "timestamp": { "field": "t", "unit": "s" }
            }),
            "timestamp",
        ),
        (
            json!({
                "proof": "static", "encoding": null, "signed": null, "timestamp": { "field": "t", "unit": "s" },
                "maxAgeSeconds": 300
            }),
            "timestamp",
        ),
        (
            json!({ "proof": "static", "encoding": null, "signed": null, "minKeyBytes": 16 }),
            "minKeyBytes",
        ),
        (
            json!({ "proof": "static", "encoding": null, "signed": null, "minKeyBytes": 1 }),
            "minKeyBytes",
        ),
    ] {
        let value = with(over);
        let Err(refused) = Scheme::try_from(&value) else {
            panic!("{value} was taken")
        };
        assert_eq!(refused.code(), "invalid_config");
        let message = refused.to_string();
        assert!(
            message.starts_with(&format!("config option `scheme.{member}")),
            "{value}: {message}"
        );
    }
    assert!(Scheme::try_from(&json!([])).is_err());
}

#[wasm_bindgen_test(unsupported = test)]
fn a_text_of_the_greatest_length_is_fine() {
    let value = with(json!({
        "header": "h".repeat(255), "prefix": "p".repeat(255), "key": "hex", "keyPrefix": "k".repeat(255),
        "require": { "r".repeat(255): "v".repeat(255) }, "id": { "field": "f".repeat(255) },
        "timestamp": { "field": "t".repeat(255), "unit": "s" }
    }));
    assert!(Scheme::try_from(&value).is_ok());
}

#[wasm_bindgen_test(unsupported = test)]
fn exact_prefixes_may_differ_in_case_alone() {
    let value = with(json!({
        "list": ",", "prefix": "T=", "signed": "{timestamp}.{body}", "timestamp": { "prefix": "t=", "unit": "s" }
    }));
    let scheme = Scheme::try_from(&value).unwrap();
    let signing = Signing {
        timestamp_ms: 1_700_000_000_000,
        ..Signing::default()
    };
    let headers = testing::sign(&scheme, b"{}", &"k".into(), &signing).unwrap();
    let receiver = custom::receiver(&scheme, &Config::new().secret("k")).unwrap();
    let verified = receiver.verify(&Incoming::new(b"{}").headers(&headers));
    assert!(verified.is_ok(), "{verified:?}");
}

/// A builder takes any text, so the check must find what it can't keep.
#[wasm_bindgen_test(unsupported = test)]
fn a_header_without_a_name_is_refused() {
    let acme = Scheme::hmac_sha256("acme", "x-acme", Encoding::Hex, "{body}");
    let full = acme.header("x-b").header("x-c").header("x-d");
    let most = acme.require("x-b", "1").require("x-c", "1");
    let most = most.require("x-d", "1").require("x-e", "1");
    let timed = Scheme::hmac_sha256("acme", "x-acme", Encoding::Hex, "{timestamp}.{body}");
    let named = Scheme::hmac_sha256("acme", "x-acme", Encoding::Hex, "{id}.{body}");
    for (scheme, member) in [
        (acme.require("", "1"), "require"),
        (acme.require("", "1").require("x-b", "1"), "require"),
        (acme.require("x-b", "1").require("", ""), "require"),
        (most.require("", "1"), "require"),
        (most.require("x-f", "1"), "require"),
        (acme.header(""), "header"),
        (acme.header("").header("x-b"), "header"),
        (full.header(""), "header"),
        (full.header("x-e"), "header"),
        (
            Scheme::hmac_sha256("acme", "", Encoding::Hex, "{body}").header("x-b"),
            "header",
        ),
        (Scheme::static_secret("acme", ""), "header"),
        (
            timed.timestamp(Place::Header(""), Unit::Seconds),
            "timestamp.header",
        ),
        (named.id(Place::Header("")), "id.header"),
    ] {
        let refused = custom::receiver(&scheme, &Config::new().secret("k")).unwrap_err();
        let message = refused.to_string();
        let start = format!("config option `scheme.{member}` m");
        assert!(message.starts_with(&start), "{message}");
        assert!(custom::parse(&scheme, b"{}", &ParseOptions::new()).is_err());
    }
    for scheme in [acme, full, most] {
        assert!(custom::receiver(&scheme, &Config::new().secret("k")).is_ok());
    }
}

/// A fault of the document counts only if it is JSON: with `any`, anything else is no document.
#[wasm_bindgen_test(unsupported = test)]
fn with_any_body_only_json_has_a_fault() {
    let scheme = Scheme::hmac_sha256("acme", "x-acme", Encoding::Hex, "{body}");
    let any = scheme.root(Root::Any);
    let deep = |inner: &str| ["[".repeat(128), inner.into(), "]".repeat(128)].concat();
    let half = |end: &str| ["[".repeat(200_000), end.into()].concat();
    for (body, code) in [
        (deep(""), "too_deep"),
        (deep("1"), "too_deep"),
        (
            format!("\u{feff} {} ", deep(r#"{"a":[true,null,-1e5]}"#)),
            "too_deep",
        ),
        (deep(r#"{"a":1,"a":{}}"#), "too_deep"),
        (r#"{"a":1,"a":2}"#.into(), "duplicate_key"),
        (r#"{"a":{"b":[],"b":{}},"c":"\n"}"#.into(), "duplicate_key"),
        (half("x"), "null"),
        (half(""), "null"),
        (half("]"), "null"),
        (half("}"), "null"),
        (deep("1,"), "null"),
        (deep("1 2"), "null"),
        (deep("01"), "null"),
        (deep("nul"), "null"),
        (deep(r#"{"a"}"#), "null"),
        (deep(r#"{"a":}"#), "null"),
        (deep(r#"{1:1}"#), "null"),
        (deep(r#"{,}"#), "null"),
        (deep(r#"{"a":1,}"#), "null"),
        (deep(r#"{"a":1]"#), "null"),
        (deep(r#""\ud800""#), "null"),
        ([&deep(""), "]"].concat(), "null"),
        ([&deep(""), ",1"].concat(), "null"),
        (r#"{"a":1,"a":2"#.into(), "null"),
        (r#"{"a":1,"a":2}x"#.into(), "null"),
        (r#"{"a":1,"a":2]"#.into(), "null"),
        ("a=1&a=2".into(), "null"),
    ] {
        let found = custom::parse(&any, body.as_bytes(), &ParseOptions::new());
        let found = match &found {
            Ok(event) => event.payload.as_str(),
            Err(error) => error.code(),
        };
        assert_eq!(found, code, "{}", &body[body.len().saturating_sub(140)..]);
        let strict = custom::parse(
            &scheme.root(Root::Json),
            body.as_bytes(),
            &ParseOptions::new(),
        );
        assert!(strict.is_err());
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn a_secret_that_can_never_match_is_refused() {
    let of_static = |list: Option<u8>| {
        let scheme = Scheme::static_secret("acme", "x-acme").prefix("k=");
        list.map_or(scheme, |separator| scheme.list(separator))
    };
    let of_key = |key| Scheme::hmac_sha256("acme", "x-acme", Encoding::Hex, "{body}").key(key);
    let base64 = of_key(KeyFormat::Base64);
    for (scheme, secret, is_fine) in [
        (of_static(Some(b';')), "a;b", false),
        (of_static(Some(b' ')), "a b", false),
        (of_static(Some(b',')), "a,b", false),
        (of_static(Some(b';')), "a,b", false),
        (of_static(Some(b';')), "a b", true),
        (of_static(Some(b' ')), "a;b", true),
        (of_static(None), "a;b c", true),
        (base64, "QUJD", true),
        (base64, "QUJD=", false),
        (base64, "QUJD==", false),
        (base64, "QUJD===", false),
        (base64, "QUJD====", false),
        (base64, "QUJDRA", true),
        (base64, "QUJDRA=", false),
        (base64, "QUJDRA==", true),
        (base64, "QUJDRA===", false),
        (base64, "QUJDREU", true),
        (base64, "QUJDREU=", true),
        (base64, "QUJDREU==", false),
        (base64, "=", false),
        (base64, "====", false),
        (base64, "QUJDRA=x", false),
    ] {
        let found = custom::receiver(&scheme, &Config::new().secret(secret));
        assert_eq!(found.is_ok(), is_fine, "{secret}");
        let signed = testing::sign(&scheme, b"{}", &secret.into(), &Signing::default());
        assert_eq!(signed.is_ok(), is_fine, "{secret}");
        if let Err(refused) = found {
            assert_eq!(refused.code(), "invalid_config", "{secret}");
        }
    }
    // Bytes are the key, whatever they look like.
    let bytes = Config::new().secret(&b"QUJD="[..]);
    assert!(custom::receiver(&base64, &bytes).is_ok());
}

#[wasm_bindgen_test(unsupported = test)]
fn a_limit_of_the_future_needs_a_limit_of_the_age() {
    let over = json!({
        "timestamp": { "header": "x-t", "unit": "s" }, "signed": "{timestamp}.{body}", "maxAgeSeconds": 300
    });
    let timed = with(over);
    let mut endless = timed.clone();
    endless.as_object_mut().unwrap().remove("maxAgeSeconds");
    let config = Config::new().secret("k").max_future_seconds(5.0);
    let scheme = Scheme::try_from(&endless).unwrap();
    let refused = custom::receiver(&scheme, &config).unwrap_err();
    assert_eq!(refused.code(), "invalid_config");
    let message = refused.to_string();
    assert!(message.contains("needs `max"), "{message}");

    let signing = Signing {
        timestamp_ms: 9_000_000_000_000,
        id: "",
        url: "",
    };
    let headers = testing::sign(&scheme, b"{}", &"k".into(), &signing).unwrap();
    let config = config.now(8_999_999_994_000.0);
    let with_age = config.clone().max_age_seconds(300.0);
    for (scheme, config) in [(&endless, &with_age), (&timed, &config)] {
        let scheme = Scheme::try_from(scheme).unwrap();
        let receiver = custom::receiver(&scheme, config).unwrap();
        let refused = receiver.verify(&Incoming::new(b"{}").headers(&headers));
        assert_eq!(refused.unwrap_err().code(), "in_future");
    }
}

/// Schemes with each placeholder next to each other kind of part.
fn templates() -> Vec<Value> {
    let time = |unit: &str| json!({ "header": "x-t", "unit": unit });
    let id = json!({ "header": "x-id" });
    let mut found = vec![with(json!({}))];
    for unit in ["s", "ms", "rfc3339", "iso-utc"] {
        for signed in [
            "{timestamp}{body}",
            "{timestamp}.{body}",
            "{body}{timestamp}",
            "{body}1{timestamp}",
            "{timestamp}0{body}",
            "{method}{url}{body}{timestamp}",
        ] {
            found.push(with(json!({ "signed": signed, "timestamp": time(unit) })));
        }
        for signed in [
            "{id}.{timestamp}.{body}",
            "{timestamp}{id}.{body}",
            "{id}-{timestamp}{body}",
            "{body}.{id}-{timestamp}",
            "{body}ab{id}ab{timestamp}",
        ] {
            found.push(with(
                json!({ "signed": signed, "timestamp": time(unit), "id": id }),
            ));
        }
    }
    for signed in [
        "{id}.{body}",
        "v0:{id}:{url}:{body}",
        "{body}-{id}.",
        "{body}aa{id}aa",
        "{url}{id}.{body}",
    ] {
        found.push(with(json!({ "signed": signed, "id": id })));
    }
    found
}

/// One way to split a message into the parts of a template.
#[derive(Clone, Default)]
struct Cut {
    time: Option<String>,
    id: Option<String>,
    body: String,
}

/// Returns the signed message.
fn message(signed: &str, headers: &[(String, String)], body: &str) -> String {
    let get = |name: &str| {
        headers
            .iter()
            .find(|header| header.0 == name)
            .map_or("", |header| &header.1)
    };
    let filled = signed
        .replace("{timestamp}", get("x-t"))
        .replace("{id}", get("x-id"));
    filled
        .replace("{url}", URL)
        .replace("{method}", "POST")
        .replace("{body}", body)
}

/// Returns every way to cut a message into the parts of a template.
fn cuts(template: &str, message: &str) -> Vec<Cut> {
    let constants = [("{url}", URL), ("{method}", "POST")];
    for (placeholder, constant) in constants {
        if let Some(rest) = template.strip_prefix(placeholder) {
            return message
                .strip_prefix(constant)
                .map_or(vec![], |message| cuts(rest, message));
        }
    }
    let Some(name) = ["{timestamp}", "{id}", "{body}"]
        .into_iter()
        .find(|name| template.starts_with(name))
    else {
        let Some(literal) = template.chars().next() else {
            return if message.is_empty() {
                vec![Cut::default()]
            } else {
                vec![]
            };
        };
        return message.strip_prefix(literal).map_or(vec![], |message| {
            cuts(&template[literal.len_utf8()..], message)
        });
    };
    let mut found = Vec::new();
    for length in 0..=message.len() {
        let (part, rest) = message.split_at(length);
        for mut cut in cuts(&template[name.len()..], rest) {
            match name {
                "{timestamp}" => cut.time = Some(part.to_owned()),
                "{id}" => cut.id = Some(part.to_owned()),
                _ => cut.body = part.to_owned(),
            }
            found.push(cut);
        }
    }
    found
}

const URL: &str = "https://shop.example/hook";

/// Only one way to split the signed message is accepted: bytes that move across a border are a forgery.
#[wasm_bindgen_test(unsupported = test)]
fn bytes_do_not_move_across_a_border() {
    let key = Key::from("whsec_1");
    let mut moved_count = 0;
    for value in templates() {
        let scheme = Scheme::try_from(&value).unwrap();
        let signed = value["signed"].as_str().unwrap();
        let mut config = Config::new().secret("whsec_1");
        if signed.contains("{url}") {
            config = config.url(URL);
        }
        let receiver = custom::receiver(&scheme, &config).unwrap();
        let verify = |headers: &[(String, String)], body: &[u8]| {
            receiver
                .verify(&Incoming::new(body).headers(&headers))
                .map(drop)
        };
        // Bodies that look like the neighbouring parts.
        for body in [
            "{}",
            "1700000000",
            "1.1-1:1aba",
            "a1700000001000Z",
            ".5Z",
            "2023-11-14T22:13:20Z",
            "aaa",
            "ab-.a",
        ] {
            let signing = Signing {
                timestamp_ms: 1_700_000_000_000,
                id: "msg_1",
                url: URL,
            };
            let headers = testing::sign(&scheme, body.as_bytes(), &key, &signing).unwrap();
            assert_eq!(verify(&headers, body.as_bytes()), Ok(()), "{value}");
            for cut in cuts(signed, &message(signed, &headers, body)) {
                let mut forged = vec![headers[0].clone()];
                forged.extend(cut.time.map(|time| ("x-t".to_owned(), time)));
                forged.extend(cut.id.map(|id| ("x-id".to_owned(), id)));
                if forged == headers && cut.body == body {
                    continue;
                }
                let refused = verify(&forged, cut.body.as_bytes());
                assert!(refused.is_err(), "{value}: {forged:?} {:?}", cut.body);
                moved_count += 1;
            }
        }
    }
    assert!(moved_count > 1000, "{moved_count}");
}

/// Under every valid definition, a flipped bit of an accepted body is a mismatch.
#[wasm_bindgen_test(unsupported = test)]
fn a_flipped_bit_of_the_body_is_a_mismatch() {
    let signing = Signing {
        timestamp_ms: 1_700_000_000_000,
        id: "msg_1",
        url: "u",
    };
    for mut value in templates() {
        for encoding in ["hex", "base64", "base64url"] {
            value["encoding"] = encoding.into();
            let scheme = Scheme::try_from(&value).unwrap();
            let mut config = Config::new().secret("whsec_0").secret("whsec_1");
            if value["signed"].as_str().unwrap().contains("{url}") {
                config = config.url("u");
            }
            let receiver = custom::receiver(&scheme, &config).unwrap();
            let body = br#"{"id":7}"#;
            let headers = testing::sign(&scheme, body, &"whsec_1".into(), &signing).unwrap();
            let verified = receiver
                .verify(&Incoming::new(body).headers(&headers))
                .unwrap();
            assert_eq!(
                (verified.trust, verified.key_index),
                (Trust::Signature, Some(1))
            );
            for bit in 0..body.len() * 8 {
                let mut changed = *body;
                changed[bit / 8] ^= 1 << (bit % 8);
                let refused = receiver
                    .verify(&Incoming::new(&changed).headers(&headers))
                    .unwrap_err();
                assert_eq!(refused.code(), "mismatch", "{value}");
            }
        }
    }
}

/// Returns the signed schemes of all presets, of the other senders, and of the cases that bring their own.
fn signed_schemes() -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let files = PRESETS
        .files()
        .chain(PRESETS.get_dir("cases").unwrap().files());
    for file in files {
        let content: Value = serde_json::from_slice(file.contents()).unwrap();
        found.extend(content.get("scheme").cloned());
        let cases = content.get("cases").and_then(Value::as_array);
        found.extend(
            cases
                .into_iter()
                .flatten()
                .filter_map(|case| case.get("scheme").cloned()),
        );
    }
    found.extend(read("senders.json").as_object().unwrap().values().cloned());
    found.retain(|scheme| scheme.get("signed").is_some());
    found
}

/// Bytes that move across a border are a forgery in every preset and case, too, also where the time stands in the list.
#[wasm_bindgen_test(unsupported = test)]
fn bytes_do_not_move_across_a_border_of_a_preset() {
    let secret = "0123456789abcdef0123456789abcdef";
    let (mut moved_count, mut scheme_count) = (0, 0);
    for value in signed_schemes() {
        let Ok(scheme) = Scheme::try_from(&value) else {
            continue;
        };
        let signed = value["signed"].as_str().unwrap();
        let mut config = Config::new().secret(secret);
        if signed.contains("{url}") {
            config = config.url(URL);
        }
        let receiver = custom::receiver(&scheme, &config).unwrap();
        let (time, id) = (&value["timestamp"], &value["id"]["header"]);
        let prefix = time["prefix"].as_str().unwrap_or("\n");
        scheme_count += 1;
        for body in ["{}", "1", "1700000000", ".1:", "msg_1.1700000000.{}"] {
            let signing = Signing {
                timestamp_ms: 1_700_000_000_000,
                id: "msg_1",
                url: URL,
            };
            let headers =
                testing::sign(&scheme, body.as_bytes(), &secret.into(), &signing).unwrap();
            let value_of = |name: &Value| {
                let found = headers.iter().find(|(own, _)| own == name);
                found.map_or("", |(_, value)| value.as_str())
            };
            let own_time = match value_of(&time["header"]) {
                "" => "1700000000",
                time => time,
            };
            let message = signed
                .replace("{timestamp}", own_time)
                .replace("{id}", value_of(id))
                .replace("{url}", URL)
                .replace("{method}", "POST")
                .replace("{body}", body);
            for cut in cuts(signed, &message) {
                let mut forged = headers.clone();
                for (name, value) in &mut forged {
                    if *name == time["header"] {
                        value.clone_from(cut.time.as_ref().unwrap());
                    } else if name == id {
                        value.clone_from(cut.id.as_ref().unwrap());
                    } else if let Some(time) = &cut.time {
                        *value = value
                            .replace(&format!("{prefix}{own_time}"), &format!("{prefix}{time}"));
                    }
                }
                let incoming = Incoming::new(cut.body.as_bytes()).headers(&forged);
                // In WebAssembly there is no clock.
                let verified = receiver.authenticate(&incoming.now(1_751_978_096_000.0));
                if forged == headers && cut.body == body {
                    assert!(verified.is_ok(), "{value}: {verified:?}");
                } else {
                    assert!(verified.is_err(), "{value}: {forged:?} {:?}", cut.body);
                    moved_count += 1;
                }
            }
        }
    }
    assert!(
        scheme_count >= 9 && moved_count >= 60,
        "{scheme_count} {moved_count}"
    );
}

#[wasm_bindgen_test(unsupported = test)]
fn nothing_is_signed_that_the_scheme_would_refuse() {
    const TIMED: Scheme<'_> =
        Scheme::hmac_sha256("acme", "x-s", Encoding::Hex, "{timestamp}.{body}")
            .timestamp(Place::Header("x-time"), Unit::Seconds);
    const NAMED: Scheme<'_> =
        Scheme::hmac_sha256("acme", "x-s", Encoding::Hex, "{id}m{body}").id(Place::Header("x-id"));
    const AT_URL: Scheme<'_> = Scheme::hmac_sha256("acme", "x-s", Encoding::Hex, "{url}{body}");
    let key = Key::from("whsec_1");
    let sign = |scheme: &Scheme<'_>, timestamp_ms: i64, id: &str, url: &str| {
        let signing = Signing {
            timestamp_ms,
            id,
            url,
        };
        testing::sign(scheme, b"{}", &key, &signing)
    };
    for (scheme, timestamp_ms, id, named) in [
        (TIMED, 0, "", "`timestamp_ms` "),
        (TIMED, 999, "", "`timestamp_ms` "),
        (TIMED, -1000, "", "`timestamp_ms` "),
        (TIMED, i64::MAX, "", "`timestamp_ms` "),
        (NAMED, 0, "msg_1", "`id` "),
        (NAMED, 0, "a b", "`id` "),
        (NAMED, 0, "a,b", "`id` "),
        (AT_URL, 0, "", "config option `url` "),
    ] {
        let refused = sign(&scheme, timestamp_ms, id, "").unwrap_err();
        let is_config = named.starts_with("config");
        let code = if is_config {
            "invalid_config"
        } else {
            "invalid_argument"
        };
        assert_eq!(refused.code(), code);
        assert!(refused.to_string().starts_with(named), "{refused}");
    }
    for (scheme, timestamp_ms, url) in [
        (TIMED, 1000, ""),
        (NAMED, 0, ""),
        (AT_URL, 0, "https://shop.example/"),
    ] {
        let headers = sign(&scheme, timestamp_ms, "", url).unwrap();
        let config = Config::new().secret("whsec_1");
        let config = if url.is_empty() {
            config
        } else {
            config.url(url)
        };
        let receiver = custom::receiver(&scheme, &config).unwrap();
        let received = receiver
            .receive(&Incoming::new(b"{}").headers(&headers))
            .unwrap();
        assert_eq!(received.verified.trust, Trust::Signature);
    }
}
