//! The address of the peer, and the clock.

use super::found::{Found, fact, likely};
use crate::diagnose::delivery::Delivery;
use crate::diagnose::result::Part;
use crate::diagnose::step::Step;
use crate::diagnose::units::name;
use crate::diagnose::url;
use crate::error::Error;
use crate::json::{Document, Value};
use crate::verify::freshness::Freshness;
use crate::verify::scheme::field;
use crate::verify::schemes::scheme::{Place, UNITS, Unit};
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

pub(crate) fn clock(error: &Error, delivery: &Delivery<'_>, found: &mut Vec<Found>) {
    let id = match error {
        Error::TooOld => "clock_old",
        Error::InFuture => "clock_ahead",
        Error::TimestampInvalid => "clock_format",
        _ => return,
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
        found.push(fact(
            "clock_unit",
            Part::Clock,
            Step::new("seconds_to_milliseconds"),
        ));
        return;
    }
    if let Some(step) = other_unit(delivery, root, window.zip(now)) {
        found.push(fact("timestamp_unit", Part::Clock, step));
        return;
    }
    let mut step = Step::new("clock");
    if let (Some(now), Some(signed)) = (now, signed) {
        let apart = whole(now).saturating_sub(signed).unsigned_abs() / 1000;
        step = step.number("seconds", usize::try_from(apart).unwrap_or(usize::MAX));
    }
    found.push(fact(id, Part::Clock, step));
}

/// Returns the step that reads the signed time in another unit than the scheme has, where it then lies within the window.
fn other_unit(
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
    let reads = |unit: &Unit| {
        let time = unit.milliseconds(text.trim_ascii(), false);
        let is_inside = |(window, now): (Freshness, f64)| window.check(now, time).is_ok();
        time.is_some() && window.is_none_or(is_inside)
    };
    let unit = UNITS.into_iter().find(|unit| *unit != own && reads(unit))?;
    let step = Step::new("read_time").text("from", name(own));
    Some(step.text("to", name(unit)))
}

/// The whole milliseconds of a time.
#[expect(clippy::as_conversions, reason = "saturates")]
fn whole(milliseconds: f64) -> i64 {
    milliseconds as i64
}
