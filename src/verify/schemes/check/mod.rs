//! The rules for a scheme, so that a signature covers all that the scheme reads. One function checks a constant while
//! compiling, and any other scheme at start-up.

/// The message about a text that is too long.
macro_rules! too_long {
    ($member:literal) => {
        concat!("`", $member, "` may have 255 bytes at most")
    };
}

pub(super) mod headers;
mod signed;
mod texts;

use self::texts::{Class, contains, is_all, is_equal, is_long, is_printable};
use super::kinds::{KeyFormat, Proof};
use super::scheme::Scheme;

/// What is wrong with a scheme: a message that starts with the name of the member between backticks.
pub(crate) type Refusal = &'static str;

macro_rules! names {
    ($($name:ident),*) => {
        /// The names of the providers.
        const BUILT_IN: &[&str] = &[$(stringify!($name)),*];
    };
}
with_providers!(names);

/// The message about a key length beside a static secret.
pub(crate) const STATIC_LENGTH: Refusal =
    "`minKeyBytes` must be left out for a static secret: it is compared as a whole";

impl Scheme<'_> {
    /// Checks the definition. Call it while compiling: `const _: () = ACME.check();`.
    ///
    /// # Panics
    ///
    /// If the scheme leaves too much unsigned, or a delivery could be read in two ways. The message names the member.
    #[expect(clippy::panic, reason = "it stops the compiler")]
    pub const fn check(&self) {
        if let Some(problem) = self.refusal() {
            panic!("{}", problem);
        }
    }

    /// Returns the fault of the definition. `None` if it has none.
    pub(crate) const fn refusal(&self) -> Option<Refusal> {
        if let Some(refusal) = self.name_refusal() {
            return Some(refusal);
        }
        if let Some(refusal) = self.headers_refusal() {
            return Some(refusal);
        }
        if let Some(refusal) = self.elements_refusal() {
            return Some(refusal);
        }
        if let Some(refusal) = self.key_refusal() {
            return Some(refusal);
        }
        if let Some(refusal) = self.template_refusal() {
            return Some(refusal);
        }
        if let Some(refusal) = self.timestamp_refusal() {
            return Some(refusal);
        }
        if let Some(refusal) = self.id_refusal() {
            return Some(refusal);
        }
        self.window_refusal()
    }

    const fn name_refusal(&self) -> Option<Refusal> {
        let name = self.name.as_bytes();
        if !matches!(name, [b'a'..=b'z', ..]) || name.len() > 32 || !is_all(name, Class::Name) {
            return Some(
                "`name` must be a letter from a to z, then up to 31 letters, digits, `_` or `-`",
            );
        }
        let mut others = BUILT_IN;
        while let [other, more @ ..] = others {
            if !self.is_built_in && is_equal(name, other.as_bytes()) {
                return Some(
                    "`name` is that of a provider of this package: events and dedupe keys would be confused",
                );
            }
            others = more;
        }
        None
    }

    const fn elements_refusal(&self) -> Option<Refusal> {
        let prefix = self.prefix.as_bytes();
        if !is_printable(prefix) || matches!(prefix, [b' ', ..]) {
            return Some("`prefix` must be printable ASCII that begins with no blank");
        }
        if is_long(prefix) {
            return Some(too_long!("prefix"));
        }
        if self.ignores_prefix_case && prefix.is_empty() {
            return Some("`prefixCase` stands beside `prefix` only");
        }
        match self.list {
            None => {}
            Some(_) if prefix.is_empty() => {
                return Some(
                    "`prefix` is needed in a list: it tells the signature from the other elements, as in \"v1=\"",
                );
            }
            Some(separator) if contains(prefix, separator) => {
                return Some("`prefix` must not have the separator of `list`");
            }
            Some(b',' | b';' | b' ') => {}
            Some(_) => {
                return Some("`list` must be \",\", \";\" or \" \", or be left out for one value");
            }
        }
        None
    }

    const fn key_refusal(&self) -> Option<Refusal> {
        let is_text = matches!(self.key, KeyFormat::Utf8);
        if matches!(self.proof, Proof::Static) && !is_text {
            return Some(
                "`key` must be \"utf8\" for a static secret: the header carries the text itself",
            );
        }
        if !self.key_prefix.is_empty() && is_text {
            return Some(
                "`keyPrefix` is taken off an encoded key only: a text key is the whole text",
            );
        }
        if !is_printable(self.key_prefix.as_bytes()) {
            return Some("`keyPrefix` must be printable ASCII");
        }
        if is_long(self.key_prefix.as_bytes()) {
            return Some(too_long!("keyPrefix"));
        }
        if self.min_key_bytes == 0 {
            return Some("`minKeyBytes` must be an integer from 1");
        }
        if matches!(self.proof, Proof::Static) && self.min_key_bytes != 1 {
            return Some(STATIC_LENGTH);
        }
        None
    }

    const fn window_refusal(&self) -> Option<Refusal> {
        if self.max_age.is_some() && self.timestamp.is_none() {
            return Some("`maxAgeSeconds` needs a `timestamp`");
        }
        if self.max_future.is_some() && self.timestamp.is_none() {
            return Some("`maxFutureSeconds` needs a `timestamp`");
        }
        // Without an age the window is off, so the limit would have no effect.
        if self.max_future.is_some() && self.max_age.is_none() {
            return Some("`maxFutureSeconds` needs `maxAgeSeconds`");
        }
        if let Some(seconds) = self.max_age
            && !is_span(seconds)
        {
            return Some("`maxAgeSeconds` must be finite and not negative");
        }
        if let Some(seconds) = self.max_future
            && !is_span(seconds)
        {
            return Some("`maxFutureSeconds` must be finite and not negative");
        }
        None
    }
}

const fn is_span(seconds: f64) -> bool {
    seconds >= 0.0 && seconds.is_finite()
}
