//! The signature header: `sha256=` and the HMAC-SHA256 of the exact body bytes as 64 hexadecimal digits.

use crate::checks::Checks;
use crate::provider::Proof;
use crate::{Error, Incoming, Trust};

/// The header that carries it.
pub(crate) const HEADER: &str = "x-signature";

/// What stands before the digits.
pub(crate) const SCHEME: &str = "sha256=";

/// Checks that one of the secrets gives the MAC that a delivery claims.
pub(super) fn check(checks: &Checks<'_>, incoming: &Incoming<'_>) -> Result<Option<Proof>, Error> {
    let Some(secret) = &checks.secret else {
        return Ok(None);
    };
    let mac = parse(incoming.header(HEADER)?)?;
    let body = incoming.body()?;
    let position = secret.find(body, &mac).ok_or(Error::Mismatch {
        hashed: Some(body.len()),
    })?;
    Ok(Some((Trust::Signature, position)))
}

/// Checks the form of the MAC that a delivery claims.
pub(super) fn check_form(checks: &Checks<'_>, incoming: &Incoming<'_>) -> Result<(), Error> {
    if checks.secret.is_some() {
        parse(incoming.header(HEADER)?)?;
    }
    Ok(())
}

/// Reads the MAC that a delivery claims; scheme and digits are in either case.
///
/// # Errors
///
/// `malformed_signature`.
fn parse(value: &[u8]) -> Result<[u8; 32], Error> {
    let (scheme, digits) = value
        .split_at_checked(SCHEME.len())
        .ok_or(Error::MalformedSignature)?;
    let mut mac = [0; 32];
    let decoded = base16ct::mixed::decode(digits, &mut mac).map(<[u8]>::len);
    if scheme.eq_ignore_ascii_case(SCHEME.as_bytes()) && decoded == Ok(mac.len()) {
        Ok(mac)
    } else {
        Err(Error::MalformedSignature)
    }
}

#[cfg(test)]
pub mod tests {
    use super::parse;
    use crate::Error;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn exactly_the_documented_form() {
        let digits = "0123456789abcdefABCDEF"
            .repeat(3)
            .get(..64)
            .map(str::to_owned)
            .unwrap();
        for scheme in ["sha256=", "SHA256=", "Sha256="] {
            assert!(parse(format!("{scheme}{digits}").as_bytes()).is_ok());
        }
        for wrong in [
            digits.clone(),
            "sha256=".into(),
            "sha256".into(),
            String::new(),
            format!("sha256={digits}0"),
            format!("sha256={digits}00"),
            format!("sha256= {digits}"),
            format!("sha256={}", digits.replace('0', "g")),
            format!("sha256={}", digits.replace('0', "\u{660}")),
            format!("sha1={digits}"),
            format!("sha256:{digits}"),
            format!("sha256={}", digits.strip_suffix(|_| true).unwrap()),
            format!("sha256={}", digits.get(..62).unwrap()),
        ] {
            assert_eq!(
                parse(wrong.as_bytes()),
                Err(Error::MalformedSignature),
                "{wrong}"
            );
        }
    }
}
