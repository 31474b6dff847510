//! The address of the peer, and the clock.

use super::delivery::Delivery;
use super::found::{Found, fact, likely};
use crate::diagnose::result::Part;
use crate::diagnose::step::Step;
use crate::diagnose::url;
use crate::error::Error;
use crate::json::Document;
use crate::verify::freshness::Freshness;
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

pub(crate) fn clock(error: &Error, delivery: &Delivery<'_>, found: &mut Vec<Found>) {
    let id = match error {
        Error::TooOld => "clock_old",
        Error::InFuture => "clock_ahead",
        Error::TimestampInvalid => "clock_format",
        _ => return,
    };
    let document = Document::parse(delivery.body).ok();
    let signed = document
        .as_ref()
        .and_then(|document| delivery.rules.signed_ms(document.root()));
    let window = Freshness::new(delivery.config, delivery.rules.scheme.as_ref())
        .ok()
        .flatten();
    let now = window.and_then(|window| window.now(delivery.incoming.now).ok());
    let in_ms = now.map(|now| now * 1000.0);
    if let (Some(window), Some(in_ms)) = (window, in_ms)
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
    let mut step = Step::new("clock");
    if let (Some(now), Some(signed)) = (now, signed) {
        let apart = whole(now).saturating_sub(signed).unsigned_abs() / 1000;
        step = step.number("seconds", usize::try_from(apart).unwrap_or(usize::MAX));
    }
    found.push(fact(id, Part::Clock, step));
}

/// The whole milliseconds of a time.
#[expect(clippy::as_conversions, reason = "saturates")]
fn whole(milliseconds: f64) -> i64 {
    milliseconds as i64
}
