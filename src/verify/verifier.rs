//! A configuration that has been checked against its provider, with the keys prepared.

use super::body_limit::BodyLimit;
use super::freshness::Freshness;
use super::ip_allowlist::AllowedIps;
use super::scheme::RulesOf;
use super::schemes::scheme::Scheme;
use super::url_token::UrlToken;
use crate::config::value::UNKNOWN;
use crate::config::{AllowedIpsOption, Config};
use crate::crypto::key::Key;
use crate::crypto::keys::{HmacKeys, KeyDigests};
use crate::error::{Error, Problem};
use crate::text::{count_chars, join};
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

/// The options that every provider takes.
const COMMON_OPTIONS: &[&str] = &["urlToken", "urlTokenParam", "allowedIps", "maxBodyBytes"];

/// The shortest token, in characters. Even in hexadecimal digits it has 64 random bits, too many to guess.
const MIN_TOKEN_CHARACTERS: usize = 16;

/// The checks that a delivery must pass. Keys are in prepared form only; those that it owns are zeroed on drop.
#[derive(Clone)]
pub struct Verifier<'s> {
    pub(crate) limit: BodyLimit,
    pub(crate) allowed_ips: Option<AllowedIps<'s>>,
    pub(crate) secret: Option<HmacKeys<'s>>,
    pub(crate) api_key: Option<KeyDigests<'s>>,
    pub(crate) url_token: Option<UrlToken<'s>>,
    pub(crate) freshness: Option<Freshness>,
    /// The URL as it was registered, if the sender signs it.
    pub(crate) url: Option<Cow<'s, str>>,
}

impl Verifier<'static> {
    /// Checks a configuration.
    ///
    /// # Errors
    ///
    /// `invalid_config`, which names the option.
    pub(crate) fn new(config: &Config, rules: &RulesOf<'_>) -> Result<Self, Error> {
        options(config, rules)?;
        let limit = BodyLimit::new(config.max_body_bytes)?;
        let allowed_ips = allowed_ips(config, rules)?;
        let secrets = secrets(config, rules.scheme.as_ref())?;
        keys(config)?;
        let freshness = Freshness::new(config, rules.scheme.as_ref())?;
        let is_static = rules.scheme.is_some_and(|scheme| !scheme.is_hmac());
        let [secret, static_secret] = if is_static {
            [None, given(&secrets)]
        } else {
            [given(&secrets), None]
        };
        Ok(Self {
            limit,
            allowed_ips,
            secret: secret.map(HmacKeys::of),
            api_key: given(&config.api_key).or(static_secret).map(KeyDigests::of),
            url_token: given(&config.url_token).map(|tokens| UrlToken {
                accepted: KeyDigests::of(tokens),
                param: config.url_token_param.clone().map(Cow::from),
            }),
            freshness,
            url: config.url.clone().map(Cow::from),
        })
    }
}

/// Returns the keys of the secrets, decoded as the scheme says.
fn secrets(config: &Config, scheme: Option<&Scheme<'_>>) -> Result<Vec<Key>, Error> {
    let mut keys = Vec::with_capacity(config.secret.len());
    let several = config.secret.len() > 1;
    for (position, secret) in config.secret.iter().enumerate() {
        let key = match scheme {
            Some(scheme) if scheme.is_hmac() => scheme.key_of(secret),
            _ => scheme
                .map_or_else(
                    || secret.header_problem(),
                    |scheme| scheme.static_problem(secret),
                )
                .map_or_else(|| Ok(secret.clone()), Err),
        };
        let refused = |problem| Error::config("secret", problem).at(several.then_some(position));
        keys.push(key.map_err(refused)?);
    }
    Ok(keys)
}

/// Checks that the provider has all of these options, and that one of them authenticates a delivery.
fn options(config: &Config, rules: &RulesOf<'_>) -> Result<(), Error> {
    let mut is_proven = false;
    let taken = rules.options();
    for name in config.given() {
        if !COMMON_OPTIONS.contains(&name) && !taken.contains(&name) {
            return Err(Error::config(name, unknown(name, taken)));
        }
        is_proven |= rules.needs.contains(&name);
    }
    if taken.contains(&"url") && config.url.as_deref().unwrap_or_default().is_empty() {
        return Err(Error::config(
            "url",
            "is needed: the URL as you registered it, which the sender signs",
        ));
    }
    if is_proven {
        return Ok(());
    }
    Err(Error::config(
        join(rules.needs, "` or `"),
        "is required: without it, nothing would be proven",
    ))
}

/// Returns the fault of an option that the provider does not have. For a key, it names the option of the provider's own key.
fn unknown(name: &str, taken: &[&str]) -> Problem {
    if !matches!(name, "secret" | "apiKey") {
        return UNKNOWN;
    }
    if taken.contains(&"secret") {
        "is not an option of this provider: its key is `secret`"
    } else if taken.contains(&"apiKey") {
        "is not an option of this provider: its key is `apiKey`"
    } else {
        "is not an option of this provider, which sends no key: it takes `urlToken`"
    }
}

fn allowed_ips(config: &Config, rules: &RulesOf<'_>) -> Result<Option<AllowedIps<'static>>, Error> {
    let blocks = match &config.allowed_ips {
        None => return Ok(None),
        Some(AllowedIpsOption::Listed(entries)) => {
            AllowedIps::parse(&mut entries.iter().map(String::as_str))
        }
        Some(AllowedIpsOption::Documented) if rules.documented_ips.is_empty() => {
            Err(Error::config(
                "allowedIps",
                "cannot be \"documented\": the provider documents no address",
            ))
        }
        Some(AllowedIpsOption::Documented) => {
            AllowedIps::parse(&mut rules.documented_ips.iter().copied())
        }
    };
    blocks.map(Some)
}

/// Checks that no key or token is easy to guess, and that each one can match.
fn keys(config: &Config) -> Result<(), Error> {
    check_each("apiKey", &config.api_key, Key::header_problem)?;
    check_each("urlToken", &config.url_token, token_problem)?;
    match config.url_token_param.as_deref() {
        Some("") => Err(Error::config("urlTokenParam", "must not be empty")),
        Some(_) if config.url_token.is_empty() => {
            Err(Error::config("urlTokenParam", "requires `urlToken`"))
        }
        _ => Ok(()),
    }
}

fn check_each(
    option: &str,
    keys: &[Key],
    problem: fn(&Key) -> Option<Problem>,
) -> Result<(), Error> {
    for (position, key) in keys.iter().enumerate() {
        if let Some(problem) = problem(key) {
            let several = keys.len() > 1;
            return Err(Error::config(option, problem).at(several.then_some(position)));
        }
    }
    Ok(())
}

/// Returns the fault of a token. `None` if it has none.
fn token_problem(token: &Key) -> Option<Problem> {
    let is_short = count_chars(token.as_bytes()) < MIN_TOKEN_CHARACTERS;
    token
        .problem()
        .or_else(|| is_short.then_some("must have at least 16 characters"))
}

/// Returns `None` for an empty list.
fn given(keys: &[Key]) -> Option<&[Key]> {
    Some(keys).filter(|keys| !keys.is_empty())
}
