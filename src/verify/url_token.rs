//! The token in the URL: the only proof that an unsigned provider can carry.

use crate::crypto::keys::KeyDigests;
use crate::error::Error;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use percent_encoding::percent_decode;
use zeroize::Zeroizing;

/// The accepted tokens and where the URL carries one.
#[derive(Clone)]
pub(crate) struct UrlToken<'s> {
    pub(crate) accepted: KeyDigests<'s>,
    /// The query parameter; without one, the token is the last path segment that is not empty.
    pub(crate) param: Option<Cow<'s, str>>,
}

impl UrlToken<'_> {
    /// Returns which of the accepted tokens the URL carries.
    ///
    /// # Errors
    ///
    /// `missing_token` when it has none, `multiple_values` when the parameter is there twice, `mismatch` when none of
    /// the accepted tokens is the one.
    pub(crate) fn check(&self, url: &str) -> Result<usize, Error> {
        let (before_query, query) = split(url.as_bytes());
        let token = match &self.param {
            Some(param) => query_token(query, param)?,
            None => path_token(before_query),
        };
        if token.is_empty() {
            return Err(Error::MissingToken);
        }
        self.accepted.find(&token).ok_or(Error::Mismatch {
            hashed: None,
            body: None,
        })
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

/// Splits bytes at the first of a kind.
// Out of line: a URL is split five times.
#[inline(never)]
fn split_once(bytes: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == separator)?;
    let (before, rest) = bytes.split_at_checked(at)?;
    Some((before, rest.get(1..)?))
}

/// Splits a URL or a path before its query. The fragment is left out.
fn split(url: &[u8]) -> (&[u8], &[u8]) {
    let without_fragment = split_once(url, b'#').map_or(url, |(before, _)| before);
    split_once(without_fragment, b'?').unwrap_or((without_fragment, b""))
}

/// Returns the last non-empty segment of the path, percent-decoded (RFC 3986, section 2.1). Empty if there is none.
fn path_token(before_query: &[u8]) -> Zeroizing<Vec<u8>> {
    // A request target such as `/x/https://y` is a path: only what starts like a scheme is one.
    let scheme =
        split_once(before_query, b':').filter(|(scheme, _)| split_once(scheme, b'/').is_none());
    let path = match scheme.and_then(|(_, rest)| rest.strip_prefix(b"//")) {
        Some(authority) => split_once(authority, b'/').map_or(&b""[..], |(_, path)| path),
        None => before_query,
    };
    let mut segments = path.rsplit(|byte| *byte == b'/');
    let last = segments
        .find(|segment| !segment.is_empty())
        .unwrap_or_default();
    let mut token = with_room_for(last);
    token.extend(percent_decode(last));
    token
}

/// Returns the one value of a query parameter, read as URLSearchParams does (WHATWG URL, section 5.1); empty where
/// there is none.
fn query_token(query: &[u8], param: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut found = None;
    for pair in query.split(|byte| *byte == b'&') {
        let (name, value) = split_once(pair, b'=').unwrap_or((pair, b""));
        // An empty text between two `&` is no pair.
        let is_wanted = !pair.is_empty() && *form_decoded(name) == param.as_bytes();
        if is_wanted && found.replace(value).is_some() {
            return Err(Error::multiple_values("urlToken"));
        }
    }
    Ok(form_decoded(found.unwrap_or_default()))
}

/// Returns what a name or a value stands for. The `form_urlencoded` crate does the same, but lets go of its copies as they
/// are.
fn form_decoded(encoded: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut decoded = with_room_for(encoded);
    for (place, part) in encoded.split(|byte| *byte == b'+').enumerate() {
        decoded.extend((place > 0).then_some(b' '));
        decoded.extend(percent_decode(part));
    }
    match String::from_utf8_lossy(&decoded) {
        Cow::Borrowed(_) => decoded,
        Cow::Owned(replaced) => replaced.into_bytes().into(),
    }
}

/// Returns an empty buffer that is large enough for the decoded bytes. A growing buffer would leave a copy behind.
fn with_room_for(encoded: &[u8]) -> Zeroizing<Vec<u8>> {
    Vec::with_capacity(encoded.len()).into()
}

#[cfg(test)]
pub mod tests {
    use super::{path_token, query_token, split};
    use crate::error::Error;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn the_last_segment_that_is_not_empty() {
        for (url, token) in [
            ("https://shop.example/hooks/t", "t"),
            ("https://shop.example/hooks/t/?a=/b#/c", "t"),
            ("/hooks/t", "t"),
            ("/hooks/t//", "t"),
            ("//hooks/t", "t"),
            ("/hooks/https://t", "t"),
            ("/a%2Fb%20c%zz%", "a/b c%zz%"),
            ("t", "t"),
            ("https://shop.example", ""),
            ("https://shop.example/?t", ""),
            ("/", ""),
            ("", ""),
            ("#/t", ""),
        ] {
            let found = path_token(split(url.as_bytes()).0);
            assert_eq!(*found, token.as_bytes(), "{url}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn one_value_of_the_parameter() {
        let token = |query: &str| query_token(query.as_bytes(), "key");
        let found = |query| String::from_utf8(token(query).unwrap().to_vec()).unwrap();
        assert_eq!(found("a=1&key=t"), "t");
        assert_eq!(found("&&key=t=%3D&"), "t==");
        assert_eq!(found("+key=u&key=+t++%2B+"), " t  + ");
        assert_eq!(found("key=%+4%4+1%41%zz%"), "% 4%4 1A%zz%");
        assert_eq!(found("key=a%ffb%e2%82"), "a\u{fffd}b\u{fffd}");
        assert_eq!(found("k%65y=a+b%2B"), "a b+");
        for absent in ["", "key", "key=", "KEY=t", "a=key=t", "&&"] {
            assert_eq!(found(absent), "", "{absent}");
        }
        for twice in ["key=t&key=t", "key=&key=t", "key&k%65y=t"] {
            let error = token(twice).err();
            assert_eq!(error, Some(Error::multiple_values("urlToken")), "{twice}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn every_short_query_is_as_form_urlencoded_has_it() {
        let mut queries = vec![Vec::new()];
        for length in 0..6 {
            let longer = queries.iter().filter(|query| query.len() == length);
            let longer: Vec<Vec<u8>> = longer
                .flat_map(|query| b"k%+&=4\xc3".map(|byte| [query.as_slice(), &[byte]].concat()))
                .collect();
            queries.extend(longer);
        }
        for query in queries {
            let values: Vec<_> = form_urlencoded::parse(&query)
                .filter_map(|(name, value)| (name == "k").then_some(value))
                .collect();
            let expected = match values.as_slice() {
                [] => Some(Vec::new()),
                [value] => Some(value.as_bytes().to_vec()),
                _ => None,
            };
            let found = query_token(&query, "k").ok().map(|token| token.to_vec());
            assert_eq!(found, expected, "{query:?}");
        }
    }
}
