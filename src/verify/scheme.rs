//! The rules of a provider, as data: which options it takes, and how its deliveries are authenticated.

use super::incoming::Incoming;
use super::schemes::borders::Borders;
use super::schemes::head::{Head, Told};
use super::schemes::kinds::{Place, Proof};
use super::schemes::scheme::Scheme;
use crate::error::Error;
use crate::json::Value;
use crate::text::split_once;
use alloc::borrow::Cow;

/// The rules of one provider, which are constants.
pub type Rules = RulesOf<'static>;

/// The rules of one provider, or of a sender whose scheme is given.
#[derive(Clone, Copy)]
pub struct RulesOf<'s> {
    /// The name: of the module, of the folder, and in every event.
    pub name: &'s str,
    /// The options of a provider beside the common ones; for those of a scheme, see [`RulesOf::options`].
    pub options: &'static [&'static str],
    /// The options of which at least one must be set.
    pub needs: &'static [&'static str],
    /// The addresses that it documents.
    pub documented_ips: &'static [&'static str],
    /// How it proves a delivery in a header, if it does.
    pub scheme: Option<Scheme<'s>>,
    /// A short form of the scheme, for a prefix with hexadecimal digits and for a static key.
    pub mechanism: Option<Mechanism>,
    /// The rules of the template, worked out in advance.
    pub(crate) borders: Borders,
}

impl RulesOf<'_> {
    /// The rules of a provider that proves nothing, to start from.
    pub const UNSIGNED: Rules = Rules {
        name: "",
        options: &["acceptUnauthenticated"],
        needs: &["urlToken", "acceptUnauthenticated"],
        documented_ips: &[],
        scheme: None,
        mechanism: None,
        borders: Borders::NONE,
    };

    /// Returns the options that it takes beside the common ones.
    pub(crate) fn options(&self) -> &'static [&'static str] {
        match &self.scheme {
            Some(scheme) if !scheme.is_built_in => match (scheme.timestamp, scheme.signs_url()) {
                (None, false) => &["secret", "now"],
                (Some(_), false) => &["secret", "now", "maxAgeSeconds", "maxFutureSeconds"],
                (None, true) => &["secret", "now", "url"],
                (Some(_), true) => &["secret", "now", "maxAgeSeconds", "maxFutureSeconds", "url"],
            },
            _ => self.options,
        }
    }

    /// Reads the headers by the scheme of these rules.
    ///
    /// # Errors
    ///
    /// `multiple_values`, `missing_header`, `malformed_signature`, `timestamp_invalid`, in this order.
    pub(crate) fn head<'a>(
        &self,
        scheme: &Scheme<'_>,
        incoming: &Incoming<'a>,
    ) -> Result<Head<'a>, Error> {
        scheme.head(incoming, &self.borders)
    }

    /// Returns the name of the option with the key of the header.
    pub(crate) fn key_option(&self) -> &'static str {
        self.mechanism
            .map_or("secret", |mechanism| mechanism.option())
    }

    /// Returns the time that the signature covers, in milliseconds since 1970, where a field of the body has it.
    pub(crate) fn signed_ms(&self, root: Value<'_, '_>) -> Option<i64> {
        let (Place::Field(path), unit) = self.scheme?.timestamp? else {
            return None;
        };
        unit.milliseconds(field(root, path)?.as_bytes(), false)
    }

    /// Returns the signed time, from the headers or from the body.
    pub(crate) fn time(&self, told: &Told<'_>, root: Option<Value<'_, '_>>) -> Option<i64> {
        told.signed_ms.or_else(|| self.signed_ms(root?))
    }

    /// Returns whether the signed time is in the body.
    pub(crate) fn has_time_in_body(&self) -> bool {
        let timestamp = self.scheme.and_then(|scheme| scheme.timestamp);
        matches!(timestamp, Some((Place::Field(_), _)))
    }
}

impl Rules {
    /// The rules of a provider that proves a delivery in a header, to start from.
    pub(crate) const fn of_provider(scheme: Scheme<'static>) -> Self {
        Self {
            scheme: Some(scheme),
            mechanism: Some(Mechanism::of(&scheme)),
            borders: Borders::of(&scheme),
            ..Self::UNSIGNED
        }
    }
}

impl<'s> RulesOf<'s> {
    /// Makes the rules of a sender of its scheme, which has been checked.
    pub(crate) fn of_scheme(scheme: Scheme<'s>) -> Self {
        Self::with_borders(scheme, Borders::of(&scheme))
    }

    /// Makes the same rules, with the rules of the template worked out in advance.
    pub(crate) fn with_borders(scheme: Scheme<'s>, borders: Borders) -> Self {
        Self {
            name: scheme.name,
            options: &[],
            needs: &["secret"],
            borders,
            scheme: Some(scheme),
            ..Self::UNSIGNED
        }
    }
}

/// Returns the text, or the digits of an integer, at the end of a path of names that are joined by dots.
pub(crate) fn field<'a>(root: Value<'_, 'a>, path: &str) -> Option<Cow<'a, str>> {
    let (mut value, mut rest) = (root, Some(path));
    while let Some(path) = rest {
        let (name, behind) = split_once(path, b'.');
        value = value.get(name)?;
        rest = behind;
    }
    value
        .as_str()
        .or_else(|| value.as_digits().map(Cow::Borrowed))
}

/// How a header authenticates a delivery, in a short form. Header names are in lower case.
#[derive(Clone, Copy)]
pub enum Mechanism {
    /// The HMAC-SHA256 of the exact body, under `secret`.
    HmacSha256 {
        /// The header's name.
        header: &'static str,
        /// The text before the hexadecimal digits.
        prefix: &'static str,
    },
    /// A static key, the same for every body: `apiKey`.
    ApiKey {
        /// The header's name.
        header: &'static str,
    },
}

impl Mechanism {
    /// Returns the short form of a provider's scheme.
    pub const fn of(scheme: &Scheme<'static>) -> Self {
        let [header, ..] = scheme.headers;
        match scheme.proof {
            Proof::HmacSha256 => Self::HmacSha256 {
                header,
                prefix: scheme.prefix,
            },
            Proof::Static => Self::ApiKey { header },
        }
    }

    /// Returns the name of the header.
    #[cfg_attr(
        not(any(feature = "diagnose", all(target_arch = "wasm32", feature = "js"))),
        allow(dead_code, reason = "JavaScript and the diagnosis alone ask")
    )]
    pub(crate) const fn header(&self) -> &'static str {
        match self {
            Self::HmacSha256 { header, .. } | Self::ApiKey { header } => header,
        }
    }

    /// Returns the name of the option with the key.
    pub(crate) const fn option(&self) -> &'static str {
        match self {
            Self::HmacSha256 { .. } => "secret",
            Self::ApiKey { .. } => "apiKey",
        }
    }
}
