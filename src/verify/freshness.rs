//! Whether a signed time is within the window that a configuration allows.

use super::clock;
use super::schemes::scheme::Scheme;
use crate::config::Config;
use crate::error::Error;

/// How far a sender's clock may be ahead of the receiver's by default.
const DEFAULT_MAX_FUTURE_SECONDS: f64 = 300.0;

const MS_PER_SECOND: f64 = 1000.0;

/// The window: seconds, and a time in milliseconds since 1970.
#[derive(Clone, Copy)]
pub(crate) struct Freshness {
    pub(crate) max_age: f64,
    pub(crate) max_future: f64,
    pub(crate) now: Option<f64>,
}

impl Freshness {
    /// Takes the window of a configuration, or of the scheme. It is off without `maxAgeSeconds`.
    ///
    /// # Errors
    ///
    /// `invalid_config` for a number that is negative or not finite, and, for a scheme that is given, for a limit of the future
    /// without one of the age: it would look like a check and be none.
    pub(crate) fn new(config: &Config, scheme: Option<&Scheme<'_>>) -> Result<Option<Self>, Error> {
        let given = [
            ("maxAgeSeconds", config.max_age_seconds),
            ("maxFutureSeconds", config.max_future_seconds),
            ("now", config.now),
        ];
        for (option, value) in given {
            if value.is_some_and(|value| !is_usable(value)) {
                return Err(Error::config(option, "must be finite and not negative"));
            }
        }
        let max_age = config
            .max_age_seconds
            .or_else(|| scheme.and_then(|scheme| scheme.max_age));
        let is_custom = scheme.is_some_and(|scheme| !scheme.is_built_in);
        if is_custom && max_age.is_none() && config.max_future_seconds.is_some() {
            return Err(Error::config("maxFutureSeconds", "needs `maxAgeSeconds`"));
        }
        Ok(max_age.map(|max_age| Self {
            max_age,
            max_future: config
                .max_future_seconds
                .or_else(|| scheme.and_then(|scheme| scheme.max_future))
                .unwrap_or(DEFAULT_MAX_FUTURE_SECONDS),
            now: config.now,
        }))
    }

    /// Returns the time to judge by, in milliseconds since 1970: the configuration's, then the delivery's, then the clock's.
    ///
    /// # Errors
    ///
    /// `invalid_argument` if there is none, or if that of the delivery is negative or not finite.
    pub(crate) fn now(&self, of_delivery: Option<f64>) -> Result<f64, Error> {
        match self.now.or(of_delivery).or_else(clock::now_ms) {
            Some(now) if is_usable(now) => Ok(now),
            Some(_) => Err(Error::argument("now", "must be finite and not negative")),
            None => Err(Error::argument(
                "now",
                "is missing, but the config has `maxAgeSeconds`, and there is no clock here",
            )),
        }
    }

    /// Checks a signed time against the time to judge by, both in milliseconds since 1970.
    ///
    /// # Errors
    ///
    /// `timestamp_invalid` if there is no time, `too_old`, `in_future`.
    #[expect(
        clippy::as_conversions,
        reason = "milliseconds of four-digit years are exact in a double"
    )]
    pub(crate) fn check(&self, now: f64, signed_ms: Option<i64>) -> Result<(), Error> {
        let signed_ms = signed_ms.ok_or(Error::TimestampInvalid)?;
        // Seconds as a configuration spells them: 1.001 times 1000 would be less than 1001.
        let age = (now - signed_ms as f64) / MS_PER_SECOND;
        if age > self.max_age {
            Err(Error::TooOld)
        } else if -age > self.max_future {
            Err(Error::InFuture)
        } else {
            Ok(())
        }
    }
}

/// Returns whether a number can be a time or a span: finite and not negative.
fn is_usable(number: f64) -> bool {
    number.is_finite() && number >= 0.0
}
