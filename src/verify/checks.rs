//! The checks in their order: arguments, size, address, header, token, freshness; then the document.

use super::incoming::Incoming;
use super::proof::{Trust, Verified};
use super::scheme::{Mechanism, Rules};
use super::verifier::Verifier;
use super::{api_key, ip_allowlist, signature, url_token};
use crate::error::Error;
use crate::json::Document;
use core::net::IpAddr;

impl Verifier<'_> {
    /// Returns how much a delivery proves.
    pub(crate) fn verify(&self, incoming: &Incoming<'_>, rules: &Rules) -> Result<Verified, Error> {
        let verified = self.authenticate(incoming, rules)?;
        if self.freshness.is_some() {
            let document = Document::parse(incoming.body()?);
            self.check_freshness(incoming, document.as_ref().ok(), rules)?;
        }
        Ok(verified)
    }

    /// Verifies a delivery and returns the document that its very bytes are.
    pub(crate) fn open<'a>(
        &self,
        incoming: &Incoming<'a>,
        rules: &Rules,
    ) -> Result<(Verified, &'a [u8], Document<'a>), Error> {
        let body = incoming.body()?;
        let verified = self.authenticate(incoming, rules)?;
        // A body that cannot be parsed is told as such, so that you can set it aside. `timestamp_invalid` would be sent again
        // and again.
        let document = Document::parse(body)?;
        self.check_freshness(incoming, Some(&document), rules)?;
        Ok((verified, body, document))
    }

    /// Checks that what the configuration needs is there, before anything is compared.
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
    pub(crate) fn check_head(&self, incoming: &Incoming<'_>, rules: &Rules) -> Result<(), Error> {
        // Of a body that has not come yet nobody asks whether it is there.
        let head = Incoming {
            body: Some(b""),
            ..*incoming
        };
        let (ip, url) = self.arguments(&head)?;
        self.check_ip(ip)?;
        match &rules.mechanism {
            Some(Mechanism::HmacSha256 { header, prefix }) if self.secret.is_some() => {
                signature::check_form((*header, prefix), &head)?;
            }
            Some(Mechanism::HmacSha256 { .. }) | None => {}
            // The same for every body, so that it can be checked without one.
            Some(Mechanism::ApiKey { .. }) => drop(self.check_header(&head, rules)?),
        }
        self.check_url(url).map(drop)
    }

    fn check_ip(&self, ip: Option<IpAddr>) -> Result<(), Error> {
        match (&self.allowed_ips, ip) {
            (Some(allowed_ips), Some(ip)) => allowed_ips.check(ip),
            _ => Ok(()),
        }
    }

    /// Returns what the header proves, where the configuration asks for it.
    fn check_header(
        &self,
        incoming: &Incoming<'_>,
        rules: &Rules,
    ) -> Result<Option<(Trust, usize)>, Error> {
        match (&rules.mechanism, &self.secret, &self.api_key) {
            (Some(Mechanism::HmacSha256 { header, prefix }), Some(secret), _) => {
                let position = signature::check(secret, (*header, prefix), incoming)?;
                Ok(Some((Trust::Signature, position)))
            }
            (Some(Mechanism::ApiKey { header }), _, Some(accepted)) => {
                let position = api_key::check(accepted, header, incoming)?;
                Ok(Some((Trust::SharedSecret, position)))
            }
            _ => Ok(None),
        }
    }

    /// Returns the position of the token that the URL carries, where one is asked for.
    fn check_url(&self, url: Option<&str>) -> Result<Option<usize>, Error> {
        match (&self.url_token, url) {
            (Some(url_token), Some(url)) => url_token.check(url).map(Some),
            _ => Ok(None),
        }
    }

    /// Checks all but the signed time.
    pub(crate) fn authenticate(
        &self,
        incoming: &Incoming<'_>,
        rules: &Rules,
    ) -> Result<Verified, Error> {
        let (ip, url) = self.arguments(incoming)?;
        self.limit.check(incoming.body.map_or(0, <[u8]>::len))?;
        self.check_ip(ip)?;
        let by_header = self.check_header(incoming, rules)?;
        let by_url = self
            .check_url(url)?
            .map(|position| (Trust::UrlToken, position));
        let (trust, key_index) = match by_header.or(by_url) {
            Some((trust, position)) => (trust, Some(position)),
            None => (Trust::None, None),
        };
        Ok(Verified {
            provider: rules.name,
            trust,
            key_index,
        })
    }

    fn check_freshness(
        &self,
        incoming: &Incoming<'_>,
        document: Option<&Document<'_>>,
        rules: &Rules,
    ) -> Result<(), Error> {
        let Some(freshness) = &self.freshness else {
            return Ok(());
        };
        let signed_ms = document.and_then(|document| (rules.signed_ms)(document.root()));
        freshness.check(freshness.now(incoming.now)?, signed_ms)
    }
}
