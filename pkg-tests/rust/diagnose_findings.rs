//! At least one delivery for each finding. Checks its id, its certainty, the replay of its proof, and that no output
//! has a secret.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign::custom::{self, Encoding, Place, Scheme, Unit};
use countersign::diagnose::{
    Confidence, Diagnosis, Evidence, ProofKind, SentReply, ids, replay_with_url,
};
use countersign::{Config, Incoming, isendu, optondemand, reward, xoxoday};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

const SECRET: &str = "example+secret-0123456789";
const OTHER: &str = "another-secret-9876543210";
const TOKEN: &str = "tok_5f2c9d7e41b84a06Zz";
const API_KEY: &str = "a1P2z5B7v68b9112234";
const BODY: &str =
    r#"{"event":"x","timestamp":"2025-01-02T03:04:05Z","data":{"orderId":"4","note":"café <3"}}"#;
/// The time in `BODY`, in milliseconds.
const SIGNED_AT: f64 = 1_735_787_045_000.0;

/// A delivery and its expected finding.
struct Row {
    id: &'static str,
    provider: fn(&Incoming<'_>, &Config, &Evidence<'_>) -> Diagnosis,
    body: Vec<u8>,
    headers: Vec<(String, String)>,
    config: Config,
    url: Option<String>,
    ip: Option<&'static str>,
    now: Option<f64>,
    evidence: Evidence<'static>,
    /// `None` for a guess.
    kind: Option<ProofKind>,
    /// The bytes before the first step, and those after the last.
    replay: Option<(Vec<u8>, Vec<u8>)>,
    /// Other findings that are equally true.
    also: &'static [&'static str],
    secrets: Vec<String>,
}

fn mac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn signature(key: impl AsRef<[u8]>, body: impl AsRef<[u8]>) -> String {
    "sha256=".to_owned() + &hex(&mac::<Hmac<Sha256>>(key.as_ref(), body.as_ref()))
}

/// A genuine delivery of OptOnDemand. Each row changes something in it.
fn row(id: &'static str) -> Row {
    Row {
        id,
        provider: optondemand::diagnose,
        body: BODY.into(),
        headers: vec![("x-signature".into(), signature(SECRET, BODY))],
        config: Config::new().secret(SECRET),
        url: None,
        ip: None,
        now: None,
        evidence: Evidence::new().max_hashed_bytes(8 << 20),
        kind: Some(ProofKind::Mac),
        replay: None,
        also: &[],
        secrets: [SECRET, OTHER, TOKEN, API_KEY].map(String::from).into(),
    }
}

/// The received body differs from the sent one.
fn body(id: &'static str, sent: impl AsRef<[u8]>, received: impl AsRef<[u8]>) -> Row {
    let (sent, received) = (sent.as_ref(), received.as_ref());
    Row {
        headers: vec![("x-signature".into(), signature(SECRET, sent))],
        body: received.to_vec(),
        replay: Some((received.to_vec(), sent.to_vec())),
        ..row(id)
    }
}

/// The configured key differs from the one that signed.
fn key(id: &'static str, signed: impl AsRef<[u8]>, configured: impl AsRef<[u8]>) -> Row {
    let (signed, configured) = (signed.as_ref(), configured.as_ref());
    Row {
        headers: vec![("x-signature".into(), signature(signed, BODY))],
        config: Config::new().secret(configured),
        replay: Some((configured.to_vec(), signed.to_vec())),
        ..row(id)
    }
}

fn header(id: &'static str, name: &str, value: &str) -> Row {
    Row {
        headers: vec![(name.into(), value.into())],
        replay: Some((value.into(), signature(SECRET, BODY).into_bytes())),
        ..row(id)
    }
}

fn signed(id: &'static str, value: &[u8]) -> Row {
    Row {
        headers: vec![("x-signature".into(), format!("sha256={}", hex(value)))],
        ..row(id)
    }
}

fn api_key(id: &'static str, name: &str, value: &str) -> Row {
    Row {
        provider: xoxoday::diagnose,
        headers: vec![(name.into(), value.into())],
        config: Config::new().api_key(API_KEY),
        kind: Some(ProofKind::Equal),
        replay: Some((value.into(), API_KEY.into())),
        ..row(id)
    }
}

fn token(id: &'static str, param: Option<&str>, url: &str, token: &str) -> Row {
    let config = Config::new().url_token(token);
    Row {
        provider: reward::diagnose,
        headers: Vec::new(),
        config: match param {
            Some(param) => config.url_token_param(param),
            None => config,
        },
        url: Some(url.into()),
        kind: Some(ProofKind::Equal),
        replay: Some((url.into(), token.into())),
        secrets: vec![token.into()],
        ..row(id)
    }
}

fn clock(id: &'static str, config: Config, now: f64, body: &str) -> Row {
    Row {
        body: body.into(),
        headers: vec![("x-signature".into(), signature(SECRET, body))],
        config: config.secret(SECRET),
        now: Some(now),
        kind: Some(ProofKind::Fact),
        ..row(id)
    }
}

fn confirm(id: &'static str, key_id: &str, pair: (&str, &str), kind: Option<ProofKind>) -> Row {
    Row {
        provider: isendu::diagnose,
        body: format!(r#"{{"keyId":"{key_id}"}}"#).into_bytes(),
        headers: Vec::new(),
        config: Config::new().url_token(TOKEN),
        evidence: Evidence::new().credentials(pair.0, pair.1),
        kind,
        ..row(id)
    }
}

fn reply(id: &'static str, status: u16, body: &str, elapsed_ms: u64) -> Row {
    let plain = confirm(id, "KEY-1", ("KEY-1", OTHER), Some(ProofKind::Fact));
    Row {
        evidence: plain.evidence.clone().reply(SentReply {
            status,
            body: body.into(),
            elapsed_ms: Some(elapsed_ms),
        }),
        ..plain
    }
}

fn likely(row: Row) -> Row {
    Row {
        kind: None,
        replay: None,
        ..row
    }
}

fn fact(row: Row, length: usize) -> Row {
    let mut headers = row.headers.clone();
    headers.push(("Content-Length".into(), length.to_string()));
    Row {
        headers,
        kind: Some(ProofKind::Fact),
        replay: None,
        ..row
    }
}

/// Breaks a text into lines, as `xxd -p` does.
fn lines_of(text: &str, width: usize) -> String {
    let lines: Vec<&str> = (0..text.len())
        .step_by(width)
        .map(|at| &text[at..text.len().min(at + width)])
        .collect();
    lines.join("\n") + "\n"
}

/// What `Arrays.toString` of Java prints for bytes.
fn signed_bytes(text: &str) -> String {
    let bytes = text.bytes().map(|byte| byte.cast_signed().to_string());
    format!("[{}]", bytes.collect::<Vec<_>>().join(", "))
}

fn bodies() -> Vec<Row> {
    let lines = BODY.replace(',', ",\n");
    let crlf = lines.replace('\n', "\r\n");
    let latin1: Vec<u8> = BODY.chars().map(|c| u8::try_from(c).unwrap()).collect();
    let lossy = String::from_utf8_lossy(&latin1).into_owned();
    let html = BODY.replace('<', "&lt;").replace('"', "&quot;");
    let percent: String = BODY.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let (start, end) = BODY.split_at(40);
    let candidate = |id: &'static str, received: &[u8]| Row {
        evidence: Evidence::new().candidate(id, BODY),
        replay: Some((BODY.into(), BODY.into())),
        ..body(id, BODY, received)
    };
    let original = "another body altogether";
    let by_key = r#"{"total":12.50,"tax":21.00,"fee":0.00,"count":3,"size":8}"#;
    let before_python = r#"{"event":"x","timestamp":"y","data":{"orderId":"4","total":12.50,"items":[{"sku":"a","count":2}],"note":"café"}}"#;
    let after_python = r#"{"data": {"items": [{"count": 2, "sku": "a"}], "note": "caf\u00e9", "orderId": "4", "total": 12.5}, "event": "x", "timestamp": "y"}"#;
    let by_key_again = r#"{"total":12.5,"tax":21,"fee":0,"count":3,"size":8}"#;
    vec![
        body(
            "body_reserialized",
            BODY,
            BODY.replace(':', ": ").replace("03: 04: 05", "03:04:05"),
        ),
        body("body_reserialized", by_key, by_key_again),
        // Sorted keys, ASCII escapes and a lost zero, as json.dumps writes them.
        Row {
            evidence: Evidence::new(),
            ..body("body_reserialized", before_python, after_python)
        },
        body("body_edge_whitespace", BODY, format!("{BODY}\n")),
        body("body_line_endings", &lines, &crlf),
        body("body_line_endings", &crlf, &lines),
        body("body_line_endings", lines.replace('\n', "\r"), &lines),
        body("body_bom", BODY, format!("\u{feff}{BODY}")),
        body("body_nul", BODY, format!("{BODY}\0\0\0")),
        body("body_charset", BODY, &latin1),
        candidate("body_normalized", BODY.replace('é', "e\u{301}").as_bytes()),
        body("body_replacement_characters", &latin1, &lossy),
        body("body_replacement_characters", BODY, &lossy),
        body(
            "body_replacement_characters",
            BODY,
            BODY.replace('é', "\u{fffd}\u{fffd}"),
        ),
        body("body_base64", BODY, STANDARD.encode(BODY)),
        body("body_base64", BODY, hex(BODY.as_bytes())),
        body("body_base64", BODY, lines_of(&hex(BODY.as_bytes()), 60)),
        body("body_url_encoded", BODY, percent),
        body("body_html_escaped", BODY, html),
        candidate("body_compressed", b"\x1f\x8b\x08\0not to be inflated here"),
        body(
            "body_wrapped",
            BODY,
            serde_json::json!({ "body": BODY }).to_string(),
        ),
        body(
            "body_stringified",
            BODY,
            serde_json::json!(BODY).to_string(),
        ),
        body("body_stringified", BODY, signed_bytes(BODY)),
        body("body_chunks_joined", BODY, format!("{start},{end}")),
        body("body_repeated", BODY, BODY.repeat(2)),
        fact(body("body_truncated", BODY, start), BODY.len()),
        Row {
            kind: Some(ProofKind::Fact),
            replay: None,
            ..body("body_truncated", BODY, start)
        },
        fact(body("body_truncated", "plain text", "plain"), 10),
        fact(body("body_empty", BODY, ""), BODY.len()),
        fact(body("body_changed", BODY, r#"{"event":"y"}"#), BODY.len()),
        Row {
            evidence: Evidence::new().original(original.as_bytes()),
            replay: Some((original.into(), original.into())),
            ..body("body_changed", original, BODY)
        },
        Row {
            headers: vec![("x-signature".into(), signature("nobody's key", "x"))],
            evidence: Evidence::new()
                .original(original.as_bytes())
                .max_hashed_bytes(1 << 20),
            kind: Some(ProofKind::Equal),
            replay: Some((original.into(), original.into())),
            ..body("body_changed", original, BODY)
        },
    ]
}

fn keys() -> Vec<Row> {
    let latin1 = b"cl\xe9-0123456789".to_vec();
    let mut rows = vec![
        key("secret_whitespace", SECRET, format!("{SECRET}\n")),
        key("secret_quotes", SECRET, format!("'{SECRET}'")),
        key("secret_prefix", SECRET, format!("whsec_{SECRET}")),
        key("secret_assignment", SECRET, format!("NAME={SECRET}")),
        key("secret_encoding", SECRET, STANDARD.encode(SECRET)),
        key("secret_escaped", SECRET, SECRET.replace('+', "%2B")),
        key("secret_escaped", SECRET, SECRET.replace('+', " ")),
        key("secret_invisible", SECRET, format!("{SECRET}\u{200b}")),
        key("secret_case", SECRET, SECRET.to_uppercase()),
        key("secret_charset", &latin1, "clé-0123456789"),
        key("secret_charset", "clé-0123456789", &latin1),
        key("secret_repeated", SECRET, SECRET.repeat(2)),
        Row {
            evidence: Evidence::new().other_key("the staging key", OTHER),
            replay: Some((OTHER.into(), OTHER.into())),
            ..key("secret_other", OTHER, SECRET)
        },
        Row {
            evidence: Evidence::new().other_key("the staging key", API_KEY),
            config: Config::new().api_key("b9P2z5B7v68b91122"),
            ..api_key("secret_other", "x-api-key", API_KEY)
        },
        likely(key("secret_wrong", OTHER, SECRET)),
    ];
    for word in [
        "undefined",
        "null",
        "",
        "[object Object]",
        "OPTONDEMAND_SECRET",
    ] {
        rows.push(key("secret_placeholder", word, SECRET));
    }
    rows
}

fn headers() -> Vec<Row> {
    let genuine = signature(SECRET, BODY);
    let digits = &genuine[7..];
    vec![
        likely(Row {
            headers: Vec::new(),
            ..row("header_missing")
        }),
        likely(Row {
            headers: Vec::new(),
            ..api_key("header_missing", "x-api-key", "")
        }),
        header("header_elsewhere", "x-hub-signature-256", &genuine),
        Row {
            headers: Vec::new(),
            evidence: Evidence::new().header("x-of-nobody", genuine.as_bytes()),
            ..header("header_elsewhere", "x-of-nobody", &genuine)
        },
        api_key("header_elsewhere", "x-auth-token", API_KEY),
        header("header_prefix", "x-signature", digits),
        header("header_encoding", "x-signature", &STANDARD.encode(&genuine)),
        header("header_quoted", "x-signature", &format!("\"{genuine}\"")),
        header("header_spaced", "x-signature", &genuine.replace("0", "0 ")),
        header("header_joined", "x-signature", &format!("{genuine} *file")),
        header(
            "header_joined",
            "x-signature",
            &format!("sha256={}, {genuine}", "0".repeat(64)),
        ),
        Row {
            replay: None,
            ..header("header_truncated", "x-signature", &genuine[..47])
        },
        Row {
            replay: Some((API_KEY.into(), API_KEY.to_lowercase().into())),
            ..api_key("header_case", "x-api-key", &API_KEY.to_lowercase())
        },
        Row {
            config: Config::new().api_key(API_KEY.to_lowercase()),
            replay: Some((API_KEY.into(), API_KEY.to_lowercase().into())),
            ..api_key("header_case", "x-api-key", API_KEY)
        },
        Row {
            replay: Some((API_KEY[..16].into(), API_KEY[..16].into())),
            ..api_key("header_truncated", "x-api-key", &API_KEY[..16])
        },
    ]
}

fn algorithms() -> Vec<Row> {
    let (secret, body) = (SECRET.as_bytes(), BODY.as_bytes());
    let joined = |parts: &[&[u8]]| parts.concat();
    let message = |message: String, headers: &[(&str, &str)]| {
        let mut row = signed(
            "algorithm_message",
            &mac::<Hmac<Sha256>>(secret, message.as_bytes()),
        );
        let given = headers
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        row.headers.extend(given);
        row.replay = Some((body.into(), message.into()));
        row
    };
    let url = "https://example.org/hooks/x?y=z";
    vec![
        signed("algorithm_hash", &mac::<Hmac<sha1::Sha1>>(secret, body)),
        signed("algorithm_hash", &mac::<Hmac<sha2::Sha512>>(secret, body)),
        signed("algorithm_hash", &mac::<Hmac<md5::Md5>>(secret, body)),
        signed("algorithm_plain_hash", &Sha256::digest(body)),
        signed("algorithm_plain_hash", &sha1::Sha1::digest(body)),
        signed("algorithm_plain_hash", &sha2::Sha512::digest(body)),
        signed("algorithm_plain_hash", &md5::Md5::digest(body)),
        signed(
            "algorithm_plain_hash",
            &Sha256::digest(joined(&[secret, body])),
        ),
        signed(
            "algorithm_plain_hash",
            &Sha256::digest(joined(&[body, secret])),
        ),
        signed("algorithm_swapped", &mac::<Hmac<Sha256>>(body, secret)),
        message(
            format!("1735787045.{BODY}"),
            &[("x-timestamp", "1735787045")],
        ),
        message(
            format!("1735787045{BODY}"),
            &[("x-timestamp", "1735787045")],
        ),
        message(r#"{"orderId":"4","note":"café <3"}"#.into(), &[]),
        Row {
            url: Some(url.into()),
            ..message(format!("{url}{BODY}"), &[])
        },
        Row {
            evidence: Evidence::new().other_key("the staging key", OTHER),
            also: &["secret_other"],
            ..signed(
                "algorithm_hash",
                &mac::<Hmac<sha1::Sha1>>(OTHER.as_bytes(), body),
            )
        },
    ]
}

fn others() -> Vec<Row> {
    let day = Config::new().max_age_seconds(86_400.0);
    let days_later = SIGNED_AT + 200_000_000.0;
    let address = |id, ip| Row {
        config: Config::new().secret(SECRET).allowed_ip("203.0.113.9"),
        ip: Some(ip),
        kind: Some(ProofKind::Fact),
        ..row(id)
    };
    let path = |token: &str| format!("/hooks/{token}");
    let percent: String = TOKEN.bytes().map(|byte| format!("%25{byte:02X}")).collect();
    let plus = "tok+5f2c9d7e41b84a06";
    let said = format!(r#"{{"response":"{OTHER}"}}"#);
    let equal = Some(ProofKind::Equal);
    vec![
        clock("clock_old", day.clone(), days_later, BODY),
        clock("clock_ahead", day.clone(), SIGNED_AT - 400_000.0, BODY),
        clock(
            "clock_format",
            day.clone(),
            SIGNED_AT,
            &BODY.replace("05Z", "05"),
        ),
        clock("clock_unit", day, SIGNED_AT / 1000.0, BODY),
        address("ip_port", "203.0.113.9:443"),
        likely(address("ip_proxy", "10.0.0.7")),
        token(
            "token_elsewhere",
            None,
            &format!("/hooks/{TOKEN}/reward"),
            TOKEN,
        ),
        token(
            "token_elsewhere",
            Some("key"),
            &format!("/hooks?token={TOKEN}"),
            TOKEN,
        ),
        token(
            "token_elsewhere",
            None,
            &format!("/hooks?token={TOKEN}"),
            TOKEN,
        ),
        token("token_elsewhere", None, &format!("/hooks#{TOKEN}"), TOKEN),
        token("token_encoding", None, &path(&percent), TOKEN),
        token(
            "token_encoding",
            Some("key"),
            &format!("/hooks?key={plus}"),
            plus,
        ),
        Row {
            replay: Some((TOKEN.into(), TOKEN.to_lowercase().into())),
            ..token("token_case", None, &path(&TOKEN.to_lowercase()), TOKEN)
        },
        token("token_case", None, &path(TOKEN), &TOKEN.to_uppercase()),
        token(
            "token_whitespace",
            None,
            &path(&format!("{TOKEN}%0A")),
            TOKEN,
        ),
        token("token_repeated", None, &path(&TOKEN.repeat(2)), TOKEN),
        token(
            "token_repeated",
            Some("key"),
            &format!("/hooks?key=x&key={TOKEN}"),
            TOKEN,
        ),
        Row {
            replay: Some((OTHER.into(), OTHER.into())),
            ..confirm("confirm_swapped", OTHER, ("KEY-1", OTHER), equal)
        },
        Row {
            replay: Some(("KEY-1\n".into(), "KEY-1".into())),
            ..confirm("confirm_key_id_text", "KEY-1", ("KEY-1\n", OTHER), equal)
        },
        Row {
            replay: Some(("KEY-1\n".into(), "key-1".into())),
            ..confirm("confirm_key_id_text", "key-1", ("KEY-1\n", OTHER), equal)
        },
        confirm("confirm_key_id_other", "KEY-2", ("KEY-1", OTHER), None),
        reply("confirm_reply_status", 201, &said, 10),
        reply("confirm_reply_body", 200, r#"{"response":"x"}"#, 10),
        reply("confirm_reply_body", 200, OTHER, 10),
        reply("confirm_reply_slow", 200, &said, 5001),
        Row {
            headers: vec![("x-api-key".into(), API_KEY.into())],
            evidence: Evidence::new().other_key("of xoxoday", API_KEY),
            kind: equal,
            ..row("wrong_provider")
        },
        Row {
            config: Config::new().api_key(SECRET),
            provider: xoxoday::diagnose,
            ..row("wrong_provider")
        },
        likely(Row {
            headers: vec![("x-api-key".into(), API_KEY.into())],
            ..row("wrong_provider")
        }),
    ]
}

const ACME: Scheme = Scheme::hmac_sha256(
    "acme",
    "x-signature",
    Encoding::Hex,
    "{url}{timestamp}{body}",
)
.prefix("sha256=")
.timestamp(Place::Header("x-time"), Unit::Seconds)
.require("x-version", "1");
const _: () = ACME.check();

fn acme(incoming: &Incoming<'_>, config: &Config, evidence: &Evidence<'_>) -> Diagnosis {
    custom::diagnose(&ACME, incoming, config, evidence).unwrap()
}

/// What a scheme alone can have.
fn schemes() -> Vec<Row> {
    let url = "https://shop.example/hooks";
    let of = |time: &str, version: &str| {
        let signed = format!("{url}{time}{BODY}");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Row {
            provider: acme,
            headers: vec![
                pair("x-signature", &signature(SECRET, signed)),
                pair("x-time", time),
                pair("x-version", version),
            ],
            config: Config::new().secret(SECRET).url(url),
            ..row("")
        }
    };
    vec![
        Row {
            id: "timestamp_unit",
            config: Config::new().secret(SECRET).url(url).max_age_seconds(9.0),
            now: Some(SIGNED_AT),
            kind: Some(ProofKind::Fact),
            ..of("2025-01-02T03:04:05Z", "1")
        },
        Row {
            id: "url_other",
            config: Config::new().secret(SECRET).url(format!("{url}/")),
            replay: Some((format!("{url}/").into(), url.into())),
            ..of("1735787045", "1")
        },
        Row {
            id: "header_constant",
            kind: Some(ProofKind::Fact),
            ..of("1735787045", "2")
        },
        Row {
            id: "header_id",
            kind: Some(ProofKind::Fact),
            provider: |incoming, config, evidence| {
                let scheme =
                    Scheme::hmac_sha256("ids", "x-signature", Encoding::Hex, "{id}.{body}")
                        .prefix("sha256=")
                        .id(Place::Header("x-id"));
                custom::diagnose(&scheme, incoming, config, evidence).unwrap()
            },
            headers: vec![
                (
                    "x-signature".into(),
                    signature(SECRET, format!("a.b.{BODY}")),
                ),
                ("x-id".into(), "a.b".into()),
            ],
            ..row("")
        },
    ]
}

fn rows() -> Vec<Row> {
    [
        bodies(),
        keys(),
        headers(),
        algorithms(),
        others(),
        schemes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn diagnosed(row: &Row) -> Diagnosis {
    let mut incoming = Incoming::new(&row.body).headers(&row.headers);
    if let Some(url) = &row.url {
        incoming = incoming.url(url);
    }
    if let Some(ip) = row.ip {
        incoming = incoming.ip(ip);
    }
    if let Some(now) = row.now {
        incoming = incoming.now(now);
    }
    (row.provider)(&incoming, &row.config, &row.evidence)
}

/// Returns the fault of a row's diagnosis, if it has one.
fn problem(row: &Row) -> Option<String> {
    let diagnosis = diagnosed(row);
    let told = serde_json::to_string(&diagnosis).unwrap();
    let found = |is: Confidence| {
        let mut ids: Vec<_> = diagnosis
            .findings
            .iter()
            .filter(|each| each.confidence == is)
            .map(|each| each.id)
            .collect();
        ids.retain(|id| !row.also.contains(id));
        ids
    };
    let (proven, guessed) = (found(Confidence::Proven), found(Confidence::Likely));
    let is_as_expected = match row.kind {
        Some(_) => proven == [row.id],
        None => proven.is_empty() && guessed.contains(&row.id),
    };
    if !is_as_expected {
        return Some(format!(
            "proven {proven:?}, likely {guessed:?}, {:?}",
            diagnosis.searched
        ));
    }
    let finding = diagnosis
        .findings
        .iter()
        .find(|each| each.id == row.id)
        .unwrap();
    let kind = finding.proof.as_ref().map(|proof| proof.kind);
    if kind != row.kind {
        return Some(format!("kind {kind:?}"));
    }
    if let Some((from, to)) = &row.replay {
        let steps = &finding.proof.as_ref().unwrap().steps;
        let url = row.url.as_deref().unwrap_or_default();
        if replay_with_url(from, steps, url).as_ref() != Some(to) {
            return Some(format!("replay of {steps:?}"));
        }
    }
    let mac = row
        .headers
        .iter()
        .map(|(_, value)| value.trim_start_matches("sha256=").to_owned());
    for secret in row
        .secrets
        .iter()
        .cloned()
        .chain(mac.filter(|value| value.len() > 16))
    {
        let forms = [
            secret.clone(),
            hex(secret.as_bytes()),
            STANDARD.encode(&secret),
            URL_SAFE_NO_PAD.encode(&secret),
        ];
        let is_told = |form: &String| {
            told.to_lowercase()
                .contains(&form.trim_end_matches('=').to_lowercase())
        };
        if forms.iter().any(is_told) {
            return Some(format!("tells a secret: {told}"));
        }
    }
    None
}

#[test]
fn each_delivery_has_its_finding() {
    let mut problems = Vec::new();
    for (at, row) in rows().iter().enumerate() {
        problems.extend(problem(row).map(|problem| format!("{at} {}: {problem}", row.id)));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn each_finding_has_a_delivery() {
    let rows = rows();
    let has_none = |id: &&'static str| !rows.iter().any(|row| row.id == *id);
    assert_eq!(
        ids().filter(has_none).collect::<Vec<_>>(),
        Vec::<&str>::new()
    );
    assert!(rows.iter().all(|row| ids().any(|id| id == row.id)));
}

#[test]
fn a_wrong_length_is_reported_as_a_length() {
    let row = fact(body("body_changed", BODY, r#"{"event":"y"}"#), BODY.len());
    let diagnosis = diagnosed(&row);
    assert_eq!(
        diagnosis.findings[0].title,
        "the length of the body differs from content-length"
    );
    let row = fact(body("body_changed", BODY, r#"{"event":"y"}"#), 13);
    assert_eq!(diagnosed(&row).findings[0].id, "secret_wrong");
}

#[test]
fn a_deep_search_proves_more_than_the_default_one() {
    let (sent, received) = (r#"{"a":"x","b":1E0}"#, r#"{"b":1,"a":"x"}"#);
    for is_deep in [false, true] {
        let evidence = Evidence::new();
        let row = Row {
            config: Config::new().secret(format!("{SECRET}\n").as_bytes()),
            evidence: if is_deep { evidence.deep() } else { evidence },
            ..body("body_reserialized", sent, received)
        };
        let diagnosis = diagnosed(&row);
        let ids: Vec<_> = diagnosis.findings.iter().map(|each| each.id).collect();
        let expected: &[_] = if is_deep {
            &["secret_whitespace", "body_reserialized"]
        } else {
            &["secret_wrong"]
        };
        assert_eq!(ids, expected, "{:?}", diagnosis.searched);
        assert!(!diagnosis.searched.complete);
    }
}
