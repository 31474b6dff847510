//! Requests as the `http` crate has them, and so hyper, axum and most others.

use super::headers::Headers;
use super::incoming::Incoming;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, request::Parts};

impl Headers for HeaderMap {
    fn each<'h>(&'h self, name: &str, take: &mut dyn FnMut(&'h [u8])) {
        let found = self.get_all(name).iter().map(HeaderValue::as_bytes);
        found.for_each(take);
    }
}

impl<'a> Incoming<'a> {
    /// Takes the headers and the path and query of a request, and its body: exactly the bytes that came over the wire.
    ///
    /// The address of the peer is no part of a request; [`Incoming::ip`] adds it.
    ///
    /// ```
    /// use countersign::{Config, Incoming, xoxoday};
    ///
    /// let request = http::Request::post("/hooks/xoxoday").header("X-Api-Key", "a1p2z5b7v68b9112234").body(b"{}")?;
    /// let (parts, body) = request.into_parts();
    /// let config = Config::new().api_key("a1p2z5b7v68b9112234");
    /// xoxoday::verify(&Incoming::from_parts(&parts, body), &config)?;
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_parts(parts: &'a Parts, body: &'a [u8]) -> Self {
        let url = parts.uri.path_and_query().map_or("", PathAndQuery::as_str);
        Self::new(body).headers(&parts.headers).url(url)
    }
}

#[cfg(test)]
pub mod tests {
    use crate::config::Config;
    use crate::error::Error;
    use crate::providers::{reward, xoxoday};
    use crate::verify::incoming::Incoming;
    use crate::verify::proof::Verified;
    use http::Request;
    use http::request::Builder;
    use wasm_bindgen_test::wasm_bindgen_test;

    const TOKEN: &str = "tok_5f2c9d7e41b84a06";

    fn checked(
        request: Builder,
        verify: fn(&Incoming<'_>, &Config) -> Result<Verified, Error>,
        config: Config,
    ) -> Option<&'static str> {
        let (parts, body) = request.body(b"{}").unwrap().into_parts();
        let result = verify(&Incoming::from_parts(&parts, body), &config);
        result.err().map(|error| error.code())
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn headers_are_found_in_any_case_and_counted() {
        let request = || Request::post("/");
        for (request, code) in [
            (request().header("X-API-Key", "key"), None),
            (request().header("x-api-key", " key\t"), None),
            (request().header("x-api-key", "kez"), Some("mismatch")),
            (
                request().header("x-api-keys", "key"),
                Some("missing_header"),
            ),
            (
                request()
                    .header("x-api-key", "key")
                    .header("X-Api-Key", "key"),
                Some("multiple_values"),
            ),
            (
                request().header("x-api-key", [b'k', 0xFF].as_slice()),
                Some("mismatch"),
            ),
        ] {
            let config = Config::new().api_key("key");
            assert_eq!(checked(request, xoxoday::verify, config), code);
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn the_url_is_path_and_query_in_each_form_of_a_target() {
        for (target, code) in [
            (format!("/hooks/{TOKEN}"), None),
            (format!("/hooks/{TOKEN}?key=1"), None),
            (format!("https://shop.example/hooks/{TOKEN}"), None),
            (format!("/hooks?{TOKEN}"), Some("mismatch")),
            ("/".into(), Some("missing_token")),
            ("*".into(), Some("mismatch")),
            ("shop.example:443".into(), Some("missing_token")),
        ] {
            let config = Config::new().url_token(TOKEN);
            let found = checked(Request::post(&target), reward::verify, config);
            assert_eq!(found, code, "{target}");
        }
        let config = Config::new().url_token(TOKEN).url_token_param("key");
        let request = Request::post(format!("/hooks?key={TOKEN}"));
        assert_eq!(checked(request, reward::verify, config), None);
    }
}
