//! The checks in their order: arguments, size, address, header, token, freshness; then the document.

use crate::checks::Checks;
use crate::json::Document;
use crate::provider::Rules;
use crate::{Error, Incoming, Trust, Verified, ip, url_token};
use core::net::IpAddr;

impl Checks<'_> {
    /// Returns how much a delivery proves.
    pub(crate) fn verify(&self, incoming: &Incoming<'_>, rules: &Rules) -> Result<Verified, Error> {
        let verified = self.authenticate(incoming, rules)?;
        if self.freshness.is_some() {
            self.check_freshness(Document::parse(incoming.body()?).as_ref().ok(), rules)?;
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
        // Of a body that cannot be read the fault is told and not that it has no time: it can be set aside, where what is
        // not authentic is sent again and again.
        let document = Document::parse(body)?;
        self.check_freshness(Some(&document), rules)?;
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
            .map(|_| ip::required(incoming.ip))
            .transpose()?;
        let url = self
            .url_token
            .as_ref()
            .map(|_| url_token::required(incoming.url))
            .transpose()?;
        Ok((ip, url))
    }

    /// Checks all but the signed time.
    pub(crate) fn authenticate(
        &self,
        incoming: &Incoming<'_>,
        rules: &Rules,
    ) -> Result<Verified, Error> {
        let (ip, url) = self.arguments(incoming)?;
        self.limit.check(incoming.body.map_or(0, <[u8]>::len))?;
        if let (Some(allowed_ips), Some(ip)) = (&self.allowed_ips, ip) {
            allowed_ips.check(ip)?;
        }
        let mut proof = match &rules.header {
            Some(header) => (header.check)(self, incoming)?,
            None => None,
        };
        if let (Some(url_token), Some(url)) = (&self.url_token, url) {
            let position = url_token.check(url)?;
            proof = proof.or(Some((Trust::UrlToken, position)));
        }
        let (trust, key_index) = match proof {
            Some((trust, position)) => (trust, Some(position)),
            None => (Trust::None, None),
        };
        Ok(Verified {
            provider: rules.name,
            trust,
            key_index,
        })
    }

    fn check_freshness(&self, document: Option<&Document<'_>>, rules: &Rules) -> Result<(), Error> {
        match &self.freshness {
            Some(freshness) => {
                freshness.check(document.and_then(|document| (rules.signed_ms)(document.root())))
            }
            None => Ok(()),
        }
    }
}
