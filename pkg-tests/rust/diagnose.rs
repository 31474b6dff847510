//! Runs the example cases of `diagnose`, and faults that are drawn and applied to genuine deliveries.

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

use countersign::diagnose::{Confidence, Diagnosis, Evidence, Part, replay, replay_with_url};
use countersign::{Config, Incoming, isendu, optondemand, reward, testing, xoxoday};
use serde_json::{Value, json};

const SECRET: &str = "example-secret-0123456789";
const BODY: &str = r#"{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-01-02T03:04:05Z","data":{"orderId":"433564","total":12.5,"items":[{"sku":"a/b","count":2}],"note":"café <3"}}"#;

fn bytes(value: &Value) -> Vec<u8> {
    let engine = base64::engine::general_purpose::STANDARD;
    base64::Engine::decode(&engine, value.as_str().unwrap()).unwrap()
}

fn run(
    provider: &str,
    incoming: &Incoming<'_>,
    config: &Config,
    evidence: &Evidence<'_>,
) -> Diagnosis {
    match provider {
        "optondemand" => optondemand::diagnose(incoming, config, evidence),
        "xoxoday" => xoxoday::diagnose(incoming, config, evidence),
        "reward" => reward::diagnose(incoming, config, evidence),
        "isendu" => isendu::diagnose(incoming, config, evidence),
        other => panic!("{other}"),
    }
}

fn proven(diagnosis: &Diagnosis) -> Vec<&'static str> {
    let is_proven =
        |finding: &&countersign::diagnose::Finding| finding.confidence == Confidence::Proven;
    diagnosis
        .findings
        .iter()
        .filter(is_proven)
        .map(|finding| finding.id)
        .collect()
}

fn signature(key: &[u8], body: &[u8]) -> String {
    testing::optondemand::sign(body, &key.into()).unwrap().1
}

#[test]
fn the_examples() {
    let examples: Value =
        serde_json::from_str(include_str!("../../src/diagnose/examples.json")).unwrap();
    for case in examples["cases"].as_array().unwrap() {
        let (received, expect) = (&case["received"], &case["expect"]);
        let body = bytes(&received["bodyBase64"]);
        let headers: Vec<(String, String)> = received["headers"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().into()))
            .collect();
        let mut incoming = Incoming::new(&body).headers(&headers);
        if let Some(url) = received["url"].as_str() {
            incoming = incoming.url(url);
        }
        let config: Config = serde_json::from_value(received["config"].clone()).unwrap();
        let diagnosis = run(
            case["provider"].as_str().unwrap(),
            &incoming,
            &config,
            &Evidence::new(),
        );
        let told = serde_json::to_value(&diagnosis).unwrap();
        let name = &case["id"];
        let code = diagnosis
            .error
            .as_ref()
            .map_or("accepted", |error| error.code);
        assert_eq!(expect["verify"], code, "{name}");
        let ids = |list: &Value| -> Vec<String> {
            list.as_array()
                .unwrap()
                .iter()
                .map(|each| each["id"].as_str().unwrap().into())
                .collect()
        };
        let families: Vec<&str> = expect["proven"]
            .as_array()
            .unwrap()
            .iter()
            .map(|each| each["family"].as_str().unwrap())
            .collect();
        let found = proven(&diagnosis);
        for id in ids(&expect["proven"]) {
            assert!(found.contains(&id.as_str()), "{name}: {told:#}");
        }
        for id in &found {
            assert!(
                families.contains(&id.split('_').next().unwrap()),
                "{name}: {id} {told:#}"
            );
        }
        for id in ids(&expect["likely"]) {
            assert!(
                diagnosis.findings.iter().any(|finding| finding.id == id),
                "{name}: {told:#}"
            );
        }
        assert!(
            expect["noProven"] != json!(true) || found.is_empty(),
            "{name}: {told:#}"
        );
        replays(&diagnosis, &bytes(&case["sent"]["bodyBase64"]), &body);
    }
}

/// The replay of each proof about the body returns exactly the sent bytes.
fn replays(diagnosis: &Diagnosis, sent: &[u8], received: &[u8]) {
    for finding in &diagnosis.findings {
        if let (Part::Body, Some(proof)) = (finding.at, &finding.proof) {
            assert_eq!(
                replay(received, &proof.steps).as_deref(),
                Some(sent),
                "{finding:?}"
            );
        }
    }
}

type Fault = (&'static str, fn(&[u8]) -> Vec<u8>);

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}

fn written(body: &[u8], write: fn(&Value) -> String) -> Vec<u8> {
    serde_json::from_slice::<Value>(body)
        .map_or_else(|_| body.to_vec(), |value| write(&value).into_bytes())
}

fn percent(body: &[u8]) -> String {
    body.iter()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(*byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// Faults as hosts cause them, written by hand.
const FAULTS: &[Fault] = &[
    ("body_reserialized", |body| {
        written(body, |value| serde_json::to_string_pretty(value).unwrap())
    }),
    ("body_reserialized", |body| {
        written(body, |value| value.to_string())
    }),
    ("body_reserialized", |body| {
        written(body, |value| value.to_string().replace('/', "\\/"))
    }),
    ("body_reserialized", |body| {
        written(body, |value| value.to_string().replace('<', "\\u003c"))
    }),
    ("body_reserialized", |body| {
        written(body, |value| {
            value.to_string().replace('é', "\\u00e9") + "\n"
        })
    }),
    ("body_edge_whitespace", |body| [body, b"\n"].concat()),
    ("body_edge_whitespace", |body| [body, b"\r\n"].concat()),
    ("body_edge_whitespace", |body| [b" ", body].concat()),
    ("body_bom", |body| [b"\xef\xbb\xbf", body].concat()),
    ("body_nul", |body| [body, &[0; 5]].concat()),
    ("body_charset", |body| {
        text(body)
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
            .collect()
    }),
    ("body_charset", |body| {
        body.iter()
            .map(|byte| char::from(*byte))
            .collect::<String>()
            .into_bytes()
    }),
    ("body_charset", |body| {
        text(body)
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect()
    }),
    ("body_base64", |body| {
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, body).into_bytes()
    }),
    ("body_base64", |body| {
        body.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
            .into_bytes()
    }),
    ("body_url_encoded", |body| percent(body).into_bytes()),
    ("body_html_escaped", |body| {
        text(body)
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .into_bytes()
    }),
    ("body_wrapped", |body| {
        json!({ "body": text(body), "isBase64Encoded": false })
            .to_string()
            .into_bytes()
    }),
    ("body_wrapped", |body| {
        format!("payload={}", percent(body)).into_bytes()
    }),
    ("body_stringified", |body| {
        json!(text(body)).to_string().into_bytes()
    }),
    ("body_stringified", |body| {
        json!({ "type": "Buffer", "data": body })
            .to_string()
            .into_bytes()
    }),
    ("body_stringified", |body| {
        text(body).replace('"', "\\x22").into_bytes()
    }),
    ("body_repeated", |body| [body, body].concat()),
    ("body_chunks_joined", |body| {
        [&body[..body.len() / 2], b",", &body[body.len() / 2..]].concat()
    }),
];

fn diagnosed(sent: &[u8], received: &[u8], secret: &str) -> Diagnosis {
    let headers = [("x-signature", signature(SECRET.as_bytes(), sent))];
    let diagnosis = optondemand::diagnose(
        &Incoming::new(received).headers(&headers),
        &Config::new().secret(secret),
        &Evidence::new(),
    );
    let told = serde_json::to_string(&diagnosis).unwrap();
    assert!(
        !told.contains(SECRET) && !told.contains(&headers[0].1[7..]),
        "{told}"
    );
    diagnosis
}

/// Returns whether the cause of a changed body is proven, and whether anything changed.
fn holds(sent: &[u8], received: &[u8], macs: &mut Vec<u64>) -> bool {
    let diagnosis = diagnosed(sent, received, SECRET);
    replays(&diagnosis, sent, received);
    macs.push(diagnosis.searched.macs);
    !proven(&diagnosis).is_empty()
}

fn sent_bodies() -> Vec<Vec<u8>> {
    let value: Value = serde_json::from_str(BODY).unwrap();
    Vec::from([
        BODY.as_bytes().to_vec(),
        serde_json::to_vec_pretty(&value).unwrap(),
    ])
}

#[test]
fn every_single_fault_that_preserves_the_bytes_is_proven() {
    let mut macs = Vec::new();
    for sent in sent_bodies() {
        for (at, (id, fault)) in FAULTS.iter().enumerate() {
            let received = fault(&sent);
            if received == sent {
                continue;
            }
            let diagnosis = diagnosed(&sent, &received, SECRET);
            assert!(
                proven(&diagnosis).contains(id),
                "{id} ({at}): {:?} {}",
                proven(&diagnosis),
                diagnosis.searched.macs
            );
            replays(&diagnosis, &sent, &received);
            macs.push(diagnosis.searched.macs);
        }
    }
    macs.sort_unstable();
    println!(
        "singles: {}, MACs: median {}, maximum {}",
        macs.len(),
        macs[macs.len() / 2],
        macs[macs.len() - 1]
    );
}

#[test]
fn nine_of_ten_ordered_pairs_of_body_faults_are_proven() {
    let every: usize = std::env::var("DIAGNOSE_PAIRS_EVERY")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(13);
    let (mut macs, mut proven, mut all, mut missed) = (Vec::new(), 0, 0, Vec::new());
    let sent = BODY.as_bytes();
    for (first, (_, first_fault)) in FAULTS.iter().enumerate() {
        for (second, (_, second_fault)) in FAULTS.iter().enumerate() {
            let between = first_fault(sent);
            let received = second_fault(&between);
            if first == second
                || between == sent
                || received == between
                || received == sent
                || !(first * FAULTS.len() + second).is_multiple_of(every)
            {
                continue;
            }
            all += 1;
            if holds(sent, &received, &mut macs) {
                proven += 1;
            } else {
                missed.push((first, second));
            }
        }
    }
    macs.sort_unstable();
    println!(
        "pairs: {proven} of {all}, MACs: median {}, maximum {}, missed {missed:?}",
        macs[macs.len() / 2],
        macs[macs.len() - 1]
    );
    assert!(
        proven * 10 >= all * 9,
        "{proven} of {all}, missed {missed:?}"
    );
}

type TextFault = (&'static str, fn(&str) -> String);

const KEY_FAULTS: &[TextFault] = &[
    ("secret_whitespace", |key| format!("{key}\n")),
    ("secret_whitespace", |key| format!("\u{a0}{key}")),
    ("secret_quotes", |key| format!("'{key}'")),
    ("secret_quotes", |key| format!("\u{201c}{key}\u{201d}")),
    ("secret_quotes", |key| format!("b'{key}'")),
    ("secret_prefix", |key| format!("whsec_{key}")),
    ("secret_prefix", |key| format!("Bearer {key}")),
    ("secret_assignment", |key| {
        format!("OPTONDEMAND_SECRET={key}")
    }),
    ("secret_assignment", |key| {
        json!({ "secret": key }).to_string()
    }),
    ("secret_encoding", |key| {
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, key)
    }),
    ("secret_escaped", |key| percent(key.as_bytes())),
    ("secret_invisible", |key| format!("{key}\u{200b}")),
    ("secret_case", |key| key.to_uppercase()),
    ("secret_repeated", |key| key.repeat(2)),
];

const HEADER_FAULTS: &[TextFault] = &[
    ("header_prefix", |value| value[7..].into()),
    ("header_prefix", |value| format!("sha256={value}")),
    ("header_quoted", |value| format!("\"{value}\"")),
    ("header_quoted", |value| format!("[b'{value}']")),
    ("header_encoding", |value| value.replace('=', "%3D")),
    ("header_spaced", |value| {
        value
            .chars()
            .enumerate()
            .map(|(at, c)| {
                if at > 8 && at % 2 == 0 {
                    format!(" {c}")
                } else {
                    c.into()
                }
            })
            .collect()
    }),
    ("header_joined", |value| {
        format!("{value}, sha256={}", "0".repeat(64))
    }),
    ("header_truncated", |value| value[..47].into()),
];

#[test]
fn faults_of_key_and_header_alone_and_with_each_other_and_with_the_body() {
    let bodies: Vec<Vec<u8>> = FAULTS
        .iter()
        .step_by(5)
        .map(|(_, fault)| fault(BODY.as_bytes()))
        .collect();
    let genuine = signature(SECRET.as_bytes(), BODY.as_bytes());
    let check = |received: &[u8], key: &str, value: &str, ids: &[&str]| {
        let headers = [("x-signature", value)];
        let diagnosis = optondemand::diagnose(
            &Incoming::new(received).headers(&headers),
            &Config::new().secret(key),
            &Evidence::new(),
        );
        let found = proven(&diagnosis);
        assert!(
            ids.iter().all(|id| found.contains(id)),
            "{ids:?}: {found:?} {value}"
        );
        replays(&diagnosis, BODY.as_bytes(), received);
        for finding in &diagnosis.findings {
            let steps = &finding.proof.as_ref().unwrap().steps;
            match finding.at {
                Part::Secret => assert_eq!(
                    replay(key.as_bytes(), steps).unwrap(),
                    SECRET.as_bytes(),
                    "{finding:?}"
                ),
                Part::Header
                    if finding.id != "header_truncated" && !ids.contains(&"header_truncated") =>
                {
                    assert_eq!(
                        replay(value.as_bytes(), steps).unwrap(),
                        genuine.as_bytes(),
                        "{finding:?}"
                    )
                }
                _ => {}
            }
        }
        let told = serde_json::to_string(&diagnosis).unwrap();
        assert!(
            !told.contains(SECRET) && !told.contains(&genuine[7..]),
            "{told}"
        );
    };
    for (id, fault) in HEADER_FAULTS {
        let value = fault(&genuine);
        check(BODY.as_bytes(), SECRET, &value, &[id]);
        for body in &bodies {
            check(body, SECRET, &value, &[id]);
        }
        for (of_key, of_key_fault) in KEY_FAULTS {
            check(
                BODY.as_bytes(),
                &of_key_fault(SECRET),
                &value,
                &[id, of_key],
            );
        }
    }
    for (id, fault) in KEY_FAULTS {
        check(BODY.as_bytes(), &fault(SECRET), &genuine, &[id]);
    }
}

#[test]
fn random_keys_and_bodies_prove_nothing() {
    use proptest::prelude::*;
    use proptest::test_runner::{Config as Runs, TestRunner};
    let cases = std::env::var("DIAGNOSE_CONTROLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(12);
    let inputs = (
        "[ -~]{16,40}",
        "[!-~]{16,40}",
        "[a-zé/]{0,12}",
        any::<bool>(),
    );
    let mut runner = TestRunner::new(Runs {
        cases,
        failure_persistence: None,
        ..Runs::default()
    });
    runner
        .run(&inputs, |(signer, configured, note, is_object)| {
            prop_assume!(signer != configured);
            let body = if is_object {
                json!({ "event": note, "n": 12 }).to_string()
            } else {
                note
            };
            let headers = [("x-signature", signature(signer.as_bytes(), body.as_bytes()))];
            let config = Config::new().secret(configured.as_bytes());
            let evidence = Evidence::new().max_hashed_bytes(4 << 20);
            let diagnosis = optondemand::diagnose(
                &Incoming::new(body.as_bytes()).headers(&headers),
                &config,
                &evidence,
            );
            prop_assert_eq!(proven(&diagnosis), Vec::<&str>::new());
            let told = serde_json::to_string(&diagnosis).unwrap();
            prop_assert!(!told.contains(&configured) && !told.contains(&signer));
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_search_is_bounded_and_can_be_stopped() {
    let headers = [("x-signature", signature(b"another key", BODY.as_bytes()))];
    let incoming = Incoming::new(BODY.as_bytes()).headers(&headers);
    let config = Config::new().secret(SECRET);
    let bounded = optondemand::diagnose(
        &incoming,
        &config,
        &Evidence::new().max_hashed_bytes(100_000),
    );
    assert!(!bounded.searched.complete && bounded.searched.bytes < 101_000);
    let stopped =
        optondemand::diagnose(&incoming, &config, &Evidence::new().on_progress(&|_| false));
    assert_eq!(
        (stopped.searched.macs, stopped.searched.complete),
        (1024, false)
    );
    assert_eq!(stopped.findings[0].id, "secret_wrong");
}

#[test]
fn a_url_that_was_signed_is_found_and_never_told() {
    const TOKEN: &str = "0123456789abcdefXYZ";
    for (url, part) in [
        (format!("/hooks/{TOKEN}"), format!("/hooks/{TOKEN}")),
        (format!("/hooks?key={TOKEN}"), format!("/hooks?key={TOKEN}")),
        (
            format!("https://shop.example/hooks/{TOKEN}?y=z"),
            format!("/hooks/{TOKEN}?y=z"),
        ),
        (
            format!("https://user:{TOKEN}@shop.example/hooks?y=z"),
            format!("https://user:{TOKEN}@shop.example/hooks"),
        ),
    ] {
        for message in [format!("{part}.{BODY}"), format!("{BODY}\n{part}")] {
            for config in [Config::new(), Config::new().url_token(TOKEN)] {
                let mac = signature(SECRET.as_bytes(), message.as_bytes());
                let headers = [("x-signature", &*mac)];
                let incoming = Incoming::new(BODY.as_bytes()).headers(&headers).url(&url);
                let config = config.secret(SECRET);
                let evidence = Evidence::new().max_hashed_bytes(1 << 20);
                let diagnosis = optondemand::diagnose(&incoming, &config, &evidence);
                assert_eq!(proven(&diagnosis), ["algorithm_message"], "{message}");
                let told = serde_json::to_string(&diagnosis).unwrap();
                for secret in [TOKEN, SECRET, &mac[7..]] {
                    assert!(!told.contains(secret), "{told}");
                }
                let steps = &diagnosis.findings[0].proof.as_ref().unwrap().steps;
                assert_eq!(replay(BODY.as_bytes(), steps), None);
                assert_eq!(
                    replay_with_url(BODY.as_bytes(), steps, &url).as_deref(),
                    Some(message.as_bytes())
                );
            }
        }
    }
}

#[test]
fn a_search_that_a_bound_cut_is_not_complete() {
    let commas = ",".repeat(65);
    let members: String = (0..30)
        .map(|at| format!("\"k{at}\":\"v\","))
        .collect::<String>();
    let many = format!("{{{members}\"z\":\"v\"}}");
    let six = r#"{"a":"1","b":"2","c":"3","d":"4","e":"5","f":"6"}"#;
    let numbers = r#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9}"#;
    for (body, header_end, is_complete) in [
        ("hello", "", true),
        (r#"{"a":"b"}"#, "", true),
        (BODY, "", false),
        (&commas, "", false),
        (&many, "", false),
        (six, "", false),
        (numbers, "", false),
        (r#"{"a":18446744073709551616}"#, "", false),
        ("a=1&b=2&c=3&d=4&e=5", "", false),
        ("hello", ",1,2,3,4,5,6", false),
    ] {
        for deep in [false, true] {
            let value = signature(b"another key", body.as_bytes()) + header_end;
            let headers = [("x-signature", value)];
            let incoming = Incoming::new(body.as_bytes()).headers(&headers);
            let mut evidence = Evidence::new().max_hashed_bytes(12 << 20);
            if deep {
                evidence = evidence.deep();
            }
            let diagnosis =
                optondemand::diagnose(&incoming, &Config::new().secret(SECRET), &evidence);
            let searched = diagnosis.searched;
            assert_eq!(searched.complete, is_complete, "{body} {deep} {searched:?}");
            assert!(
                !is_complete || searched.bytes < 12 << 20,
                "{body} {searched:?}"
            );
        }
    }
}
