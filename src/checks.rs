//! A configuration that has been checked against its provider, with the keys prepared.

use crate::config::{AllowedIpsOption, Config, UNKNOWN};
use crate::freshness::Freshness;
use crate::ip::AllowedIps;
use crate::keys::{Digests, Key, MacKeys};
use crate::provider::Rules;
use crate::text::joined;
use crate::url_token::UrlToken;
use crate::{Error, ParseOptions};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// How large a body may be when nothing else is said: 1 MiB.
pub const DEFAULT_MAX_BODY_BYTES: usize = 1_048_576;

/// The options that every provider takes.
const COMMON_OPTIONS: &[&str] = &["urlToken", "urlTokenParam", "allowedIps", "maxBodyBytes"];

/// How many characters make a token that cannot be guessed: 16, of which 64 bits are random even in hexadecimal.
const MIN_TOKEN_CHARACTERS: usize = 16;

/// What is asked of a delivery. It has keys in prepared form only, and wipes those that it holds when it goes.
#[derive(Clone)]
pub struct Checks<'s> {
    pub(crate) limit: Limit,
    pub(crate) allowed_ips: Option<AllowedIps>,
    pub(crate) secret: Option<MacKeys<'s>>,
    pub(crate) api_key: Option<Digests<'s>>,
    pub(crate) url_token: Option<UrlToken<'s>>,
    pub(crate) freshness: Option<Freshness>,
}

impl Checks<'static> {
    /// Checks a configuration.
    ///
    /// # Errors
    ///
    /// `invalid_config`, which names the option.
    pub(crate) fn new(config: &Config, rules: &Rules) -> Result<Self, Error> {
        let known = |name: &&str| COMMON_OPTIONS.contains(name) || rules.options.contains(name);
        if let Some(unknown) = config.given().find(|name| !known(name)) {
            return Err(Error::config(unknown, UNKNOWN));
        }
        if !config.given().any(|name| rules.needs.contains(&name)) {
            return Err(Error::config(
                joined(rules.needs, "` or `"),
                "is needed: without it nothing would be proven",
            ));
        }
        Ok(Self {
            limit: Limit::new(config.max_body_bytes)?,
            allowed_ips: config
                .allowed_ips
                .as_ref()
                .map(|option| allowed_ips(option, rules))
                .transpose()?,
            secret: secret(config)?,
            api_key: keys("apiKey", &config.api_key)?.map(Digests::of),
            url_token: url_token(config)?,
            freshness: Freshness::new(config)?,
        })
    }
}

/// How many bytes a body may have.
#[derive(Clone, Copy)]
pub(crate) struct Limit(pub(crate) usize);

impl Limit {
    fn new(max_body_bytes: Option<usize>) -> Result<Self, Error> {
        match max_body_bytes.unwrap_or(DEFAULT_MAX_BODY_BYTES) {
            0 => Err(Error::config("maxBodyBytes", "must be an integer from 1")),
            bytes => Ok(Self(bytes)),
        }
    }

    /// Returns the limit in bytes.
    #[cfg(all(target_arch = "wasm32", feature = "js"))]
    pub(crate) fn bytes(self) -> usize {
        self.0
    }

    /// Checks a length before anybody looks at the bytes.
    pub(crate) fn check(self, length: usize) -> Result<(), Error> {
        if length > self.0 {
            Err(Error::BodyTooLarge { limit: self.0 })
        } else {
            Ok(())
        }
    }
}

impl TryFrom<&ParseOptions> for Limit {
    type Error = Error;

    fn try_from(options: &ParseOptions) -> Result<Self, Error> {
        Self::new(options.max_body_bytes)
    }
}

fn allowed_ips(option: &AllowedIpsOption, rules: &Rules) -> Result<AllowedIps, Error> {
    match option {
        AllowedIpsOption::Listed(entries) => AllowedIps::parse(entries),
        AllowedIpsOption::Documented if rules.documented_ips.is_empty() => Err(Error::config(
            "allowedIps",
            "cannot be \"documented\": the provider documents no address",
        )),
        AllowedIpsOption::Documented => AllowedIps::parse(rules.documented_ips),
    }
}

/// Returns the keys of an option, none of them empty: anybody could guess that one.
fn keys<'k>(
    option: &'static str,
    keys: &'k [Key],
) -> Result<Option<impl Iterator<Item = &'k [u8]>>, Error> {
    if keys.iter().any(|key| key.as_bytes().is_empty()) {
        return Err(Error::config(option, "must not be empty"));
    }
    Ok((!keys.is_empty()).then(|| keys.iter().map(Key::as_bytes)))
}

/// Returns the keys of the HMAC, none of them one under which anybody could sign.
fn secret(config: &Config) -> Result<Option<MacKeys<'static>>, Error> {
    let keys = config.secret.iter().map(Key::for_mac);
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    Ok((!keys.is_empty()).then(|| MacKeys::of(keys.into_iter())))
}

fn url_token(config: &Config) -> Result<Option<UrlToken<'static>>, Error> {
    // Counting all of them would bring more code along than everything else here.
    let is_short = |token: &Key| {
        let token = core::str::from_utf8(token.as_bytes()).unwrap_or_default();
        token.chars().nth(MIN_TOKEN_CHARACTERS - 1).is_none()
    };
    if config.url_token.iter().any(is_short) {
        return Err(Error::config(
            "urlToken",
            "must have at least 16 characters",
        ));
    }
    let param = config.url_token_param.clone().map(Cow::from);
    if param.as_deref() == Some("") {
        return Err(Error::config("urlTokenParam", "must not be empty"));
    }
    match keys("urlToken", &config.url_token)? {
        Some(tokens) => Ok(Some(UrlToken {
            accepted: Digests::of(tokens),
            param,
        })),
        None if param.is_some() => Err(Error::config(
            "urlTokenParam",
            "stands beside `urlToken` only",
        )),
        None => Ok(None),
    }
}
