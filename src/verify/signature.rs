//! A signature header: a prefix, and the HMAC-SHA256 of the exact body bytes as 64 hexadecimal digits.

use super::incoming::Incoming;
use crate::crypto::hmac::{PREPARED, mac, prepare};
use crate::crypto::keys::{HmacKeys, Key};
use crate::crypto::sha256::{LENGTH, hex};
use crate::error::Error;
use crate::text::join;
use alloc::string::String;
use zeroize::Zeroizing;

/// Returns the position of the key that gives the MAC that a delivery claims.
///
/// # Errors
///
/// Those of [`check_form`], `body_not_raw`, and `mismatch`.
pub(crate) fn check(
    keys: &HmacKeys<'_>,
    (header, prefix): (&'static str, &str),
    incoming: &Incoming<'_>,
) -> Result<usize, Error> {
    let mac = check_form((header, prefix), incoming)?;
    let body = incoming.body()?;
    keys.find(body, &mac).ok_or(Error::Mismatch {
        hashed: Some(body.len()),
    })
}

/// Returns the MAC that a delivery claims, which needs no byte of the body.
///
/// # Errors
///
/// Those of [`Incoming::header`], and `malformed_signature`.
pub(crate) fn check_form(
    (header, prefix): (&'static str, &str),
    incoming: &Incoming<'_>,
) -> Result<[u8; LENGTH], Error> {
    parse(prefix, incoming.header(header)?)
}

/// Returns the value of the header of a genuine delivery.
///
/// # Errors
///
/// `invalid_config` for a key that a config would refuse.
pub(crate) fn sign(prefix: &str, body: &[u8], secret: &Key) -> Result<String, Error> {
    let mut prepared = Zeroizing::new([0; PREPARED]);
    if let Some(problem) = secret.problem() {
        return Err(Error::config("secret", problem));
    }
    prepare(secret.as_bytes(), &mut prepared);
    let mut signature = [0; LENGTH];
    mac(&prepared, body, &mut signature);
    Ok(join(&[prefix, &hex(&signature)], ""))
}

/// Reads a MAC; prefix and digits are in either case.
///
/// # Errors
///
/// `malformed_signature`.
fn parse(prefix: &str, value: &[u8]) -> Result<[u8; LENGTH], Error> {
    let (start, digits) = value
        .split_at_checked(prefix.len())
        .ok_or(Error::MalformedSignature)?;
    let mut mac = [0; LENGTH];
    let decoded = base16ct::mixed::decode(digits, &mut mac).map(<[u8]>::len);
    if start.eq_ignore_ascii_case(prefix.as_bytes()) && decoded == Ok(mac.len()) {
        Ok(mac)
    } else {
        Err(Error::MalformedSignature)
    }
}

#[cfg(test)]
pub mod tests {
    use crate::error::Error;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn parse(value: &[u8]) -> Result<[u8; 32], Error> {
        super::parse("sha256=", value)
    }

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
