//! OptOnDemand: the status of a print-on-demand order.
//!
//! Source: OptOnDemand's documentation, "Webhooks". Each delivery is signed: `X-Signature` is `sha256=` and the
//! HMAC-SHA256 of the raw body in hexadecimal, under the secret key from the response to the registration. A delivery
//! that fails is retried after 1, 2, 4, 8 … seconds for 24 hours, and blocks those behind it.

mod event;
mod signature;
mod version;

pub use event::{Kind, Order};
pub use version::supersedes;

use crate::checks::Checks;
use crate::json::Value;
use crate::provider::{Provider, entry_points};
use crate::{Error, Incoming, Trust};

entry_points!(OptOnDemand);

/// The rules of OptOnDemand.
pub struct OptOnDemand;

impl Provider for OptOnDemand {
    const NAME: &'static str = "optondemand";
    const OPTIONS: &'static [&'static str] =
        &["secret", "maxAgeSeconds", "maxFutureSeconds", "now"];
    const NEEDS: &'static [&'static str] = &["secret"];
    const HEADER: Option<&'static str> = Some(signature::HEADER);

    type Kind<'a> = Kind<'a>;
    type Version = version::Fields;

    fn authenticate(
        checks: &Checks,
        incoming: &Incoming<'_>,
    ) -> Result<Option<(Trust, usize)>, Error> {
        let Some(secret) = &checks.secret else {
            return Ok(None);
        };
        let mac = signature::parse(incoming.header(signature::HEADER)?)?;
        let position = secret.find(incoming.body()?, &mac).ok_or(Error::Mismatch)?;
        Ok(Some((Trust::Signature, position)))
    }

    fn signed_ms(root: Value<'_, '_>) -> Option<i64> {
        event::timestamp_ms(root)
    }

    fn read<'a>(root: Value<'_, 'a>, body: &[u8]) -> Result<(Kind<'a>, String), Error> {
        event::read(root, body)
    }
}
