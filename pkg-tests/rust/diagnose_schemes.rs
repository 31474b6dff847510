//! Holds `diagnose` to the faults that deliveries of any sender have: each preset, and schemes of every other form.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use countersign::custom::{self, Scheme};
use countersign::diagnose::{
    Confidence, Diagnosis, Evidence, Outcome, Part, ProofKind, replay, replay_with_url,
};
use countersign::testing::{self, Signing};
use countersign::{Config, Incoming, Key};
use include_dir::{Dir, include_dir};
use serde_json::{Value, json};

static PRESETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/presets");

/// Text that every format of a key can read; the base64 of 24 bytes, and the digits of 16.
const SECRET: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";
const BODY: &str = r#"{"id": "evt_1", "event_id": "e1", "total": 12.5, "note": "café <3"}"#;
const URL: &str = "https://shop.example/hooks/a?b=1";
const NOW: i64 = 1_700_000_000_000;

/// Headers that have nothing to do with the proof. No output may show their values.
const BESIDE: [(&str, &str); 2] = [
    ("x-api-key", "AKIA-very-secret-0123456789"),
    ("cookie", "t=c00kie-very-secret,ts=c00kie-very-secret"),
];

fn read(path: &str) -> Value {
    serde_json::from_slice(PRESETS.get_file(path).unwrap().contents()).unwrap()
}

/// All presets, and the senders of the traps.
fn schemes() -> Vec<Value> {
    let mut found = Vec::new();
    for file in PRESETS.files() {
        let content: Value = serde_json::from_slice(file.contents()).unwrap();
        found.extend(content.get("scheme").cloned());
    }
    assert_eq!(found.len(), 7);
    found.extend(read("senders.json").as_object().unwrap().values().cloned());
    found.push(json!({
        "name": "acme", "proof": "hmac-sha256", "header": ["x-acme", "x-acme-next"], "encoding": "base64url", "key": "hex",
        "signed": "{method}:{timestamp}:{id}:{body}", "timestamp": { "header": "x-acme-time", "unit": "rfc3339" },
        "id": { "header": "x-acme-id" }, "maxAgeSeconds": 300
    }));
    found.push(json!({ "name": "bearer", "proof": "static", "header": "authorization", "prefix": "Bearer " }));
    found
}

/// One delivery, and what is known beside it.
struct Delivery<'v> {
    scheme: Scheme<'v>,
    value: &'v Value,
    body: Vec<u8>,
    headers: Vec<(String, String)>,
    config: Config,
}

fn signing() -> Signing<'static> {
    Signing {
        timestamp_ms: NOW,
        id: "msg_1",
        url: URL,
    }
}

fn config_of(scheme: &Value, key: impl Into<Key>) -> Config {
    let config = Config::new().secret(key).now(NOW as f64);
    let signed = scheme
        .get("signed")
        .map_or("", |text| text.as_str().unwrap());
    if signed.contains("{url}") {
        config.url(URL)
    } else {
        config
    }
}

/// Returns the headers of a genuine delivery.
fn signed(scheme: &Scheme<'_>, body: &[u8]) -> Vec<(String, String)> {
    testing::sign(scheme, body, &SECRET.into(), &signing()).unwrap()
}

fn genuine(value: &Value) -> Delivery<'_> {
    let scheme = Scheme::try_from(value).unwrap();
    let mut headers = signed(&scheme, BODY.as_bytes());
    headers.extend(BESIDE.map(|(name, value)| (name.into(), value.into())));
    Delivery {
        scheme,
        value,
        body: BODY.into(),
        headers,
        config: config_of(value, SECRET),
    }
}

impl Delivery<'_> {
    fn diagnosed(&self) -> Diagnosis {
        let evidence = self.headers.iter().fold(
            Evidence::new().max_hashed_bytes(4 << 20),
            |evidence, (name, value)| evidence.header(name.clone(), value.as_bytes()),
        );
        self.diagnosed_with(&evidence)
    }

    fn diagnosed_with(&self, evidence: &Evidence<'_>) -> Diagnosis {
        let incoming = Incoming::new(&self.body).headers(&self.headers);
        let diagnosis = custom::diagnose(&self.scheme, &incoming, &self.config, evidence).unwrap();
        self.tells_nothing(&serde_json::to_string_pretty(&diagnosis).unwrap());
        diagnosis
    }

    fn is_hmac(&self) -> bool {
        self.value["proof"] == "hmac-sha256"
    }

    fn has_list(&self) -> bool {
        self.value.get("list").is_some()
    }

    fn prefix(&self) -> &str {
        self.value
            .get("prefix")
            .map_or("", |text| text.as_str().unwrap())
    }

    /// Holds a diagnosis to the proven findings, and to a proof that makes the header, the key and the body that fit.
    #[track_caller]
    fn proves(&self, expected: &[&str], fits: &Delivery<'_>) -> Diagnosis {
        let diagnosis = self.diagnosed();
        let told = serde_json::to_string_pretty(&diagnosis).unwrap();
        let proven = proven(&diagnosis);
        assert_eq!(proven, expected, "{}: {told}", self.value);
        let signature = &fits.headers[0].1;
        for finding in &diagnosis.findings {
            let Some(proof) = &finding.proof else {
                continue;
            };
            if finding.at == Part::Body && proof.kind == ProofKind::Mac {
                assert_eq!(
                    replay(&self.body, &proof.steps).as_ref(),
                    Some(&fits.body),
                    "{told}"
                );
            }
            let is_signature = finding.at == Part::Header
                && finding.id != "timestamp_unit"
                && self.headers[0].0 == fits.headers[0].0
                && self.headers[1..] == fits.headers[1..];
            if is_signature && self.is_hmac() {
                let made = replay(self.headers[0].1.as_bytes(), &proof.steps).unwrap();
                let made = String::from_utf8(made).unwrap();
                let is_whole = !self.has_list() && &made == signature;
                assert!(
                    is_whole || self.has_list() && signature.ends_with(&made),
                    "{made} {told}"
                );
            }
        }
        diagnosis
    }

    /// Checks that a diagnosis shows no key, no MAC of the received body or of the body that fits, and no value of
    /// another header.
    #[track_caller]
    fn tells_nothing(&self, told: &str) {
        let digits: String = SECRET.bytes().map(|byte| format!("{byte:02x}")).collect();
        let mut secrets = vec![SECRET.to_owned(), OTHER.into(), digits];
        for body in [&*self.body, BODY.as_bytes()] {
            let value = &signed(&self.scheme, body)[0].1;
            let mut parts = value.trim_end_matches('=').rsplit(['=', ',']);
            secrets.extend(parts.find(|part| part.len() > 20).map(String::from));
        }
        for (_, value) in BESIDE {
            let parts = value.rsplit(['=', ',', ';']);
            secrets.extend(parts.filter(|part| part.len() > 9).map(String::from));
        }
        assert!(secrets.len() >= 7, "{secrets:?}");
        for secret in secrets {
            assert!(!told.contains(&secret), "{told}");
        }
    }
}

fn proven(diagnosis: &Diagnosis) -> Vec<&'static str> {
    found(diagnosis, Confidence::Proven)
}

fn guessed(diagnosis: &Diagnosis) -> Vec<&'static str> {
    found(diagnosis, Confidence::Likely)
}

fn found(diagnosis: &Diagnosis, confidence: Confidence) -> Vec<&'static str> {
    let findings = diagnosis.findings.iter();
    let found = findings.filter(|finding| finding.confidence == confidence);
    found.map(|finding| finding.id).collect()
}

#[test]
fn a_genuine_delivery_is_accepted_without_a_finding() {
    for value in &schemes() {
        let diagnosis = genuine(value).diagnosed();
        assert_eq!(
            diagnosis.outcome,
            Outcome::Accepted,
            "{value}: {diagnosis:?}"
        );
        assert_eq!((diagnosis.findings.len(), diagnosis.searched.macs), (0, 0));
        assert_eq!(diagnosis.provider, value["name"]);
    }
}

#[test]
fn a_changed_body_is_found_within_the_template() {
    let compact = serde_json::to_string(&serde_json::from_str::<Value>(BODY).unwrap()).unwrap();
    for value in &schemes() {
        let fits = genuine(value);
        if !fits.is_hmac() {
            continue;
        }
        for (body, id) in [
            (format!("{BODY}\n"), "body_edge_whitespace"),
            (format!("\u{feff}{BODY}"), "body_bom"),
            (compact.clone(), "body_reserialized"),
            (serde_json::to_string(BODY).unwrap(), "body_stringified"),
        ] {
            let delivery = Delivery {
                body: body.into(),
                ..genuine(value)
            };
            delivery.proves(&[id], &fits);
        }
    }
}

#[test]
fn a_damaged_key_is_found_before_it_is_decoded() {
    for value in &schemes() {
        let fits = genuine(value);
        for (key, id) in [
            (format!("{SECRET}\n"), "secret_whitespace"),
            (format!("\"{SECRET}\""), "secret_quotes"),
            (format!("SECRET={SECRET}"), "secret_assignment"),
            (SECRET.repeat(2), "secret_repeated"),
        ] {
            let delivery = Delivery {
                config: config_of(value, key.as_str()),
                ..genuine(value)
            };
            let diagnosis = delivery.proves(&[id], &fits);
            let finding = &diagnosis.findings[0];
            assert_eq!(finding.at, Part::Secret);
            let made = replay(key.as_bytes(), &finding.proof.as_ref().unwrap().steps).unwrap();
            // The key itself: what the accepted secret stands for.
            assert_eq!(made, decoded(&value["key"], SECRET), "{value}");
        }
    }
}

/// Returns the bytes that a text stands for. The default is its UTF-8.
fn decoded(format: &Value, text: &str) -> Vec<u8> {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    match format.as_str() {
        Some("hex") => base16ct::lower::decode_vec(text).unwrap(),
        Some("base64") => STANDARD.decode(text).unwrap(),
        _ => text.into(),
    }
}

#[test]
fn a_key_that_is_decoded_and_should_not_be_and_the_other_way_round() {
    for value in &schemes() {
        if value["proof"] != "hmac-sha256" {
            continue;
        }
        // The sender signs with each reading of the text, as the scheme has another.
        for format in ["utf8", "hex", "base64"] {
            let key = decoded(&json!(format), SECRET);
            let fits = genuine(value);
            let headers = testing::sign(
                &fits.scheme,
                BODY.as_bytes(),
                &key.as_slice().into(),
                &signing(),
            )
            .unwrap();
            let delivery = Delivery {
                headers,
                ..genuine(value)
            };
            if value["key"] == format {
                assert_eq!(delivery.diagnosed().outcome, Outcome::Accepted);
            } else {
                let diagnosis = delivery.proves(&["secret_encoding"], &fits);
                let steps = &diagnosis.findings[0].proof.as_ref().unwrap().steps;
                assert_eq!(replay(SECRET.as_bytes(), steps), Some(key), "{steps:?}");
            }
        }
        // A secret that the scheme cannot read is told as a fault of the config, with its proof.
        let delivery = Delivery {
            config: config_of(value, format!(" {SECRET}").as_str()),
            ..genuine(value)
        };
        let diagnosis = delivery.proves(&["secret_whitespace"], &genuine(value));
        assert_eq!(diagnosis.outcome, Outcome::ConfigError);
    }
}

#[test]
fn another_key_of_the_evidence_is_read_as_the_scheme_says() {
    for value in &schemes() {
        let delivery = Delivery {
            config: config_of(value, OTHER),
            ..genuine(value)
        };
        let evidence = Evidence::new().other_key("staging", SECRET);
        let diagnosis = delivery.diagnosed_with(&evidence);
        assert_eq!(proven(&diagnosis), ["secret_other"], "{value}");
        let alone = delivery.diagnosed_with(&Evidence::new().max_hashed_bytes(1 << 19));
        assert_eq!(proven(&alone), Vec::<&str>::new());
        assert!(alone.findings.iter().any(|each| each.id == "secret_wrong"));
    }
}

/// Returns the delivery with another value of the signature.
fn with_value<'v>(value: &'v Value, change: impl Fn(&str) -> String) -> Delivery<'v> {
    let mut delivery = genuine(value);
    delivery.headers[0].1 = change(&delivery.headers[0].1);
    delivery
}

#[test]
fn a_damaged_header_is_found_in_a_list_and_alone() {
    for value in &schemes() {
        let fits = genuine(value);
        let prefix = fits.prefix();
        with_value(value, |text| format!("\"{text}\"")).proves(&["header_quoted"], &fits);
        let renamed = {
            let mut delivery = genuine(value);
            delivery.headers[0].0 = format!(
                "x-forwarded-{}",
                delivery.headers[0].0.trim_start_matches("x-")
            );
            delivery
        };
        renamed.proves(&["header_elsewhere"], &fits);
        let mut twice = genuine(value);
        let again = twice.headers[0].clone();
        twice.headers.push(again);
        assert_eq!(proven(&twice.diagnosed()), ["header_joined"], "{value}");
        if !prefix.is_empty() {
            with_value(value, |text| text.replace(prefix, "")).proves(&["header_prefix"], &fits);
            if fits.is_hmac() {
                with_value(value, |text| text.replace(prefix, "v9="))
                    .proves(&["header_prefix"], &fits);
            }
            let upper = |text: &str| text.replace(prefix, &prefix.to_uppercase());
            with_value(value, upper).proves(&["header_prefix"], &fits);
            let mut either = value.clone();
            either["prefixCase"] = "ignore".into();
            let accepted = with_value(&either, upper).diagnosed();
            assert_eq!(accepted.outcome, Outcome::Accepted, "{accepted:?}");
        }
        let mut missing = genuine(value);
        missing.headers.remove(0);
        // With this header, the delivery may be one of Xoxoday.
        missing.headers.retain(|(name, _)| name != "x-api-key");
        let diagnosis = missing.diagnosed();
        assert_eq!(proven(&diagnosis), Vec::<&str>::new());
        assert_eq!(
            diagnosis.findings[0].id, "header_missing",
            "{value}: {diagnosis:?}"
        );
    }
}

#[test]
fn a_signature_in_another_encoding_is_found() {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    for value in &schemes() {
        let fits = genuine(value);
        if !fits.is_hmac() {
            continue;
        }
        let own = value["encoding"].as_str().unwrap();
        let whole = &fits.headers[0].1;
        let at = whole.find(fits.prefix()).unwrap() + fits.prefix().len();
        let (front, text) = whole.split_at(at);
        let mac = match own {
            "hex" => base16ct::lower::decode_vec(text).unwrap(),
            "base64" => STANDARD.decode(text).unwrap(),
            _ => URL_SAFE_NO_PAD.decode(text).unwrap(),
        };
        for (format, written) in [
            ("hex", base16ct::lower::encode_string(&mac)),
            ("base64", STANDARD.encode(&mac)),
            ("base64url", URL_SAFE_NO_PAD.encode(&mac)),
        ] {
            if format != own && written != text {
                with_value(value, |_| format!("{front}{written}"))
                    .proves(&["header_encoding"], &fits);
            }
        }
        // 96 bits are enough for a proof; fewer prove nothing.
        let cut = with_value(value, |_| format!("{front}{}", &text[..24]));
        let diagnosis = cut.diagnosed();
        assert_eq!(
            proven(&diagnosis),
            ["header_truncated"],
            "{value}: {diagnosis:?}"
        );
        let cut = with_value(value, |_| format!("{front}{}", &text[..12]));
        assert_eq!(proven(&cut.diagnosed()), Vec::<&str>::new());
    }
}

/// Returns the schemes whose time is in a header of its own, or in the list.
fn timed() -> Vec<Value> {
    let mut schemes = schemes();
    schemes.retain(|value| {
        let time = value.get("timestamp");
        time.is_some_and(|time| time.get("field").is_none())
    });
    assert!(schemes.len() >= 6);
    schemes
}

#[test]
fn a_time_that_was_moved_or_damaged_is_found() {
    for value in &timed() {
        let fits = genuine(value);
        let time = &value["timestamp"];
        let mut delivery = genuine(value);
        if let Some(name) = time.get("header") {
            let at = delivery
                .headers
                .iter()
                .position(|(own, _)| own == name)
                .unwrap();
            delivery.headers[at].1 = format!("\"{}\"", delivery.headers[at].1);
            delivery.proves(&["header_quoted"], &fits);
            let mut renamed = genuine(value);
            renamed.headers[at].0 = "x-gateway-time".into();
            renamed.proves(&["header_elsewhere"], &fits);
            let mut gone = genuine(value);
            gone.headers.remove(at);
            let diagnosis = gone.diagnosed();
            assert_eq!(proven(&diagnosis), Vec::<&str>::new());
            assert_eq!(diagnosis.findings[0].id, "header_missing");
        } else {
            // Two times: the one that was signed is told by its place.
            for front in [true, false] {
                let twice = with_value(value, |text| {
                    let more = format!("{}1600000000", time["prefix"].as_str().unwrap());
                    let separator = value["list"].as_str().unwrap();
                    if front {
                        format!("{more}{separator}{text}")
                    } else {
                        format!("{text}{separator}{more}")
                    }
                });
                let found = proven(&twice.diagnosed());
                assert_eq!(found, ["header_joined"], "{value}");
            }
        }
    }
}

#[test]
fn another_unit_of_the_time_is_found() {
    for value in &timed() {
        let mut other = value.clone();
        let unit = if value["timestamp"]["unit"] == "s" {
            "ms"
        } else {
            "s"
        };
        other["timestamp"]["unit"] = unit.into();
        // The sender writes and signs another unit than the scheme names.
        let written = genuine(&other);
        let delivery = Delivery {
            headers: written.headers,
            config: written.config.max_age_seconds(60.0),
            ..genuine(value)
        };
        let diagnosis = delivery.diagnosed();
        assert_eq!(
            proven(&diagnosis),
            ["timestamp_unit"],
            "{value}: {diagnosis:?}"
        );
        assert_eq!(diagnosis.findings[0].at, Part::Clock);
        // It signs the time in one unit and sends it in another.
        let signature = genuine(&other).headers[0].1.clone();
        if value["timestamp"].get("header").is_some() {
            let mut delivery = genuine(value);
            delivery.headers[0].1 = signature;
            let diagnosis = delivery.proves(&["timestamp_unit"], &genuine(value));
            assert_eq!(diagnosis.findings[0].at, Part::Header);
        }
    }
}

#[test]
fn an_id_under_another_name_is_found_and_so_are_both_parts() {
    for value in &schemes() {
        let Some(name) = value.get("id").and_then(|id| id.get("header")) else {
            continue;
        };
        let fits = genuine(value);
        let mut delivery = genuine(value);
        let at = delivery
            .headers
            .iter()
            .position(|(own, _)| own == name)
            .unwrap();
        delivery.headers[at].0 = "request-id".into();
        delivery.proves(&["header_elsewhere"], &fits);
        // All under the names of another sender's documentation.
        for (name, _) in &mut delivery.headers {
            *name = format!("gateway-{name}");
        }
        delivery.proves(&["header_elsewhere"], &fits);
    }
}

#[test]
fn a_window_that_has_passed_is_told_in_seconds() {
    for value in &timed() {
        let mut delivery = genuine(value);
        delivery.config = config_of(value, SECRET)
            .max_age_seconds(60.0)
            .now((NOW + 100_000) as f64);
        let diagnosis = delivery.diagnosed();
        assert_eq!(proven(&diagnosis), ["clock_old"], "{value}");
        let step = &diagnosis.findings[0].proof.as_ref().unwrap().steps[0];
        assert_eq!(
            serde_json::to_value(step).unwrap(),
            json!({ "op": "clock", "args": { "seconds": 100 } })
        );
        let old = &diagnosis.findings[0];
        assert_eq!(
            old.detail,
            "The signed time is 100 s ago, and maxAgeSeconds is 60."
        );
        assert!(old.remedy.text.contains("--now"), "{old:?}");
        for (limit, apart, told) in [
            (300.0, 300_900, "301 s ago, and maxAgeSeconds is 300."),
            (0.5, 501, "1 s ago, and maxAgeSeconds is 0.500."),
        ] {
            delivery.config = config_of(value, SECRET)
                .max_age_seconds(limit)
                .now((NOW + apart) as f64);
            let detail = &delivery.diagnosed().findings[0].detail;
            assert!(detail.ends_with(told), "{detail}");
        }
        delivery.config = config_of(value, SECRET)
            .max_age_seconds(60.0)
            .now((NOW / 1000) as f64);
        assert_eq!(proven(&delivery.diagnosed()), ["clock_unit"], "{value}");
        delivery.config = config_of(value, SECRET)
            .max_age_seconds(60.0)
            .now((NOW - 400_000) as f64);
        let ahead = delivery.diagnosed();
        assert_eq!(proven(&ahead), ["clock_ahead"], "{value}");
        let detail = &ahead.findings[0].detail;
        assert!(detail.contains("400 s in the future, and"), "{detail}");
    }
}

#[test]
fn another_url_is_found_and_never_told() {
    let value = read("senders.json")["square"].clone();
    let fits = genuine(&value);
    for (configured, request) in [
        (format!("{URL}/"), None),
        (URL.replace("https", "http"), None),
        ("https://shop.example/other".into(), Some(URL)),
        ("https://shop.example/".into(), Some("/hooks/a?b=1")),
    ] {
        let delivery = Delivery {
            config: Config::new().secret(SECRET).url(configured.as_str()),
            ..genuine(&value)
        };
        let mut incoming = Incoming::new(&delivery.body).headers(&delivery.headers);
        if let Some(url) = request {
            incoming = incoming.url(url);
        }
        let diagnosis =
            custom::diagnose(&fits.scheme, &incoming, &delivery.config, &Evidence::new()).unwrap();
        assert_eq!(
            proven(&diagnosis),
            ["url_other"],
            "{configured}: {diagnosis:?}"
        );
        let told = serde_json::to_string(&diagnosis).unwrap();
        assert!(!told.contains("hooks"), "{told}");
        let steps = &diagnosis.findings[0].proof.as_ref().unwrap().steps;
        if request.is_none() {
            assert_eq!(
                replay(configured.as_bytes(), steps).as_deref(),
                Some(URL.as_bytes())
            );
        }
    }
}

#[test]
fn another_message_and_another_hash_are_found() {
    use hmac::{Hmac, KeyInit, Mac};
    let stripe = read("stripe.json")["scheme"].clone();
    for message in [
        BODY.to_owned(),
        format!("1700000000{BODY}"),
        format!("1700000000:{BODY}"),
    ] {
        let delivery = with_value(&stripe, |_| format!("t=1700000000,v1={}", digest(&message)));
        let diagnosis = delivery.diagnosed();
        assert_eq!(proven(&diagnosis), ["algorithm_message"], "{message}");
        let steps = &diagnosis.findings[0].proof.as_ref().unwrap().steps;
        let made = replay_with_url(BODY.as_bytes(), steps, "").unwrap();
        assert_eq!(String::from_utf8(made).unwrap(), message);
    }
    let mut sha1 = Hmac::<sha1::Sha1>::new_from_slice(SECRET.as_bytes()).unwrap();
    sha1.update(format!("1700000000.{BODY}").as_bytes());
    let mac = base16ct::lower::encode_string(&sha1.finalize().into_bytes());
    let delivery = with_value(&stripe, |_| format!("t=1700000000,v1={mac}"));
    assert_eq!(proven(&delivery.diagnosed()), ["algorithm_hash"]);
    let svix = read("svix.json")["scheme"].clone();
    let mut without_id = svix.clone();
    without_id["signed"] = "{timestamp}.{body}".into();
    without_id.as_object_mut().unwrap().remove("id");
    let mut delivery = genuine(&svix);
    delivery.headers[0] = genuine(&without_id).headers[0].clone();
    assert_eq!(proven(&delivery.diagnosed()), ["algorithm_message"]);
}

#[test]
fn another_version_is_found() {
    let value = read("senders.json")["box"].clone();
    let mut delivery = genuine(&value);
    let version = delivery
        .headers
        .iter_mut()
        .find(|(name, _)| name == "box-signature-version");
    version.unwrap().1 = "2".into();
    let diagnosis = delivery.proves(&["header_constant"], &genuine(&value));
    assert_eq!(
        diagnosis.findings[0].proof.as_ref().unwrap().kind,
        ProofKind::Fact
    );
}

#[test]
fn two_faults_are_both_found() {
    for value in &schemes() {
        let fits = genuine(value);
        if !fits.is_hmac() {
            continue;
        }
        let both = Delivery {
            body: format!("{BODY}\n").into(),
            config: config_of(value, format!("\"{SECRET}\"").as_str()),
            ..genuine(value)
        };
        both.proves(&["secret_quotes", "body_edge_whitespace"], &fits);
        let both = Delivery {
            body: format!("{BODY}\n").into(),
            ..with_value(value, |text| format!("'{text}'"))
        };
        both.proves(&["header_quoted", "body_edge_whitespace"], &fits);
    }
}

#[test]
fn random_keys_prove_nothing_and_a_refused_scheme_is_no_diagnosis() {
    for value in &schemes() {
        let delivery = genuine(value);
        if !delivery.is_hmac() {
            continue;
        }
        let fits = Delivery {
            headers: testing::sign(&delivery.scheme, b"another body", &OTHER.into(), &signing())
                .unwrap(),
            ..genuine(value)
        };
        let evidence = Evidence::new().max_hashed_bytes(1 << 20);
        let diagnosis = fits.diagnosed_with(&evidence);
        assert_eq!(proven(&diagnosis), Vec::<&str>::new(), "{value}");
    }
    let unbound = Scheme::static_secret("", "x-a");
    let refused = custom::diagnose(
        &unbound,
        &Incoming::new(b"{}"),
        &Config::new(),
        &Evidence::new(),
    );
    assert_eq!(refused.unwrap_err().code(), "invalid_config");
}

/// Returns the MAC of a message under `SECRET`.
fn digest(message: &str) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    base16ct::lower::encode_string(&mac.finalize().into_bytes())
}

#[test]
fn the_time_of_a_forged_delivery_proves_nothing() {
    fn forged<'v>(value: &'v Value, written: &Value) -> Delivery<'v> {
        let written = Scheme::try_from(written).unwrap();
        let headers = testing::sign(&written, BODY.as_bytes(), &OTHER.into(), &signing());
        Delivery {
            headers: headers.unwrap(),
            ..genuine(value)
        }
    }
    for value in &timed() {
        let mut other = value.clone();
        let is_text = value["timestamp"]["unit"] == "rfc3339";
        other["timestamp"]["unit"] = if is_text { "s" } else { "rfc3339" }.into();
        let diagnosis = forged(value, &other).diagnosed();
        assert_eq!(diagnosis.error.as_ref().unwrap().code, "timestamp_invalid");
        assert_eq!(proven(&diagnosis), Vec::<&str>::new(), "{value}");
        assert_eq!(guessed(&diagnosis), ["timestamp_unit"], "{value}");
        // The same time under the right key is a proof.
        let genuine = Delivery {
            headers: genuine(&other).headers,
            ..genuine(value)
        };
        assert_eq!(proven(&genuine.diagnosed()), ["timestamp_unit"], "{value}");
    }
    let stripe = read("stripe.json")["scheme"].clone();
    for (time, id) in [
        ("2023-11-14T22:13:20Z", "timestamp_unit"),
        ("yesterday", "clock_format"),
    ] {
        let with = |mac: &str| with_value(&stripe, |_| format!("t={time},v1={mac}")).diagnosed();
        let forged = with(&"0".repeat(64));
        assert_eq!(proven(&forged), Vec::<&str>::new(), "{time}");
        assert_eq!(guessed(&forged), [id]);
        assert!(forged.findings.iter().all(|each| each.proof.is_none()));
        assert_eq!(proven(&with(&digest(&format!("{time}.{BODY}")))), [id]);
    }
}

#[test]
fn a_message_with_the_value_of_another_header_is_not_told() {
    // A value that could be an id, and one that could be a time.
    for (name, front) in [
        ("svix-id", "AKIA-another-secret-9876"),
        ("svix-timestamp", "1234567890"),
    ] {
        for between in [":", ".", ""] {
            let mut value = read("svix.json")["scheme"].clone();
            value["encoding"] = "hex".into();
            value["key"] = "utf8".into();
            value.as_object_mut().unwrap().remove("keyPrefix");
            let mut delivery = genuine(&value);
            delivery.headers[0].1 = format!("v1,{}", digest(&[front, between, BODY].concat()));
            delivery.headers.retain(|(own, _)| own != name);
            delivery.headers.push(("x-account".into(), front.into()));
            let diagnosis = delivery.diagnosed();
            let told = serde_json::to_string(&diagnosis).unwrap();
            assert!(!told.contains(front), "{told}");
            assert_eq!(proven(&diagnosis), Vec::<&str>::new(), "{told}");
            // Under its own name the value may be told: it is an id or a time.
            delivery.headers.last_mut().unwrap().0 = name.into();
            assert_eq!(proven(&delivery.diagnosed()), ["algorithm_message"]);
        }
    }
}

#[test]
fn a_message_with_an_element_of_another_header_is_not_told() {
    let value = read("stripe.json")["scheme"].clone();
    let secret = "c00kie-very-secret";
    let mac = digest(&[secret, ":", BODY].concat());
    for own in [format!("v1={mac}"), format!("t=1700000000,v1={mac}")] {
        let diagnosis = with_value(&value, |_| own.clone()).diagnosed();
        assert_eq!(proven(&diagnosis), Vec::<&str>::new(), "{diagnosis:?}");
    }
    // The time alone is in another header.
    let mut delivery = with_value(&value, |text| text.replace("t=1700000000,", "a=1,"));
    delivery
        .headers
        .push(("x-times".into(), "t=1700000000".into()));
    assert_eq!(proven(&delivery.diagnosed()), ["header_elsewhere"]);
}

#[test]
fn a_genuine_delivery_that_the_check_of_its_form_refuses_is_explained() {
    let signed = |template: &str| {
        json!({
            "name": "acme", "proof": "hmac-sha256", "header": "x-acme", "encoding": "hex", "key": "utf8",
            "signed": template, "id": { "header": "x-acme-id" }
        })
    };
    let too_long = "7".repeat(257);
    for (template, id, message) in [
        ("{id}.{body}", "a.b", format!("a.b.{BODY}")),
        ("{id}.{body}", "a b", format!("a b.{BODY}")),
        ("{id}.{body}", "a,b", format!("a,b.{BODY}")),
        ("{id}.{body}", "caf\u{e9}", format!("caf\u{e9}.{BODY}")),
        ("{id}.{body}", &too_long, format!("{too_long}.{BODY}")),
        ("{body}:{id};", "a:b", format!("{BODY}:a:b;")),
        ("{body}:{id};", "a;b", format!("{BODY}:a;b;")),
    ] {
        let value = signed(template);
        let delivery = |mac: &str| {
            let mut delivery = genuine(&value);
            delivery.headers = [("x-acme", mac), ("x-acme-id", id)]
                .map(|(name, value)| (name.into(), value.into()))
                .into();
            delivery.diagnosed()
        };
        let diagnosis = delivery(&digest(&message));
        assert_eq!(diagnosis.outcome, Outcome::Refused);
        assert_eq!(proven(&diagnosis), ["header_id"], "{id}: {diagnosis:?}");
        assert_eq!(proven(&delivery(&"0".repeat(64))), Vec::<&str>::new());
    }
    // Twice, it is another fault.
    let value = signed("{id}.{body}");
    let mut twice = genuine(&value);
    let again = twice.headers[1].clone();
    twice.headers.push(again);
    assert_eq!(proven(&twice.diagnosed()), ["header_joined"]);
}

#[test]
fn a_static_secret_that_the_check_of_its_form_refuses_is_explained() {
    let value = json!({
        "name": "acme", "proof": "static", "header": "x-acme", "require": { "x-acme-version": "1" }
    });
    let mut other = genuine(&value);
    let version = other
        .headers
        .iter_mut()
        .find(|(name, _)| name == "x-acme-version");
    version.unwrap().1 = "2".into();
    let diagnosis = other.diagnosed();
    assert_eq!(proven(&diagnosis), ["header_constant"], "{diagnosis:?}");
    other.config = config_of(&value, OTHER);
    assert_eq!(proven(&other.diagnosed()), Vec::<&str>::new());
    for second in [SECRET, OTHER] {
        let mut twice = genuine(&value);
        twice.headers.push(("x-acme".into(), second.into()));
        let diagnosis = twice.diagnosed();
        assert_eq!(proven(&diagnosis), ["header_joined"], "{diagnosis:?}");
        let kind = diagnosis.findings[0].proof.as_ref().unwrap().kind;
        assert_eq!(kind, ProofKind::Equal);
        twice.config = config_of(&value, "another-secret-of-a-sender");
        assert_eq!(proven(&twice.diagnosed()), Vec::<&str>::new());
    }
}

/// Returns a delivery of a scheme with this template and unit, whose time is any text, and which is genuinely signed.
fn timed_by<'v>(value: &'v Value, text: &str) -> Delivery<'v> {
    let template = value["signed"].as_str().unwrap();
    let message = template
        .replace("{timestamp}", text)
        .replace("{body}", BODY);
    Delivery {
        scheme: Scheme::try_from(value).unwrap(),
        value,
        body: BODY.into(),
        headers: vec![
            ("x-acme".into(), digest(&message)),
            ("x-acme-time".into(), text.into()),
        ],
        config: config_of(value, SECRET),
    }
}

#[test]
fn another_unit_is_proven_only_if_the_verifier_accepts_it() {
    let units = ["s", "ms", "rfc3339", "iso-utc"];
    let (mut proofs, mut others) = (0, 0);
    for template in [
        "{timestamp}{body}",
        "{body}{timestamp}",
        "{timestamp}.{body}",
        "1{timestamp}.{body}",
        "v0:{timestamp}:{body}",
    ] {
        for unit in units {
            let value = json!({
                "name": "acme", "proof": "hmac-sha256", "header": "x-acme", "encoding": "hex", "key": "utf8",
                "signed": template, "timestamp": { "header": "x-acme-time", "unit": unit }
            });
            for text in [
                "170000000",
                "1700000000",
                "17000000000",
                "1700000000000",
                "17000000000000",
                "1700000000000000",
                "1700000000000000000",
                "1700000000.5",
                "2023-11-14T22:13:20",
                "2023-11-14T22:13:20Z",
                "2023-11-14T22:13:20+02:00",
                "0",
                "01700000000",
                "yesterday",
            ] {
                let delivery = timed_by(&value, text);
                let diagnosis = delivery.diagnosed();
                let Some(error) = &diagnosis.error else {
                    assert_eq!(diagnosis.findings, [], "{value} {text}");
                    continue;
                };
                assert_eq!(error.code, "timestamp_invalid");
                let told = format!("{value} {text}: {diagnosis:?}");
                if proven(&diagnosis) != ["timestamp_unit"] {
                    assert_eq!(proven(&diagnosis), ["clock_format"], "{told}");
                    let finding = &diagnosis.findings[0];
                    // The scheme has no such option, and the time is read without it.
                    assert!(!finding.remedy.text.contains("maxAgeSeconds"), "{told}");
                    let is_fixed = !template.contains([':', '.']) || template.starts_with('1');
                    if is_fixed {
                        assert!(finding.detail.contains("10 digits"), "{told}");
                    }
                    others += 1;
                    continue;
                }
                let step = &diagnosis.findings[0].proof.as_ref().unwrap().steps[0];
                let step = serde_json::to_value(step).unwrap();
                let mut other = value.clone();
                other["timestamp"]["unit"] = step["args"]["to"].clone();
                let scheme = Scheme::try_from(&other).unwrap();
                let receiver = custom::receiver(&scheme, &delivery.config).unwrap();
                let incoming = Incoming::new(&delivery.body).headers(&delivery.headers);
                assert!(receiver.verify(&incoming).is_ok(), "{told}");
                // 16 digits are microseconds, which no unit reads.
                assert!(text.len() != 16, "{told}");
                proofs += 1;
            }
        }
    }
    assert!(proofs > 20 && others > 60, "{proofs} {others}");
}

#[test]
fn a_unit_that_fits_is_proven_beside_a_token_that_does_not() {
    let value = json!({
        "name": "acme", "proof": "hmac-sha256", "header": "x-acme", "encoding": "hex", "key": "utf8",
        "signed": "{timestamp}{body}", "timestamp": { "header": "x-acme-time", "unit": "s" }
    });
    let mut delivery = timed_by(&value, "1700000000000");
    delivery.config = delivery.config.url_token("tok_5f2c9d7e41b84a06");
    let incoming = Incoming::new(&delivery.body)
        .headers(&delivery.headers)
        .url("/hooks/tok_a_wrong_token_0000");
    let diagnosis = custom::diagnose(
        &delivery.scheme,
        &incoming,
        &delivery.config,
        &Evidence::new(),
    );
    assert_eq!(proven(&diagnosis.unwrap()), ["timestamp_unit"]);
}

/// Diagnoses a request of a sender that signs another message than the scheme says.
fn of_request(value: &Value, headers: &[(&str, &str)], url: Option<&str>) -> Diagnosis {
    let scheme = Scheme::try_from(value).unwrap();
    let mut incoming = Incoming::new(BODY.as_bytes()).headers(&headers);
    if let Some(url) = url {
        incoming = incoming.url(url);
    }
    let evidence = headers.iter().fold(
        Evidence::new().max_hashed_bytes(1 << 20),
        |evidence, (name, value)| evidence.header(*name, value.as_bytes()),
    );
    let config = config_of(value, SECRET);
    custom::diagnose(&scheme, &incoming, &config, &evidence).unwrap()
}

fn plain(signed: &str) -> Value {
    let mut value = json!({
        "name": "acme", "proof": "hmac-sha256", "header": "x-acme", "encoding": "hex", "key": "utf8", "signed": signed
    });
    if signed.contains("{timestamp}") {
        value["timestamp"] = json!({ "header": "x-acme-time", "unit": "s" });
    }
    value
}

const TIME: &str = "1700000000";

#[test]
fn the_template_that_a_scheme_should_have_is_proven_and_named() {
    for (template, name) in [
        ("{timestamp}.{body}", "x-acme-time"),
        ("{timestamp}{body}", "x-webhook-timestamp"),
        ("{timestamp}:{body}", "X-Signature-Timestamp"),
        ("{timestamp}|{body}", "x_acme_time"),
        ("{body}.{timestamp}", "x-acme-request-timestamp"),
        ("v0:{timestamp}:{body}", "x-slack-request-timestamp"),
        ("v1:{timestamp}:{body}", "x-acme-time"),
        ("{id}.{timestamp}.{body}", "webhook-timestamp"),
        ("{timestamp}.{id}.{body}", "webhook-timestamp"),
        ("{id}.{body}", "webhook-timestamp"),
        ("{method}{body}", "x-acme-time"),
        ("{url}{body}", "x-acme-time"),
        ("{url}:{body}", "x-acme-time"),
        ("{body}{url}", "x-acme-time"),
        ("{method}{url}{body}", "x-acme-time"),
        ("{method}|{url}|{body}", "x-acme-time"),
        ("{timestamp}{url}{body}", "x-acme-time"),
        ("{timestamp}.{url}.{body}", "x-acme-time"),
    ] {
        for given in [URL, "/hooks/a?b=1"] {
            let message = template
                .replace("{timestamp}", TIME)
                .replace("{id}", "msg_1")
                .replace("{method}", "POST")
                .replace("{url}", URL)
                .replace("{body}", BODY);
            let mac = digest(&message);
            let headers = [
                ("host", "shop.example"),
                ("x-acme", &*mac),
                (name, TIME),
                ("webhook-id", "msg_1"),
            ];
            let declared = ["{body}", "{timestamp}/{body}"];
            for scheme in declared.map(plain) {
                let diagnosis = of_request(&scheme, &headers, Some(given));
                let told = format!("{template} {scheme} {diagnosis:?}");
                assert!(proven(&diagnosis).contains(&"algorithm_message"), "{told}");
                let mut findings = diagnosis.findings.iter();
                let finding = findings
                    .find(|each| each.id == "algorithm_message")
                    .unwrap();
                let wanted = format!("Set `signed: \"{template}\"`");
                assert!(finding.remedy.text.starts_with(&wanted), "{told}");
                let steps = &finding.proof.as_ref().unwrap().steps;
                assert_eq!(
                    serde_json::to_value(&steps[0]).unwrap()["args"]["template"],
                    template
                );
                let made = replay_with_url(BODY.as_bytes(), steps, given).unwrap();
                assert_eq!(String::from_utf8(made).unwrap(), message, "{told}");
                assert!(diagnosis.searched.macs < 3000, "{told}");
            }
        }
    }
}

#[test]
fn a_time_in_the_header_of_the_signature_is_found_without_a_list() {
    let value = format!("t={TIME},v1={}", digest(&format!("{TIME}.{BODY}")));
    let mut scheme = plain("{body}");
    scheme["prefix"] = "v1=".into();
    let diagnosis = of_request(&scheme, &[("x-acme", &value)], None);
    let told = format!("{diagnosis:?}");
    assert_eq!(
        proven(&diagnosis),
        ["header_joined", "algorithm_message"],
        "{told}"
    );
    assert!(told.contains("set `list`"), "{told}");
    assert!(told.contains(r#"{timestamp}.{body}"#), "{told}");
}

#[test]
fn another_template_is_not_proven_by_a_value_that_may_be_a_secret() {
    for (name, text) in [
        ("x-account", "1700000999"),
        ("x-times", "1700000999"),
        ("x-acme-time", "AKIA-very-secret-0123456789"),
        ("x-acme-time", "9876543210"),
        ("x-acme-timestamp", "123456789012"),
        ("x-key-id", "msg_1"),
        ("x-secret-id", "msg_1"),
        ("x-session-id", "msg_1"),
        ("webhook-id", "msg 1"),
    ] {
        for message in [
            format!("{text}.{BODY}"),
            format!("v0:{text}:{BODY}"),
            format!("{text}.{TIME}.{BODY}"),
        ] {
            let mac = digest(&message);
            let headers = [("x-acme", &*mac), (name, text), ("x-own-time", TIME)];
            let diagnosis = of_request(&plain("{body}"), &headers, None);
            assert!(!format!("{diagnosis:?}").contains(text), "{diagnosis:?}");
            assert_eq!(proven(&diagnosis), Vec::<&str>::new(), "{name} {message}");
        }
    }
    // A provider of this crate signs what it documents: the templates of others are no advice.
    let mac = digest(&format!("v0:{TIME}:{BODY}"));
    let headers = [
        ("x-signature", &*format!("sha256={mac}")),
        ("x-timestamp", TIME),
    ];
    let incoming = Incoming::new(BODY.as_bytes()).headers(&headers);
    let config = Config::new().secret(SECRET);
    let diagnosis = countersign::optondemand::diagnose(&incoming, &config, &Evidence::new());
    assert_eq!(proven(&diagnosis), Vec::<&str>::new());
    let mac = digest(&format!("{TIME}.{BODY}"));
    let headers = [
        ("x-signature", &*format!("sha256={mac}")),
        ("x-timestamp", TIME),
    ];
    let incoming = Incoming::new(BODY.as_bytes()).headers(&headers);
    let diagnosis = countersign::optondemand::diagnose(&incoming, &config, &Evidence::new());
    assert_eq!(proven(&diagnosis), ["algorithm_message"]);
    assert!(!format!("{diagnosis:?}").contains("in the scheme"));
}

#[test]
fn the_encoding_that_a_scheme_should_have_is_named() {
    let encodings = ["hex", "base64", "base64url"];
    for own in encodings {
        for other in encodings {
            for prefix in ["", "v1="] {
                let mut value = plain("{body}");
                if !prefix.is_empty() {
                    value["prefix"] = prefix.into();
                }
                value["encoding"] = other.into();
                let written = genuine(&value).headers[0].1.clone();
                value["encoding"] = own.into();
                let diagnosis = of_request(&value, &[("x-acme", &written)], None);
                if own == other {
                    assert_eq!(diagnosis.findings, []);
                    continue;
                }
                let told = format!("{own} {other} {diagnosis:?}");
                assert_eq!(proven(&diagnosis), ["header_encoding"], "{told}");
                let wanted = format!("Set `encoding: \"{other}\"`");
                assert!(
                    diagnosis.findings[0].remedy.text.starts_with(&wanted),
                    "{told}"
                );
            }
        }
    }
    // What no `encoding` can say is no advice to set one.
    for changed in ["%20", "%3D"] {
        let mut value = plain("{body}");
        value["encoding"] = "base64url".into();
        let written = genuine(&value).headers[0].1.clone() + changed;
        let diagnosis = of_request(&value, &[("x-acme", &written)], None);
        let told = format!("{diagnosis:?}");
        assert!(!told.contains("Set `encoding"), "{told}");
    }
}

#[test]
fn other_templates_do_not_use_up_the_bound_for_a_large_body() {
    // Each time makes more messages to try.
    let note = "x".repeat(60_000);
    let sent = format!(r#"{{"id": "evt_1", "total": 12.5, "note": "{note}"}}"#);
    let received = format!(r#"{{"id":"evt_1","total":12.5,"note":"{note}"}}"#);
    let mac = digest(&sent);
    let times: Vec<String> = (0..8).map(|at| format!("170000000{at}")).collect();
    let mut headers = vec![("host", "shop.example"), ("x-acme", &*mac)];
    headers.extend(times.iter().map(|time| ("x-acme-time", &**time)));
    let value = plain("{body}");
    let scheme = Scheme::try_from(&value).unwrap();
    let incoming = Incoming::new(received.as_bytes())
        .headers(&headers)
        .url("/hooks/a?b=1");
    let evidence = headers
        .iter()
        .fold(Evidence::new(), |evidence, (name, value)| {
            evidence.header(*name, value.as_bytes())
        });
    let config = config_of(&value, SECRET);
    let diagnosis = custom::diagnose(&scheme, &incoming, &config, &evidence).unwrap();
    assert_eq!(proven(&diagnosis), ["body_reserialized"]);
    assert!(diagnosis.searched.macs < 450, "{:?}", diagnosis.searched);
}
