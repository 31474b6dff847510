//! The headers of a request, in any type that a caller uses for them.

use alloc::vec::Vec;

/// Anything that holds the headers of a request. Arrays, slices and vectors of pairs do; so can a type of yours.
///
/// ```
/// use countersign::{Headers, Incoming};
///
/// struct Lines<'a>(&'a str);
///
/// impl Headers for Lines<'_> {
///     fn each<'h>(&'h self, name: &str, take: &mut dyn FnMut(&'h [u8])) {
///         let pairs = self.0.lines().filter_map(|line| line.split_once(':'));
///         pairs.filter(|pair| pair.0.eq_ignore_ascii_case(name)).for_each(|pair| take(pair.1.as_bytes()));
///     }
/// }
///
/// let headers = Lines("Host: shop.example\nX-Api-Key: a1p2z5b7v68b9112234");
/// let incoming = Incoming::new(b"{}").headers(&headers);
/// # countersign::xoxoday::verify(&incoming, &countersign::Config::new().api_key("a1p2z5b7v68b9112234"))?;
/// # Ok::<_, countersign::Error>(())
/// ```
///
/// It is `Sync`, so an asynchronous handler may hold an [`Incoming`](crate::Incoming) across an `.await`, on any thread.
pub trait Headers: Sync {
    /// Calls `take` with each value of the header, whose name is compared without regard to ASCII case.
    fn each<'h>(&'h self, name: &str, take: &mut dyn FnMut(&'h [u8]));
}

/// The values of the headers of a request.
#[derive(Clone, Copy)]
pub(crate) enum HeaderValues<'a> {
    /// They are looked up by name.
    ByName(&'a dyn Headers),
    /// JavaScript has looked up those of the scheme. They are in the order of its names.
    #[cfg_attr(
        not(all(target_arch = "wasm32", feature = "js")),
        allow(dead_code, reason = "only JavaScript looks them up")
    )]
    InOrder(&'a [Found<'a>]),
}

/// The value of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(all(target_arch = "wasm32", feature = "js")),
    allow(dead_code, reason = "only JavaScript looks them up")
)]
pub(crate) enum Found<'a> {
    None,
    One(&'a [u8]),
    Several,
}

impl<N: AsRef<str> + Sync, V: AsRef<[u8]> + Sync> Headers for [(N, V)] {
    fn each<'h>(&'h self, name: &str, take: &mut dyn FnMut(&'h [u8])) {
        let is_named = |(other, _): &&(N, V)| other.as_ref().eq_ignore_ascii_case(name);
        let found = self.iter().filter(is_named);
        found.for_each(|(_, value)| take(value.as_ref()));
    }
}

impl<N: AsRef<str> + Sync, V: AsRef<[u8]> + Sync> Headers for Vec<(N, V)> {
    fn each<'h>(&'h self, name: &str, take: &mut dyn FnMut(&'h [u8])) {
        self.as_slice().each(name, take);
    }
}

impl<N: AsRef<str> + Sync, V: AsRef<[u8]> + Sync> Headers for &[(N, V)] {
    fn each<'h>(&'h self, name: &str, take: &mut dyn FnMut(&'h [u8])) {
        (**self).each(name, take);
    }
}

impl<N: AsRef<str> + Sync, V: AsRef<[u8]> + Sync, const LENGTH: usize> Headers
    for [(N, V); LENGTH]
{
    fn each<'h>(&'h self, name: &str, take: &mut dyn FnMut(&'h [u8])) {
        self.as_slice().each(name, take);
    }
}
