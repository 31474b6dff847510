//! Other algorithms, and other messages.

use super::around::{Around, BETWEEN, Front};
use super::step::{Change, Step, change};
use crate::crypto::hmac;
use crate::verify::schemes::kinds::{Encoding, Place, Unit};
use crate::verify::schemes::scheme::Scheme;
use ::hmac::{Hmac, KeyInit, Mac};
use alloc::vec::Vec;
use sha2::Digest;
use zeroize::Zeroizing;

/// An algorithm that takes a key and a message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    HmacSha256,
    HmacSha1,
    HmacSha512,
    HmacMd5,
    Sha256,
    Sha1,
    Sha512,
    Md5,
    Swapped,
    KeyAndBody,
    BodyAndKey,
}

pub(crate) const OTHERS: &[(Algorithm, &str, &str)] = &[
    (Algorithm::HmacSha1, "algorithm_hash", "hmac_sha1"),
    (Algorithm::HmacSha512, "algorithm_hash", "hmac_sha512"),
    (Algorithm::HmacMd5, "algorithm_hash", "hmac_md5"),
    (Algorithm::Sha256, "algorithm_plain_hash", "sha256"),
    (Algorithm::Sha1, "algorithm_plain_hash", "sha1"),
    (Algorithm::Sha512, "algorithm_plain_hash", "sha512"),
    (Algorithm::Md5, "algorithm_plain_hash", "md5"),
    (
        Algorithm::KeyAndBody,
        "algorithm_plain_hash",
        "sha256_key_body",
    ),
    (
        Algorithm::BodyAndKey,
        "algorithm_plain_hash",
        "sha256_body_key",
    ),
    (
        Algorithm::Swapped,
        "algorithm_swapped",
        "hmac_sha256_swapped",
    ),
];

fn keyed<M: Mac + KeyInit>(key: &[u8], message: &Message<'_>) -> Zeroizing<Vec<u8>> {
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else {
        return Zeroizing::default();
    };
    message.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec().into()
}

fn plain<D: Digest>(parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let mut hash = D::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().to_vec().into()
}

/// A signed message: the parts before the body, the body, and the parts after it.
pub(crate) type Message<'m> = [&'m [u8]; 3];

/// Returns a message with only one part.
pub(crate) fn whole(message: &[u8]) -> Message<'_> {
    [b"", message, b""]
}

/// Computes the digest. It is wiped on drop.
pub(crate) fn compute(
    algorithm: Algorithm,
    key: &[u8],
    message: &Message<'_>,
) -> Zeroizing<Vec<u8>> {
    let [before, body, behind] = *message;
    match algorithm {
        Algorithm::HmacSha256 => {
            let (mut prepared, mut mac) =
                (Zeroizing::new([0; hmac::PREPARED]), Zeroizing::new([0; 32]));
            hmac::prepare(key, &mut prepared);
            let parts = |take: &mut dyn FnMut(&[u8])| message.iter().for_each(|part| take(part));
            hmac::mac_of_parts(&prepared, &parts, &mut mac);
            mac.to_vec().into()
        }
        Algorithm::HmacSha1 => keyed::<Hmac<sha1::Sha1>>(key, message),
        Algorithm::HmacSha512 => keyed::<Hmac<sha2::Sha512>>(key, message),
        Algorithm::HmacMd5 => keyed::<Hmac<md5::Md5>>(key, message),
        Algorithm::Sha256 => plain::<sha2::Sha256>(message),
        Algorithm::Sha1 => plain::<sha1::Sha1>(message),
        Algorithm::Sha512 => plain::<sha2::Sha512>(message),
        Algorithm::Md5 => plain::<md5::Md5>(message),
        Algorithm::KeyAndBody => plain::<sha2::Sha256>(&[key, before, body, behind]),
        Algorithm::BodyAndKey => plain::<sha2::Sha256>(&[before, body, behind, key]),
        Algorithm::Swapped => {
            let joined = Zeroizing::new(message.concat());
            compute(Algorithm::HmacSha256, &joined, &whole(key))
        }
    }
}

/// The parts of a URL that other senders sign, by their names in steps.
const URL_PARTS: [&str; 3] = ["whole", "without_query", "path"];

/// Returns a part of a URL.
fn url_part<'u>(url: &'u str, part: &str) -> Option<&'u str> {
    match part {
        "whole" => Some(url),
        "without_query" => url.split('?').next(),
        "path" => {
            let (_, rest) = url.split_once("://")?;
            rest.get(rest.find('/')?..)
        }
        _ => None,
    }
}

/// Makes a message from the body, with texts before or after it.
pub(crate) fn build(step: &Step, body: &[u8]) -> Option<Vec<u8>> {
    let (before, after) = (step.get_text("before"), step.get_text("after"));
    if before.is_none() && after.is_none() || step.get_text("url").is_some() {
        return None;
    }
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    Some([before.as_bytes(), body, after.as_bytes()].concat())
}

/// Makes a message from the body and the URL. The step only names the part of the URL, because a query, a path or a password
/// may be a secret.
pub(crate) fn build_with_url(step: &Step, body: &[u8], url: &str) -> Option<Vec<u8>> {
    let part = url_part(url, step.get_text("url")?)?.as_bytes();
    let text = |name| step.get_text(name).unwrap_or_default().as_bytes();
    let (before, origin, between) = (text("before"), text("origin"), text("between"));
    Some(match step.get_text("place")? {
        "before" => [before, origin, part, between, body].concat(),
        _ => [before, body, between, origin, part].concat(),
    })
}

/// Adds the template of a message to its step, if a scheme can have it.
fn with_template(step: Step, template: &[&str]) -> Step {
    let template = template.concat();
    let mut scheme = Scheme::hmac_sha256("a", "x-a", Encoding::Hex, &template);
    if template.contains("{timestamp}") {
        scheme = scheme.timestamp(Place::Header("x-time"), Unit::Seconds);
    }
    if template.contains("{id}") {
        scheme = scheme.id(Place::Header("x-id"));
    }
    if scheme.refusal().is_none() {
        step.text("template", template)
    } else {
        step
    }
}

/// Which messages are tried.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// Those of any sender.
    Any,
    /// The same, with the template of each.
    Named,
    /// More of them, each with its template. Only the scheme of a user can have these.
    More,
}

/// Returns the messages that senders of other webhooks sign.
pub(crate) fn changes(body: &[u8], around: &Around<'_>, which: Which) -> Vec<Change> {
    if which == Which::More {
        return more(around);
    }
    let mut found = Vec::new();
    let mut add = |step: Step, template: &[&str]| {
        let step = if which == Which::Named {
            with_template(step, template)
        } else {
            step
        };
        found.push(change("algorithm_message", step));
    };
    // A template signs more than the body.
    add(Step::new("body_alone"), &["{body}"]);
    let own = super::json::member(body, &["timestamp"]).and_then(super::json::unescape);
    let own = own.as_deref().map(|own| Front::new(own, "{}"));
    for Front {
        text,
        name,
        between,
    } in around.fronts.iter().chain(&own)
    {
        for each in &BETWEEN {
            if between.is_some_and(|between| between != *each) {
                continue;
            }
            let step = Step::new("message").text("before", [text, *each].concat());
            add(step, &[name, each, "{body}"]);
            if between.is_none() {
                let step = Step::new("message").text("after", [*each, text].concat());
                add(step, &["{body}", each, name]);
            }
        }
    }
    for part in around.url.iter().flat_map(|_| URL_PARTS) {
        for between in BETWEEN {
            let name = name_of(part);
            add(
                with_url(part, between, "before"),
                &[name, between, "{body}"],
            );
            add(with_url(part, between, "after"), &["{body}", between, name]);
        }
    }
    for path in [
        &["data"][..],
        &["payload"],
        &["event"],
        &["timestamp"],
        &["data", "orderId"],
    ] {
        let path = path
            .iter()
            .map(|name| super::step::Arg::Text((*name).into()))
            .collect();
        add(Step::new("unwrap").list("path", path), &["{}"]);
    }
    add(Step::new("text").text("text", ""), &["{}"]);
    for op in ["base64_encode", "hex_encode"] {
        add(Step::new(op), &["{}"]);
    }
    found
}

fn with_url(part: &str, between: &str, place: &str) -> Step {
    let step = Step::new("message").text("url", part);
    step.text("between", between).text("place", place)
}

/// Returns the name of a part of the URL in a template. Only the whole has one.
fn name_of(part: &str) -> &'static str {
    if part == "whole" { "{url}" } else { "{}" }
}

/// Returns the messages with a version, with the method, and with the URL behind a time.
fn more(around: &Around<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    let mut add = |step, template: &[&str]| {
        found.push(change("algorithm_message", with_template(step, template)))
    };
    let time = || {
        around
            .fronts
            .iter()
            .filter(|front| front.name == "{timestamp}")
    };
    for Front { text, name, .. } in time() {
        for version in ["v0:", "v1:"] {
            let step = Step::new("message").text("before", [version, text, ":"].concat());
            add(step, &[version, name, ":{body}"]);
        }
    }
    let method = Front::new("POST", "{method}");
    for between in BETWEEN {
        let step = Step::new("message").text("before", ["POST", between].concat());
        add(step, &["{method}", between, "{body}"]);
        for (part, origin) in URL_PARTS
            .into_iter()
            .flat_map(|part| around.origins().map(move |origin| (part, origin)))
        {
            let name = name_of(part);
            let step = |place| match origin {
                "" => with_url(part, between, place),
                origin => with_url(part, between, place).text("origin", origin),
            };
            if !origin.is_empty() {
                add(step("before"), &[name, between, "{body}"]);
                add(step("after"), &["{body}", between, name]);
            }
            for front in time().take(1).chain([&method]) {
                let text = [&front.text, between].concat();
                let template = [&*front.name, between, name, between, "{body}"];
                add(step("before").text("before", text), &template);
            }
        }
    }
    found
}
