//! The address of the peer, and the clock.

use super::found::{Found, fact, likely};
use crate::diagnose::delivery::Delivery;
use crate::diagnose::result::Part;
use crate::diagnose::step::Step;
use crate::diagnose::units::name;
use crate::diagnose::{url, wording};
use crate::error::Error;
use crate::json::{Document, Value};
use crate::text::{integer, join};
use crate::verify::freshness::Freshness;
use crate::verify::scheme::{RulesOf, field};
use crate::verify::schemes::kinds::{Place, UNITS};
use crate::verify::verifier::Verifier;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

pub(crate) fn address(error: &Error, delivery: &Delivery<'_>, found: &mut Vec<Found>) {
    let is_about = matches!(error, Error::IpNotAllowed)
        || matches!(error, Error::InvalidArgument { argument, .. } if *argument == "ip");
    let Some(ip) = delivery.incoming.ip.filter(|_| is_about) else {
        return;
    };
    if url::without_port(ip).is_some() {
        found.push(fact("ip_port", Part::Ip, Step::new("without_port")));
    } else if url::is_private(ip) {
        found.push(likely("ip_proxy", Part::Ip));
    }
}

/// From here on a time is one in milliseconds that was multiplied: in seconds it would be later than the year 5000.
const FIRST_IN_SECONDS: f64 = 1e14;

/// The same as an integer. A time that is not before it was written in microseconds, which no unit reads.
const LAST: i64 = 100_000_000_000_000;

/// Explains a time that is refused. Without a signature that fits, anybody may have written it, so that nothing is proven.
pub(crate) fn clock(
    error: &Error,
    is_signed: bool,
    delivery: &Delivery<'_>,
    found: &mut Vec<Found>,
) {
    let id = match error {
        Error::TooOld => "clock_old",
        Error::InFuture => "clock_ahead",
        Error::TimestampInvalid => "clock_format",
        _ => return,
    };
    let mut add = |id, step| {
        found.push(if is_signed {
            fact(id, Part::Clock, step)
        } else {
            likely(id, Part::Clock)
        });
    };
    let document = Document::parse(delivery.body).ok();
    let root = document.as_ref().map(Document::root);
    let rules = delivery.rules;
    let read = |scheme| rules.head(scheme, delivery.incoming).ok();
    let head = rules.scheme.as_ref().and_then(read);
    let signed = rules.time(&head.unwrap_or_default().told, root);
    let window = Freshness::new(delivery.config, delivery.rules.scheme.as_ref())
        .ok()
        .flatten();
    let now = window.and_then(|window| window.now(delivery.incoming.now).ok());
    let in_ms = now.map(|now| now * 1000.0);
    if let (Some(window), Some(in_ms)) = (window, in_ms)
        && in_ms < FIRST_IN_SECONDS
        && signed.is_some()
        && window.check(in_ms, signed).is_ok()
    {
        add("clock_unit", Step::new("seconds_to_milliseconds"));
        return;
    }
    if let Some(step) = other_unit(is_signed, delivery, root, window.zip(now)) {
        add("timestamp_unit", step);
        return;
    }
    let mut step = Step::new("clock");
    let mut detail = None;
    if let (Some(now), Some(signed)) = (now, signed) {
        // Rounded up: 300.9 s must not look like the limit of 300 s.
        let apart = whole(now)
            .saturating_sub(signed)
            .unsigned_abs()
            .div_ceil(1000);
        step = step.number("seconds", usize::try_from(apart).unwrap_or(usize::MAX));
        detail = window.map(|window| numbers(error, apart, &window));
    }
    add(id, step);
    if let Some(last) = found.last_mut() {
        last.detail = detail.map(Cow::from);
        if delivery
            .rules
            .scheme
            .is_some_and(|scheme| !scheme.is_built_in)
        {
            last.remedy = wording::of_scheme(id).map(Cow::from);
            if id == "clock_format" && delivery.rules.borders.is_time_fixed {
                last.detail = Some(wording::FIXED_TIME.into());
            }
        }
    }
}

/// Says in numbers how far a time is outside the window.
fn numbers(error: &Error, apart: u64, window: &Freshness) -> String {
    let seconds = |seconds: u64| integer(i64::try_from(seconds).unwrap_or(i64::MAX));
    let (place, option, limit) = match error {
        Error::TooOld => (" s ago", "maxAgeSeconds", window.max_age),
        _ => (" s in the future", "maxFutureSeconds", window.max_future),
    };
    let limit = in_seconds(whole(limit * 1000.0));
    join(
        &[
            "The signed time is ",
            &seconds(apart),
            place,
            ", and ",
            option,
            " is ",
            &limit,
            ".",
        ],
        "",
    )
}

/// Writes milliseconds as seconds.
fn in_seconds(milliseconds: i64) -> String {
    let seconds = integer(milliseconds.div_euclid(1000));
    match milliseconds.rem_euclid(1000) {
        0 => seconds,
        rest => {
            let digits = integer(rest.saturating_add(1000));
            join(&[&seconds, ".", digits.get(1..).unwrap_or_default()], "")
        }
    }
}

/// Returns the step that reads the signed time in another unit than the scheme has. If the delivery is signed, the verifier
/// accepts it with that unit. If not, the unit is a guess: the time is readable in it, and lies within the window.
fn other_unit(
    is_signed: bool,
    delivery: &Delivery<'_>,
    root: Option<Value<'_, '_>>,
    window: Option<(Freshness, f64)>,
) -> Option<Step> {
    let scheme = delivery.rules.scheme.filter(|scheme| !scheme.is_built_in)?;
    let (place, own) = scheme.timestamp?;
    let mut text = None;
    match place {
        Place::Header(name) => text = delivery.values_named(name).pop(),
        Place::Field(path) => text = Some(field(root?, path)?.as_bytes().to_vec()),
        Place::Prefix(prefix) => {
            let [header, ..] = scheme.headers;
            let value = delivery.values_named(header).pop()?;
            scheme.each_element(&value, &mut |element| {
                let rest = element.strip_prefix(prefix.as_bytes());
                text = rest.map(<[u8]>::to_vec).or_else(|| text.take());
            });
        }
    }
    let text = text?;
    for unit in UNITS.into_iter().filter(|unit| *unit != own) {
        let rules = RulesOf::of_scheme(scheme.timestamp(place, unit));
        let time = unit.milliseconds(text.trim_ascii(), rules.borders.is_time_fixed);
        let is_inside = |(window, now): (Freshness, f64)| window.check(now, time).is_ok();
        if time.is_none_or(|time| time >= LAST) || !window.is_none_or(is_inside) {
            continue;
        }
        let accepts = || {
            let mut verifier = Verifier::new(delivery.config, &rules).ok()?;
            // The token and the address are other findings.
            verifier.url_token = None;
            verifier.allowed_ips = None;
            verifier.verify(delivery.incoming, &rules).ok()
        };
        if !is_signed || accepts().is_some() {
            let step = Step::new("read_time").text("from", name(own));
            return Some(step.text("to", name(unit)));
        }
    }
    None
}

/// The integer before the point.
#[expect(clippy::as_conversions, reason = "saturates")]
fn whole(number: f64) -> i64 {
    number as i64
}
