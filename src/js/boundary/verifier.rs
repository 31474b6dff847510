//! A prepared configuration as bytes, for JavaScript to keep between calls.
//!
//! Numbers are little-endian. Fields of variable length are length-prefixed. An empty one is absent, because a config
//! has no empty values. The same build of the module writes and reads the bytes, so they have no version.

use super::byte_reader::ByteReader;
use crate::crypto::keys::{HmacKeys, KeyDigests};
use crate::verify::body_limit::BodyLimit;
use crate::verify::freshness::Freshness;
use crate::verify::ip_allowlist::AllowedIps;
use crate::verify::url_token::UrlToken;
use crate::verify::verifier::Verifier;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// Writes the bytes for [`from_bytes`], after the bytes of a scheme if there is one.
pub(crate) fn to_bytes(scheme: Option<&[u8]>, verifier: &Verifier<'_>) -> Zeroizing<Vec<u8>> {
    let mut writer = Writer::new();
    writer.append(scheme.unwrap_or_default());
    writer.size(verifier.limit.0);
    writer.bytes(verifier.allowed_ips.as_ref().map(|blocks| &*blocks.0));
    writer.bytes(verifier.secret.as_ref().map(|keys| &*keys.0));
    writer.bytes(verifier.api_key.as_ref().map(|digests| &*digests.0));
    let token = verifier.url_token.as_ref();
    writer.bytes(token.map(|token| &*token.accepted.0));
    writer.bytes(token.and_then(|token| token.param.as_deref().map(str::as_bytes)));
    writer.bytes(verifier.url.as_deref().map(str::as_bytes));
    writer.append(&[u8::from(verifier.freshness.is_some())]);
    if let Some(freshness) = &verifier.freshness {
        let now = freshness.now.unwrap_or(f64::NAN);
        for number in [freshness.max_age, freshness.max_future, now] {
            writer.append(&number.to_le_bytes());
        }
    }
    writer.0
}

/// Whether each delivery needs the time. Asking for the time is slow in JavaScript.
#[cfg_attr(
    not(all(target_arch = "wasm32", feature = "js")),
    allow(dead_code, reason = "only JavaScript calls it")
)]
pub(crate) fn needs_clock(verifier: &Verifier<'_>) -> bool {
    verifier
        .freshness
        .is_some_and(|freshness| freshness.now.is_none())
}

/// Reads the bytes from [`to_bytes`]. `None` for any others.
pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Verifier<'_>> {
    let mut reader = ByteReader(bytes);
    // No config has a limit of 0, so bytes that were never copied are refused.
    let limit = reader.length().filter(|limit| *limit > 0)?;
    let mut part = || Some(Some(reader.bytes()?).filter(|bytes| !bytes.is_empty()));
    let verifier = Verifier {
        limit: BodyLimit(limit),
        allowed_ips: part()?.map(|blocks| AllowedIps(blocks.into())),
        secret: part()?.map(|keys| HmacKeys(keys.into())),
        api_key: part()?.map(|digests| KeyDigests(digests.into())),
        url_token: url_token(part()?, part()?),
        url: part()?.map(|url| core::str::from_utf8(url).unwrap_or_default().into()),
        freshness: freshness(&mut reader)?,
    };
    reader.0.is_empty().then_some(verifier)
}

/// The bytes written so far.
pub(super) struct Writer(pub(super) Zeroizing<Vec<u8>>);

impl Writer {
    pub(super) fn new() -> Self {
        Self(Vec::new().into())
    }

    /// Appends bytes. A buffer that is too small is replaced and wiped, because growing it would leave a copy behind.
    pub(super) fn append(&mut self, bytes: &[u8]) {
        let length = self.0.len().saturating_add(bytes.len());
        if length > self.0.capacity() {
            let mut larger = Vec::with_capacity(length.saturating_mul(2));
            larger.extend_from_slice(&self.0);
            self.0 = larger.into();
        }
        self.0.extend_from_slice(bytes);
    }

    /// Appends a length in 32 bits. Nothing in this memory is longer.
    fn size(&mut self, size: usize) {
        let size = u32::try_from(size).unwrap_or(u32::MAX);
        self.append(&size.to_le_bytes());
    }

    fn bytes(&mut self, bytes: Option<&[u8]>) {
        let bytes = bytes.unwrap_or_default();
        self.size(bytes.len());
        self.append(bytes);
    }
}

fn url_token<'b>(accepted: Option<&'b [u8]>, param: Option<&'b [u8]>) -> Option<UrlToken<'b>> {
    Some(UrlToken {
        accepted: KeyDigests(accepted?.into()),
        param: param.map(|param| core::str::from_utf8(param).unwrap_or_default().into()),
    })
}

fn freshness(reader: &mut ByteReader<'_>) -> Option<Option<Freshness>> {
    if reader.byte()? == 0 {
        return Some(None);
    }
    Some(Some(Freshness {
        max_age: reader.double()?,
        max_future: reader.double()?,
        now: Some(reader.double()?).filter(|now| !now.is_nan()),
    }))
}

#[cfg(test)]
pub mod tests {
    use super::{from_bytes, to_bytes};
    use crate::config::Config;
    use crate::providers::provider::Definition;
    use crate::providers::{optondemand, xoxoday};
    use crate::verify::scheme::RulesOf;
    use crate::verify::schemes::kinds::Encoding;
    use crate::verify::schemes::scheme::Scheme;
    use crate::verify::verifier::Verifier;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn written(config: &Config, provider: &impl Fn(&Config) -> Verifier<'static>) -> Vec<u8> {
        to_bytes(None, &provider(config)).to_vec()
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn only_written_bytes_are_read() {
        let token = Config::new().url_token("tok_5f2c9d7e41b84a06");
        let blocks = token
            .clone()
            .allowed_ip("203.0.113.0/24")
            .allowed_ip("2001:db8::1");
        let configs = [
            Config::new().api_key("a").api_key("b").documented_ips(),
            Config::new().accept_unauthenticated().max_body_bytes(1),
            blocks
                .url_token("tok_5f2c9d7e41b84a07")
                .url_token_param("key"),
            token,
        ];
        let of_xoxoday = |config: &Config| Verifier::new(config, &xoxoday::Xoxoday::RULES).unwrap();
        for config in configs {
            check(&written(&config, &of_xoxoday));
        }
        let scheme = Scheme::hmac_sha256("acme", "x-acme", Encoding::Hex, "{url}{body}");
        let of_scheme =
            |config: &Config| Verifier::new(config, &RulesOf::of_scheme(scheme)).unwrap();
        let url = Config::new().secret("a").url("https://shop.example/hook");
        check(&written(&url, &of_scheme));
        let signed = Config::new().secret("a").secret("b".repeat(65));
        let window = signed.clone().max_age_seconds(1.5).max_future_seconds(0.0);
        let fresh = window.clone().now(1_751_978_096_000.0);
        let of_optondemand =
            |config: &Config| Verifier::new(config, &optondemand::OptOnDemand::RULES).unwrap();
        for config in [signed, fresh, window] {
            check(&written(&config, &of_optondemand));
        }
    }

    fn check(written: &[u8]) {
        assert_eq!(*to_bytes(None, &from_bytes(written).unwrap()), written);
        for length in 0..written.len() {
            assert!(from_bytes(written.get(..length).unwrap()).is_none());
            assert!(from_bytes(&vec![0; length]).is_none());
        }
        assert!(from_bytes(&[written, &[0]].concat()).is_none());
    }
}
