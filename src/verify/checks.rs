//! The checks in their order: arguments, size, address, header, token, freshness; then the document.

use super::incoming::Incoming;
use super::proof::{Proven, Trust};
use super::scheme::RulesOf;
use super::schemes::head::Told;
use super::schemes::prove::Filling;
use super::verifier::Verifier;
use super::{ip_allowlist, url_token};
use crate::error::Error;
use crate::json::Document;
use core::net::IpAddr;

impl Verifier<'_> {
    /// Returns how much a delivery proves.
    pub(crate) fn verify<'a>(
        &self,
        incoming: &Incoming<'a>,
        rules: &RulesOf<'_>,
    ) -> Result<Proven<'a>, Error> {
        let proven = self.authenticate(incoming, rules)?;
        if self.freshness.is_some() {
            let document = rules
                .has_time_in_body()
                .then(|| incoming.body().and_then(Document::parse));
            let document = document.and_then(Result::ok);
            self.check_freshness(incoming, &proven, document.as_ref(), rules)?;
        }
        Ok(proven)
    }

    /// Verifies a delivery and returns the document that its very bytes are.
    pub(crate) fn open<'a>(
        &self,
        incoming: &Incoming<'a>,
        rules: &RulesOf<'_>,
    ) -> Result<(Proven<'a>, &'a [u8], Document<'a>), Error> {
        let body = incoming.body()?;
        let proven = self.authenticate(incoming, rules)?;
        // A body that cannot be parsed is told as such, so that you can set it aside. `timestamp_invalid` would be sent again
        // and again.
        let document = Document::parse(body)?;
        self.check_freshness(incoming, &proven, Some(&document), rules)?;
        Ok((proven, body, document))
    }

    /// Checks that all arguments that the configuration needs are present. Nothing is compared before that.
    pub(crate) fn arguments<'a>(
        &self,
        incoming: &Incoming<'a>,
    ) -> Result<(Option<IpAddr>, Option<&'a str>), Error> {
        if self.secret.is_some() {
            incoming.body()?;
        }
        let ip = self
            .allowed_ips
            .as_ref()
            .map(|_| ip_allowlist::required(incoming.ip))
            .transpose()?;
        let url = self
            .url_token
            .as_ref()
            .map(|_| url_token::required(incoming.url))
            .transpose()?;
        if let Some(freshness) = &self.freshness {
            freshness.now(incoming.now)?;
        }
        Ok((ip, url))
    }

    /// Checks all that needs no byte of the body.
    pub(crate) fn check_head(
        &self,
        incoming: &Incoming<'_>,
        rules: &RulesOf<'_>,
    ) -> Result<(), Error> {
        // The body has not arrived yet, so it must not count as missing.
        let head = Incoming {
            body: Some(b""),
            ..*incoming
        };
        let (ip, url) = self.arguments(&head)?;
        self.check_ip(ip)?;
        match &rules.scheme {
            // A static secret is the same for every body, so it can be checked without one.
            Some(scheme) if !scheme.is_hmac() => drop(self.check_header(&head, rules)?),
            Some(scheme) if self.secret.is_some() => drop(rules.head(scheme, &head)?),
            _ => {}
        }
        self.check_url(url).map(drop)
    }

    fn check_ip(&self, ip: Option<IpAddr>) -> Result<(), Error> {
        match (&self.allowed_ips, ip) {
            (Some(allowed_ips), Some(ip)) => allowed_ips.check(ip),
            _ => Ok(()),
        }
    }

    /// Returns what the headers prove, if the configuration asks for it, and what they say.
    fn check_header<'a>(
        &self,
        incoming: &Incoming<'a>,
        rules: &RulesOf<'_>,
    ) -> Result<(Option<(Trust, usize)>, Told<'a>), Error> {
        let Some(scheme) = &rules.scheme else {
            return Ok((None, Told::default()));
        };
        if self.secret.is_none() && self.api_key.is_none() {
            return Ok((None, Told::default()));
        }
        let head = rules.head(scheme, incoming)?;
        let proven = match (&self.secret, &self.api_key) {
            (Some(secret), _) => {
                let filling = Filling {
                    body: incoming.body()?,
                    timestamp: head.timestamp,
                    id: head.told.id,
                    url: self.url.as_deref().unwrap_or_default(),
                };
                let position = scheme.find_key(secret, &head, &filling)?;
                Some((Trust::Signature, position))
            }
            (None, Some(accepted)) => {
                let position = scheme.find_secret(accepted, &head)?;
                Some((Trust::SharedSecret, position))
            }
            (None, None) => None,
        };
        Ok((proven, head.told))
    }

    /// Returns the position of the token in the URL, if the configuration asks for one.
    fn check_url(&self, url: Option<&str>) -> Result<Option<usize>, Error> {
        match (&self.url_token, url) {
            (Some(url_token), Some(url)) => url_token.check(url).map(Some),
            _ => Ok(None),
        }
    }

    /// Checks all but the signed time.
    pub(crate) fn authenticate<'a>(
        &self,
        incoming: &Incoming<'a>,
        rules: &RulesOf<'_>,
    ) -> Result<Proven<'a>, Error> {
        let (ip, url) = self.arguments(incoming)?;
        self.limit.check(incoming.body.map_or(0, <[u8]>::len))?;
        self.check_ip(ip)?;
        let (by_header, told) = self.check_header(incoming, rules)?;
        let by_url = self
            .check_url(url)?
            .map(|position| (Trust::UrlToken, position));
        let (trust, key_index) = match by_header.or(by_url) {
            Some((trust, position)) => (trust, Some(position)),
            None => (Trust::None, None),
        };
        Ok(Proven {
            trust,
            key_index,
            told,
        })
    }

    pub(crate) fn check_freshness(
        &self,
        incoming: &Incoming<'_>,
        proven: &Proven<'_>,
        document: Option<&Document<'_>>,
        rules: &RulesOf<'_>,
    ) -> Result<(), Error> {
        let Some(freshness) = &self.freshness else {
            return Ok(());
        };
        let signed_ms = rules.time(&proven.told, document.map(Document::root));
        freshness.check(freshness.now(incoming.now)?, signed_ms)
    }
}
