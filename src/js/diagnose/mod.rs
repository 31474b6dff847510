//! Why a delivery was refused: the exports of a module of its own, which `countersign/diagnose` loads.

#![expect(
    clippy::too_many_arguments,
    reason = "a call takes plain values, as in the other module"
)]

use crate::config::Config;
use crate::config::value::{UntypedObject, UntypedValue};
use crate::diagnose::{self, Arg, Diagnosis, Evidence, Explanation, Searched, SentReply, Step};
use crate::error::Error;
use crate::js::boundary::delivery::{self, Fault};
use crate::js::boundary::{options, output};
use crate::providers::ALL_RULES;
use crate::verify::headers::HeaderValues;
use crate::verify::incoming::Incoming;
use crate::verify::scheme::RulesOf;
use crate::verify::schemes::scheme::Scheme;
use js_sys::Function;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// The names of the providers, and the texts of the findings.
#[derive(Serialize)]
struct Described {
    providers: Vec<&'static str>,
    findings: Vec<Explanation>,
}

/// Returns the names of the providers, and the texts of the findings.
#[wasm_bindgen(js_name = diagnoseDescribe)]
pub fn describe() -> Result<JsValue, JsValue> {
    output::object(&Described {
        providers: ALL_RULES.iter().map(|rules| rules.name).collect(),
        findings: diagnose::ids().filter_map(diagnose::explain).collect(),
    })
}

/// Diagnoses a delivery of a named provider, or of a scheme as a list of members. `headers` is a list of names and values in
/// turn. If the body has a wrong type, `found` names that type. `progress` is called with the extent of the search so far. If it
/// returns false, the search stops.
///
/// # Errors
///
/// `invalid_argument` for a provider that is not in the list, and for evidence of a wrong type; `invalid_config` for an invalid
/// scheme.
#[wasm_bindgen(js_name = diagnose)]
pub fn run(
    provider: Option<String>,
    scheme: &JsValue,
    body: Option<Box<[u8]>>,
    headers: &JsValue,
    url: Option<String>,
    ip: Option<String>,
    fault: Option<Fault>,
    found: Option<String>,
    now: f64,
    config: &JsValue,
    evidence: &JsValue,
    progress: Option<Function>,
) -> Result<JsValue, JsValue> {
    let (headers, unusable) = pairs(headers);
    let incoming = Incoming {
        body: body.as_deref(),
        headers: Some(HeaderValues::ByName(&headers)),
        url: url.as_deref(),
        ip: ip.as_deref(),
        now: Some(now),
    };
    let diagnosed = given(evidence).and_then(|given| {
        let goes_on = |searched: &Searched| goes_on(progress.as_ref(), searched);
        let mut evidence = given.evidence().on_progress(&goes_on);
        for (name, value) in &headers {
            evidence = evidence.header(name.clone(), value.as_bytes());
        }
        let is_unknown = || Error::argument(
            "provider",
            "must be the name of a provider of this package, a scheme, or what `custom` returns",
        );
        let members;
        let rules = if let Some(name) = provider {
            let mut all = ALL_RULES.iter();
            **all
                .find(|rules| rules.name == name)
                .ok_or_else(is_unknown)?
        } else {
            members = options::members("scheme", scheme)?;
            RulesOf::of_scheme(Scheme::try_from(members.object())?)
        };
        let config = options::options::<Config>("config", config);
        let scheme = rules.scheme.as_ref();
        let is_needed = |name: &String| scheme.is_some_and(|scheme| scheme.names_header(name));
        let fault = if unusable.iter().any(is_needed) {
            Some(Fault::Headers)
        } else {
            fault
        };
        let fault = fault
            .map(|fault| delivery::error(fault, found.as_deref().unwrap_or("nothing"), usize::MAX));
        Ok(
            match config.and_then(|config| fault.map_or(Ok(config), Err)) {
                Ok(config) => diagnose::run(&rules, ALL_RULES, &incoming, &config, &evidence),
                Err(error) => diagnose::refused(rules.name, error),
            },
        )
    });
    diagnosed.map_or_else(
        |error| Err(output::error(&error)),
        |diagnosis: Diagnosis| output::object(&diagnosis),
    )
}

/// Makes the changes of a proof; `null` if one cannot be made. `steps` is a list of operations and their arguments in
/// turn, which are names and values in turn.
///
/// # Errors
///
/// `invalid_argument` if the steps have a wrong type.
#[wasm_bindgen(js_name = diagnoseReplay)]
pub fn replay(received: &[u8], steps: &JsValue, url: Option<String>) -> Result<JsValue, JsValue> {
    let steps = options::event("steps", steps).and_then(|values| {
        self::steps(&values).ok_or_else(|| Error::argument("steps", "must be the steps of a proof"))
    });
    let steps = steps.map_err(|error| output::error(&error))?;
    let made = match url {
        Some(url) => diagnose::replay_with_url(received, &steps, &url),
        None => diagnose::replay(received, &steps),
    };
    output::object(&made.as_deref().map(output::Bytes))
}

fn steps(values: &[UntypedValue<'_>]) -> Option<Vec<Step>> {
    let (pairs, rest) = values.as_chunks();
    let step = |[op, args]: &[UntypedValue<'_>; 2]| {
        let UntypedValue::List(args) = args else {
            return None;
        };
        let (args, rest) = args.as_chunks();
        let arg = |[name, value]: &[UntypedValue<'_>; 2]| {
            Some((name.text::<String>().ok()?.into(), argument(value)?))
        };
        rest.is_empty().then_some(())?;
        Some(Step {
            op: op.text::<String>().ok()?.into(),
            args: args.iter().map(arg).collect::<Option<_>>()?,
        })
    };
    rest.is_empty().then_some(())?;
    pairs.iter().map(step).collect()
}

fn argument(value: &UntypedValue<'_>) -> Option<Arg> {
    Some(match value {
        UntypedValue::Text(_) => Arg::Text(value.text().ok()?),
        UntypedValue::Number(number) => Arg::Number(whole(*number)),
        UntypedValue::List(values) => {
            Arg::List(values.iter().map(argument).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

fn goes_on(progress: Option<&Function>, searched: &Searched) -> bool {
    let Some(progress) = progress else {
        return true;
    };
    let asked = output::object(searched).and_then(|told| progress.call1(&JsValue::NULL, &told));
    asked.is_ok_and(|answer| answer != JsValue::FALSE)
}

/// Reads names and values in turn. Returns the headers, and the names of those whose values are not texts.
fn pairs(given: &JsValue) -> (Vec<(String, String)>, Vec<String>) {
    let (mut pairs, mut unusable) = (Vec::new(), Vec::new());
    if let Ok(values) = options::event("headers", given) {
        for (name, value) in UntypedObject(&values).entries() {
            match value.text() {
                Ok(text) => pairs.push((name.into(), text)),
                Err(_) => unusable.push(name.into()),
            }
        }
    }
    (pairs, unusable)
}

/// Evidence that owns its parts.
#[derive(Default)]
struct Given {
    original: Option<Vec<u8>>,
    status: Option<f64>,
    reply_body: Vec<u8>,
    elapsed_ms: Option<f64>,
    rest: Evidence<'static>,
}

impl Given {
    fn evidence(&self) -> Evidence<'_> {
        let mut evidence = self.rest.clone();
        if let Some(original) = &self.original {
            evidence = evidence.original(original);
        }
        if let Some(status) = self.status {
            evidence = evidence.reply(SentReply {
                status: u16::try_from(output::size(status)).unwrap_or_default(),
                body: self.reply_body.clone(),
                elapsed_ms: self.elapsed_ms.map(whole),
            });
        }
        evidence
    }
}

/// Returns a count from JavaScript.
fn whole(number: f64) -> u64 {
    u64::try_from(output::size(number)).unwrap_or(u64::MAX)
}

fn given(evidence: &JsValue) -> Result<Given, Error> {
    let invalid = || Error::argument("evidence", "has a member of a wrong type");
    let values = options::event("evidence", evidence)?;
    let mut given = Given::default();
    let read = UntypedObject(&values).each(&mut |name, value| {
        if matches!(value, UntypedValue::Undefined) {
            return Ok(());
        }
        match (name, value) {
            ("original", value) => given.original = Some(bytes(value)?),
            ("otherKeys", UntypedValue::List(keys)) => UntypedObject(keys)
                .each(&mut |name, value| {
                    for key in value.keys()? {
                        given.rest = given.rest.clone().other_key(name, key);
                    }
                    Ok(())
                })
                .map_err(|_| "must be an object of keys")?,
            ("candidates", UntypedValue::List(candidates)) => UntypedObject(candidates)
                .each(&mut |name, value| {
                    given.rest = given.rest.clone().candidate(name, bytes(value)?);
                    Ok(())
                })
                .map_err(|_| "must be an object of bodies")?,
            ("credentials", UntypedValue::List(credentials)) => {
                for each in credentials {
                    let UntypedValue::List(members) = each else {
                        return Err("must be an object".into());
                    };
                    let members = UntypedObject(members);
                    let (Some(id), Some(secret)) = (members.text("keyId"), members.text("secret"))
                    else {
                        return Err("must have keyId and secret".into());
                    };
                    given.rest = given.rest.clone().credentials(id, secret);
                }
            }
            ("status", value) => given.status = Some(value.number()?),
            ("replyBody", value) => given.reply_body = bytes(value)?,
            ("elapsedMs", value) => given.elapsed_ms = Some(value.number()?),
            ("deep", UntypedValue::Bool(true)) => given.rest = given.rest.clone().deep(),
            ("deep", UntypedValue::Bool(false)) => {}
            ("maxHashedBytes", value) => {
                given.rest = given.rest.clone().max_hashed_bytes(whole(value.number()?));
            }
            _ => return Err("is unknown".into()),
        }
        Ok(())
    });
    read.map(|()| given).map_err(|_| invalid())
}

fn bytes(value: &UntypedValue<'_>) -> Result<Vec<u8>, &'static str> {
    match value {
        UntypedValue::Bytes(bytes) => Ok(bytes.to_vec()),
        _ => Err("must be bytes"),
    }
}
