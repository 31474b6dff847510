//! The configuration of a receiver, before it is checked.

use self::value::{Fault, UNKNOWN, UntypedObject, UntypedValue};
use crate::crypto::key::Key;
use crate::error::Error;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Deserializer};

pub(crate) mod deserialize;
mod parse_options;
pub(crate) mod value;

pub use parse_options::ParseOptions;

/// The checks that a delivery must pass, and limits. A delivery must pass all of them.
///
/// Options that accept several keys take one per call, for rotation. The order of the calls is the `key_index`. The
/// setters check nothing. Functions that take a configuration refuse an invalid one with [`Error::InvalidConfig`].
///
/// serde can read it too, with Rust's names (`url_token`) or JavaScript's (`urlToken`). An unknown or repeated option
/// is an error. The error has the name as it was written. `allowed_ips` is a list, or `"documented"`; `secret`, `api_key` and
/// `url_token` are one text or a list.
///
/// ```
/// use countersign::Config;
///
/// let config = Config::new().secret("whsec_new").secret("whsec_old").max_age_seconds(172_800.0);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Config {
    pub(crate) secret: Vec<Key>,
    pub(crate) api_key: Vec<Key>,
    pub(crate) url_token: Vec<Key>,
    pub(crate) url_token_param: Option<String>,
    pub(crate) allowed_ips: Option<AllowedIpsOption>,
    pub(crate) accept_unauthenticated: bool,
    pub(crate) max_body_bytes: Option<usize>,
    pub(crate) max_age_seconds: Option<f64>,
    pub(crate) max_future_seconds: Option<f64>,
    pub(crate) now: Option<f64>,
    pub(crate) url: Option<String>,
}

/// The addresses that are allowed.
#[derive(Debug, Clone)]
pub(crate) enum AllowedIpsOption {
    Documented,
    Listed(Vec<String>),
}

impl Config {
    /// Starts with an empty configuration.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an HMAC key (optondemand). A text must not be damaged: see [`Key`]. Bytes (`&[u8]`) are used unchanged.
    ///
    /// ```
    /// use countersign::{Config, Incoming, optondemand, testing};
    ///
    /// let config = Config::new().secret("whsec_new").secret("whsec_old");
    /// let headers = [testing::optondemand::sign(b"{}", &"whsec_old".into())?];
    /// let verified = optondemand::verify(&Incoming::new(b"{}").headers(&headers), &config)?;
    /// assert_eq!(verified.key_index, Some(1));
    /// # Ok::<_, countersign::Error>(())
    /// ```
    #[must_use]
    pub fn secret(mut self, key: impl Into<Key>) -> Self {
        self.secret.push(key.into());
        self
    }

    /// Adds an accepted value of `x-api-key` (xoxoday). A text must not be damaged (see [`Key`]) and must not have a
    /// comma.
    #[must_use]
    pub fn api_key(mut self, key: impl Into<Key>) -> Self {
        self.api_key.push(key.into());
        self
    }

    /// Adds an accepted token in the URL. It has at least 16 characters and must not be damaged: see [`Key`].
    #[must_use]
    pub fn url_token(mut self, token: impl Into<String>) -> Self {
        self.url_token.push(token.into().into());
        self
    }

    /// Sets the query parameter that carries the token. By default the token is the last path segment.
    ///
    /// ```
    /// use countersign::{Config, Incoming, reward};
    ///
    /// let config = Config::new().url_token("tok_5f2c9d7e41b84a06").url_token_param("key");
    /// reward::verify(&Incoming::new(b"{}").url("/hooks?key=tok_5f2c9d7e41b84a06"), &config)?;
    /// # Ok::<_, countersign::Error>(())
    /// ```
    #[must_use]
    pub fn url_token_param(mut self, name: impl Into<String>) -> Self {
        self.url_token_param = Some(name.into());
        self
    }

    /// Allows an address or CIDR block.
    ///
    /// ```
    /// use countersign::{Config, Error, Incoming, reward};
    ///
    /// let config = Config::new().accept_unauthenticated().allowed_ip("203.0.113.0/24").allowed_ip("2001:db8::/32");
    /// assert!(reward::verify(&Incoming::new(b"{}").ip("203.0.113.9"), &config).is_ok());
    /// assert_eq!(reward::verify(&Incoming::new(b"{}").ip("198.51.100.1"), &config), Err(Error::IpNotAllowed));
    /// ```
    #[must_use]
    pub fn allowed_ip(self, entry: impl Into<String>) -> Self {
        self.allowed_ips([entry])
    }

    /// Allows addresses and CIDR blocks.
    ///
    /// ```
    /// use countersign::{Config, Error, Incoming, reward};
    ///
    /// let config = Config::new().accept_unauthenticated().allowed_ips(["203.0.113.0/24", "2001:db8::/32"]);
    /// assert!(reward::verify(&Incoming::new(b"{}").ip("2001:db8::9"), &config).is_ok());
    /// assert_eq!(reward::verify(&Incoming::new(b"{}").ip("198.51.100.1"), &config), Err(Error::IpNotAllowed));
    /// ```
    #[must_use]
    pub fn allowed_ips(mut self, entries: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut listed = match self.allowed_ips {
            Some(AllowedIpsOption::Listed(listed)) => listed,
            Some(AllowedIpsOption::Documented) | None => Vec::new(),
        };
        listed.extend(entries.into_iter().map(Into::into));
        self.allowed_ips = Some(AllowedIpsOption::Listed(listed));
        self
    }

    /// Allows only the addresses that the provider documents (xoxoday).
    #[must_use]
    pub fn documented_ips(mut self) -> Self {
        self.allowed_ips = Some(AllowedIpsOption::Documented);
        self
    }

    /// Accepts unauthenticated deliveries (xoxoday, isendu, reward). All other configured checks still apply.
    #[must_use]
    pub fn accept_unauthenticated(mut self) -> Self {
        self.accept_unauthenticated = true;
        self
    }

    /// Sets the largest body in bytes. The default is [`DEFAULT_MAX_BODY_BYTES`](crate::DEFAULT_MAX_BODY_BYTES).
    #[must_use]
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = Some(bytes);
        self
    }

    /// Sets the maximal age of the signed time, in seconds (optondemand); off by default. Retries go on for 24 hours
    /// and a queued message can be older: use 172 800 or more.
    #[must_use]
    pub fn max_age_seconds(mut self, seconds: f64) -> Self {
        self.max_age_seconds = Some(seconds);
        self
    }

    /// Sets how far in the future the signed time may be, in seconds (optondemand). The default is 300.
    #[must_use]
    pub fn max_future_seconds(mut self, seconds: f64) -> Self {
        self.max_future_seconds = Some(seconds);
        self
    }

    /// Sets the time to compare the signed time with, in milliseconds since 1970, for tests. It overrides the clock and
    /// the time of each delivery, [`Incoming::now`](crate::Incoming::now).
    ///
    /// ```
    /// use countersign::{Config, Error, Incoming, optondemand, testing};
    ///
    /// let body = br#"{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z"}"#;
    /// let headers = [testing::optondemand::sign(body, &"whsec_1".into())?];
    /// let config = Config::new().secret("whsec_1").max_age_seconds(172_800.0);
    /// let verify = |now| optondemand::verify(&Incoming::new(body).headers(&headers), &config.clone().now(now));
    /// assert!(verify(1_751_978_096_000.0).is_ok());
    /// assert_eq!(verify(1_800_000_000_000.0), Err(Error::TooOld));
    /// # Ok::<_, Error>(())
    /// ```
    #[must_use]
    pub fn now(mut self, milliseconds: f64) -> Self {
        self.now = Some(milliseconds);
        self
    }

    /// Sets the URL exactly as you registered it with the sender, for a [`Scheme`](crate::custom::Scheme) that signs it.
    /// The URL of the request is never used.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Returns the options that are set, by their names in JavaScript.
    pub(crate) fn given(&self) -> impl Iterator<Item = &'static str> {
        [
            ("secret", !self.secret.is_empty()),
            ("apiKey", !self.api_key.is_empty()),
            ("urlToken", !self.url_token.is_empty()),
            ("urlTokenParam", self.url_token_param.is_some()),
            ("allowedIps", self.allowed_ips.is_some()),
            ("acceptUnauthenticated", self.accept_unauthenticated),
            ("maxBodyBytes", self.max_body_bytes.is_some()),
            ("maxAgeSeconds", self.max_age_seconds.is_some()),
            ("maxFutureSeconds", self.max_future_seconds.is_some()),
            ("now", self.now.is_some()),
            ("url", self.url.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, given)| given.then_some(name))
    }

    fn set(&mut self, name: &str, value: &UntypedValue<'_>) -> Result<(), Fault> {
        match name {
            "secret" => self.secret = value.keys()?,
            "apiKey" => self.api_key = value.keys()?,
            "urlToken" => self.url_token = value.texts()?,
            "urlTokenParam" => self.url_token_param = Some(value.text()?),
            "allowedIps" => self.allowed_ips = Some(allowed_ips(value)?),
            "acceptUnauthenticated" => self.accept_unauthenticated = value.literal_true()?,
            "maxBodyBytes" => self.max_body_bytes = Some(value.positive_integer()?),
            "maxAgeSeconds" => self.max_age_seconds = Some(value.number()?),
            "maxFutureSeconds" => self.max_future_seconds = Some(value.number()?),
            "now" => {
                let problem = "must be a number of milliseconds since 1970, or a Date";
                self.now = Some(value.number().map_err(|_| problem)?);
            }
            "url" => self.url = Some(value.text()?),
            _ => return Err(UNKNOWN.into()),
        }
        Ok(())
    }
}

impl TryFrom<UntypedObject<'_>> for Config {
    type Error = Error;

    fn try_from(options: UntypedObject<'_>) -> Result<Self, Error> {
        let mut config = Self::new();
        options.each(&mut |name, value| config.set(name, value))?;
        Ok(config)
    }
}

fn allowed_ips(value: &UntypedValue<'_>) -> Result<AllowedIpsOption, Fault> {
    match value {
        UntypedValue::Text(text) if **text == *b"documented" => Ok(AllowedIpsOption::Documented),
        UntypedValue::List(_) => Ok(AllowedIpsOption::Listed(value.texts()?)),
        _ => Err("must be a list of addresses and CIDR blocks, or \"documented\"".into()),
    }
}

impl<'de> Deserialize<'de> for Config {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize::options(deserializer)
    }
}
