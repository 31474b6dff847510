//! Whether a signed time lies within the window that a configuration allows.

use crate::{Config, Error, clock};

/// How far ahead of the receiver's clock a sender's may be when nothing else is said.
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
    /// Takes the window of a configuration; it is off unless `maxAgeSeconds` is there.
    ///
    /// # Errors
    ///
    /// `invalid_config` for a number that is negative or not finite, and where nothing tells the time.
    pub(crate) fn new(config: &Config) -> Result<Option<Self>, Error> {
        let given = [
            ("maxAgeSeconds", config.max_age_seconds),
            ("maxFutureSeconds", config.max_future_seconds),
            ("now", config.now),
        ];
        for (option, value) in given {
            if value.is_some_and(|value| !value.is_finite() || value < 0.0) {
                return Err(Error::config(option, "must be finite and not negative"));
            }
        }
        let timeless = || config.now.or_else(clock::now_ms).is_none();
        if config.max_age_seconds.is_some() && timeless() {
            return Err(Error::config(
                "maxAgeSeconds",
                "needs `now` beside it: there is no clock here",
            ));
        }
        Ok(config.max_age_seconds.map(|max_age| Self {
            max_age,
            max_future: config
                .max_future_seconds
                .unwrap_or(DEFAULT_MAX_FUTURE_SECONDS),
            now: config.now,
        }))
    }

    /// Checks a time in milliseconds since 1970.
    ///
    /// # Errors
    ///
    /// `timestamp_invalid` when there is none, `too_old`, `in_future`.
    #[expect(
        clippy::as_conversions,
        reason = "milliseconds of four-digit years are exact in a double"
    )]
    pub(crate) fn check(&self, signed_ms: Option<i64>) -> Result<(), Error> {
        let (Some(now), Some(signed_ms)) = (self.now.or_else(clock::now_ms), signed_ms) else {
            return Err(Error::TimestampInvalid);
        };
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
