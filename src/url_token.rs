//! The token in the URL: the only proof that an unsigned provider can carry.

use crate::Error;
use crate::keys::Digests;
use crate::secret::Secret;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use percent_encoding::percent_decode_str;

/// The accepted tokens and where the URL carries one.
#[derive(Clone)]
pub(crate) struct UrlToken<'s> {
    pub(crate) accepted: Digests<'s>,
    /// The query parameter; without one, the token is the last path segment that is not empty.
    pub(crate) param: Option<Cow<'s, str>>,
}

impl UrlToken<'_> {
    /// Returns which of the accepted tokens the URL carries.
    ///
    /// # Errors
    ///
    /// `missing_token` when it has none, `multiple_values` when the
    /// parameter is there twice, `mismatch` when none of the accepted tokens is the one.
    pub(crate) fn check(&self, url: &str) -> Result<usize, Error> {
        let (before_query, query) = split(url);
        let token: Secret<Vec<u8>> = match &self.param {
            Some(param) => query_token(query, param)?.into_owned().into_bytes(),
            None => path_token(before_query)
                .ok_or(Error::MissingToken)?
                .into_owned(),
        }
        .into();
        self.accepted.find(&token).ok_or(Error::Mismatch)
    }
}

/// Returns the URL.
///
/// # Errors
///
/// `invalid_argument` when it is absent.
pub(crate) fn required(url: Option<&str>) -> Result<&str, Error> {
    url.ok_or_else(|| Error::argument("url", "is missing, but the config has `urlToken`"))
}

/// Splits a URL or a path into what stands before the query, and the query; the fragment is left out.
fn split(url: &str) -> (&str, &str) {
    let without_fragment = url.split_once('#').map_or(url, |(before, _)| before);
    without_fragment
        .split_once('?')
        .unwrap_or((without_fragment, ""))
}

/// Returns the last non-empty segment of the path, percent-decoded (RFC 3986, section 2.1).
fn path_token(before_query: &str) -> Option<Cow<'_, [u8]>> {
    // A request target such as `/x/https://y` is a path: only what starts like a scheme is one.
    let scheme = before_query
        .split_once(':')
        .filter(|(scheme, _)| !scheme.contains('/'));
    let path = match scheme.and_then(|(_, rest)| rest.strip_prefix("//")) {
        Some(authority) => authority.split_once('/').map_or("", |(_, path)| path),
        None => before_query,
    };
    path.rsplit('/')
        .find(|segment| !segment.is_empty())
        .map(|segment| percent_decode_str(segment).into())
}

/// Returns the one value of a query parameter, read as URLSearchParams does (WHATWG URL, section 5.1).
fn query_token<'a>(query: &'a str, param: &str) -> Result<Cow<'a, str>, Error> {
    let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == param);
    let first = values.next();
    if values.next().is_some() {
        return Err(Error::MultipleValues { name: "urlToken" });
    }
    first
        .map(|(_, value)| value)
        .filter(|value| !value.is_empty())
        .ok_or(Error::MissingToken)
}

#[cfg(test)]
pub mod tests {
    use super::{path_token, query_token, split};
    use crate::Error;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn the_last_segment_that_is_not_empty() {
        for (url, token) in [
            ("https://shop.example/hooks/t", Some("t")),
            ("https://shop.example/hooks/t/?a=/b#/c", Some("t")),
            ("/hooks/t", Some("t")),
            ("/hooks/t//", Some("t")),
            ("//hooks/t", Some("t")),
            ("/hooks/https://t", Some("t")),
            ("/a%2Fb%20c%zz%", Some("a/b c%zz%")),
            ("t", Some("t")),
            ("https://shop.example", None),
            ("https://shop.example/?t", None),
            ("/", None),
            ("", None),
            ("#/t", None),
        ] {
            let found = path_token(split(url).0);
            assert_eq!(found.as_deref(), token.map(str::as_bytes), "{url}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn one_value_of_the_parameter() {
        assert_eq!(query_token("a=1&key=t", "key").as_deref(), Ok("t"));
        assert_eq!(query_token("k%65y=a+b%2B", "key").as_deref(), Ok("a b+"));
        for absent in ["", "key", "key=", "KEY=t", "a=key=t", "&&"] {
            assert_eq!(
                query_token(absent, "key"),
                Err(Error::MissingToken),
                "{absent}"
            );
        }
        for twice in ["key=t&key=t", "key=&key=t", "key&k%65y=t"] {
            assert_eq!(
                query_token(twice, "key"),
                Err(Error::MultipleValues { name: "urlToken" }),
                "{twice}"
            );
        }
    }
}
