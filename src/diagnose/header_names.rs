//! The names under which a header may arrive.

use alloc::string::String;
use alloc::vec::Vec;

/// How a proxy or a gateway may spell the name of a header.
pub(crate) fn spellings(name: &str) -> Vec<String> {
    let bare = name.strip_prefix("x-").unwrap_or(name);
    let below = name.replace('-', "_");
    Vec::from([
        ["http_", &below].concat(),
        ["http-", name].concat(),
        ["x-amzn-remapped-", name].concat(),
        ["x-forwarded-", bare].concat(),
        ["x-original-", bare].concat(),
        ["x-", name].concat(),
        bare.into(),
        below,
    ])
}

/// Other names under which a header may arrive.
pub(crate) const ELSEWHERE: &[&str] = &[
    "x-signature",
    "signature",
    "x_signature",
    "http_x_signature",
    "http-x-signature",
    "x-hub-signature-256",
    "x-hub-signature",
    "x-webhook-signature",
    "x-signature-256",
    "x-signature-sha256",
    "x-optondemand-signature",
    "x-forwarded-signature",
    "x-original-signature",
    "webhook-signature",
    "x-amzn-remapped-x-signature",
    "authorization",
    "x-amzn-remapped-authorization",
    "proxy-authorization",
    "x-api-key",
    "api-key",
    "x_api_key",
    "http_x_api_key",
    "apikey",
    "x-apikey",
    "x-auth-token",
    "x-xoxoday-api-key",
    "x-api-token",
    "cookie",
];
