//! What a scheme must be so that it binds what it names. Checked while compiling for a constant, and at start-up for others:
//! by the same function.

use super::scheme::{KeyFormat, Place, Proof, Scheme};
use super::template::{Beside, Part, count, place};

/// What is wrong with a scheme: the member, and what it must be.
pub(crate) type Refusal = &'static (&'static str, &'static str);

macro_rules! names {
    ($($name:ident),*) => {
        /// The names of the providers.
        const BUILT_IN: &[&str] = &[$(stringify!($name)),*];
    };
}
with_providers!(names);

const TOKEN: &str = "must be a header's name in lower case, as in \"x-acme-signature\"";
const ONCE: &str = "names a header that has another part already: each header has one";
const NOT_SIGNED: &str = "stands outside the body, so that `signed` must name it: who replays a delivery could change it";

/// What is said of a length beside a static secret.
pub(crate) const STATIC_LENGTH: Refusal = &(
    "minKeyBytes",
    "`minKeyBytes` must be left out for a static secret: it is compared as a whole",
);

impl Scheme<'_> {
    /// Checks the definition; to be called while compiling, by `const _: () = ACME.check();`.
    ///
    /// # Panics
    ///
    /// When the scheme binds too little, or cannot be read in one way only. The message names the member and what it must be.
    #[expect(clippy::panic, reason = "it stops the compiler")]
    pub const fn check(&self) {
        if let Some(&(_, problem)) = self.refusal() {
            panic!("{}", problem);
        }
    }

    /// Returns what is wrong with the definition, if anything is.
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
            return Some(&(
                "name",
                "`name` must be a letter from a to z, then up to 31 letters, digits, `_` or `-`",
            ));
        }
        let mut others = BUILT_IN;
        while let [other, more @ ..] = others {
            if !self.is_built_in && is_equal(name, other.as_bytes()) {
                return Some(&(
                    "name",
                    "`name` is that of a provider of this package: events and dedupe keys would be confused",
                ));
            }
            others = more;
        }
        None
    }

    #[inline(never)]
    const fn headers_refusal(&self) -> Option<Refusal> {
        if self.has_too_many {
            return Some(&(
                "header",
                "at most four headers carry the signature, and four are required",
            ));
        }
        let [first, ..] = self.headers;
        if first.is_empty() {
            return Some(&(
                "header",
                "`header` is needed: the name of the header that carries the proof",
            ));
        }
        if let Some((Place::Header(name), _)) = self.timestamp
            && name.is_empty()
        {
            return Some(member(4, Named::NoToken));
        }
        if let Some(Place::Header(name)) = self.id
            && name.is_empty()
        {
            return Some(member(5, Named::NoToken));
        }
        let names = self.header_names();
        let mut left: &[&str] = &names;
        let mut at = 0_usize;
        while let [name, behind @ ..] = left {
            if !name.is_empty() && !is_all(name.as_bytes(), Class::Token) {
                return Some(member(at, Named::NoToken));
            }
            at = at.saturating_add(1);
            left = behind;
            let mut others = behind;
            let mut place = at;
            while let [other, more @ ..] = others {
                if !name.is_empty() && is_equal(name.as_bytes(), other.as_bytes()) {
                    return Some(member(place, Named::Twice));
                }
                place = place.saturating_add(1);
                others = more;
            }
        }
        let mut left: &[(&str, &str)] = &self.required;
        while let [(name, value), behind @ ..] = left {
            if !name.is_empty() && !is_constant(value.as_bytes()) {
                return Some(&(
                    "require",
                    "`require` has values in printable ASCII without a comma, and without blanks around them",
                ));
            }
            left = behind;
        }
        None
    }

    const fn elements_refusal(&self) -> Option<Refusal> {
        let prefix = self.prefix.as_bytes();
        if !is_printable(prefix) || matches!(prefix, [b' ', ..]) {
            return Some(&(
                "prefix",
                "`prefix` must be printable ASCII that begins with no blank",
            ));
        }
        if self.ignores_prefix_case && prefix.is_empty() {
            return Some(&("prefixCase", "`prefixCase` stands beside `prefix` only"));
        }
        match self.list {
            None => {}
            Some(_) if prefix.is_empty() => {
                return Some(&(
                    "prefix",
                    "`prefix` is needed in a list: it tells the signature from the other elements, as in \"v1=\"",
                ));
            }
            Some(separator) if contains(prefix, separator) => {
                return Some(&("prefix", "`prefix` must not have the separator of `list`"));
            }
            Some(b',' | b';' | b' ') => {}
            Some(_) => {
                return Some(&(
                    "list",
                    "`list` must be \",\", \";\" or \" \", or be left out for one value",
                ));
            }
        }
        None
    }

    const fn key_refusal(&self) -> Option<Refusal> {
        let is_text = matches!(self.key, KeyFormat::Utf8);
        if matches!(self.proof, Proof::Static) && !is_text {
            return Some(&(
                "key",
                "`key` must be \"utf8\" for a static secret: the header carries the text itself",
            ));
        }
        if !self.key_prefix.is_empty() && is_text {
            return Some(&(
                "keyPrefix",
                "`keyPrefix` is taken off an encoded key only: a text key is the whole text",
            ));
        }
        if !is_printable(self.key_prefix.as_bytes()) {
            return Some(&("keyPrefix", "`keyPrefix` must be printable ASCII"));
        }
        if self.min_key_bytes == 0 {
            return Some(&("minKeyBytes", "`minKeyBytes` must be an integer from 1"));
        }
        if matches!(self.proof, Proof::Static) && self.min_key_bytes != 1 {
            return Some(STATIC_LENGTH);
        }
        None
    }

    const fn template_refusal(&self) -> Option<Refusal> {
        let signed = self.signed;
        if matches!(self.proof, Proof::Static) {
            return if signed.is_empty() {
                None
            } else {
                Some(&(
                    "signed",
                    "`signed` must be left out for a static secret, which signs nothing",
                ))
            };
        }
        if !is_printable(signed.as_bytes()) || signed.len() > MOST_BYTES {
            return Some(&(
                "signed",
                "`signed` must be printable ASCII, 255 characters at most",
            ));
        }
        if count(signed, Part::Unknown) > 0 {
            return Some(&(
                "signed",
                "`signed` has a brace or a placeholder that is none: there are {body}, {timestamp}, {id}, {url} and {method}",
            ));
        }
        if count(signed, Part::Body) != 1 {
            return Some(&(
                "signed",
                "`signed` must have {body} exactly once: any other body would be taken as well",
            ));
        }
        if count(signed, Part::Timestamp) > 1
            || count(signed, Part::Id) > 1
            || count(signed, Part::Url) > 1
            || count(signed, Part::Method) > 1
        {
            return Some(&("signed", "`signed` may have each placeholder once"));
        }
        None
    }

    const fn timestamp_refusal(&self) -> Option<Refusal> {
        if matches!(self.proof, Proof::Static) && self.timestamp.is_some() {
            return Some(&(
                "timestamp",
                "`timestamp` must be left out for a static secret: no time is signed",
            ));
        }
        let is_signed = count(self.signed, Part::Timestamp) > 0;
        match self.timestamp {
            None if is_signed => Some(&(
                "timestamp",
                "`timestamp` is needed: `signed` has {timestamp}",
            )),
            None => None,
            Some((Place::Header(_), _)) if !is_signed => Some(&("timestamp", NOT_SIGNED)),
            Some((Place::Header(_), _)) => None,
            Some((Place::Prefix(prefix), _)) => {
                let bytes = prefix.as_bytes();
                let Some(separator) = self.list else {
                    return Some(&(
                        "timestamp.prefix",
                        "`timestamp.prefix` names an element of a list: `list` is needed",
                    ));
                };
                if bytes.is_empty() || !is_printable(bytes) || matches!(bytes, [b' ', ..]) {
                    return Some(&(
                        "timestamp.prefix",
                        "`timestamp.prefix` must be printable ASCII that begins with no blank",
                    ));
                }
                if contains(bytes, separator) {
                    return Some(&(
                        "timestamp.prefix",
                        "`timestamp.prefix` must not have the separator of `list`",
                    ));
                }
                if begins(self.prefix.as_bytes(), bytes) || begins(bytes, self.prefix.as_bytes()) {
                    return Some(&(
                        "timestamp.prefix",
                        "`timestamp.prefix` and `prefix` must not begin with each other: an element would be both",
                    ));
                }
                if !is_signed {
                    return Some(&("timestamp", NOT_SIGNED));
                }
                None
            }
            Some((Place::Field(_), _)) if is_signed => Some(&(
                "timestamp",
                "`timestamp` must be in a header or in the list: `signed` has {timestamp}, and the body is read after the proof",
            )),
            Some((Place::Field(path), _)) if !is_path(path.as_bytes()) => Some(&(
                "timestamp.field",
                "`timestamp.field` must be names joined by dots, as in \"event.time\"",
            )),
            Some((Place::Field(_), _)) => None,
        }
    }

    const fn id_refusal(&self) -> Option<Refusal> {
        let is_signed = count(self.signed, Part::Id) > 0;
        match self.id {
            None if is_signed => Some(&("id", "`id` is needed: `signed` has {id}")),
            None => None,
            Some(Place::Header(_)) if !is_signed => Some(&("id", NOT_SIGNED)),
            Some(Place::Header(_)) => match place(self.signed, Part::Id) {
                Some(placed) if !matches!(placed.behind, Beside::Literal(_)) => Some(&(
                    "signed",
                    "`signed` needs a literal behind {id}: else bytes could move from the id into what stands behind it",
                )),
                Some(placed)
                    if placed.is_behind_body && !matches!(placed.before, Beside::Literal(_)) =>
                {
                    Some(&(
                        "signed",
                        "`signed` needs a literal before {id}: else bytes could move from the body into the id",
                    ))
                }
                _ => None,
            },
            Some(Place::Field(_)) if is_signed => Some(&(
                "id",
                "`id` must be in a header: `signed` has {id}, and the body is read after the proof",
            )),
            Some(Place::Field(path)) if !is_path(path.as_bytes()) => Some(&(
                "id.field",
                "`id.field` must be names joined by dots, as in \"event.id\"",
            )),
            Some(Place::Field(_)) => None,
            Some(Place::Prefix(_)) => {
                Some(&("id", "`id` must be in a header or in a field of the body"))
            }
        }
    }

    const fn window_refusal(&self) -> Option<Refusal> {
        if self.max_age.is_some() && self.timestamp.is_none() {
            return Some(&("maxAgeSeconds", "`maxAgeSeconds` needs a `timestamp`"));
        }
        if self.max_future.is_some() && self.timestamp.is_none() {
            return Some(&("maxFutureSeconds", "`maxFutureSeconds` needs a `timestamp`"));
        }
        // Without an age the window is off, so that the limit would look like a check and be none.
        if self.max_future.is_some() && self.max_age.is_none() {
            return Some(&(
                "maxFutureSeconds",
                "`maxFutureSeconds` needs `maxAgeSeconds`",
            ));
        }
        if let Some(seconds) = self.max_age
            && !is_span(seconds)
        {
            return Some(&(
                "maxAgeSeconds",
                "`maxAgeSeconds` must be finite and not negative",
            ));
        }
        if let Some(seconds) = self.max_future
            && !is_span(seconds)
        {
            return Some(&(
                "maxFutureSeconds",
                "`maxFutureSeconds` must be finite and not negative",
            ));
        }
        None
    }
}

/// How long a template may be.
const MOST_BYTES: usize = 255;

/// What is wrong with a header's name.
#[derive(Clone, Copy)]
enum Named {
    NoToken,
    Twice,
}

/// Returns what is said of a name at a place of all.
const fn member(at: usize, problem: Named) -> Refusal {
    match (at, problem) {
        (0..4, Named::NoToken) => &("header", TOKEN),
        (4, Named::NoToken) => &("timestamp.header", TOKEN),
        (5, Named::NoToken) => &("id.header", TOKEN),
        (_, Named::NoToken) => &("require", TOKEN),
        (0..4, Named::Twice) => &("header", ONCE),
        (4, Named::Twice) => &("timestamp.header", ONCE),
        (5, Named::Twice) => &("id.header", ONCE),
        (_, Named::Twice) => &("require", ONCE),
    }
}

const fn is_span(seconds: f64) -> bool {
    seconds >= 0.0 && seconds.is_finite()
}

/// Which bytes a text may have.
#[derive(Clone, Copy)]
enum Class {
    Name,
    /// A header's name in lower case (RFC 9110, section 5.6.2).
    Token,
    Printable,
    /// Names joined by dots.
    Path,
}

#[inline(never)]
const fn is_all(text: &[u8], class: Class) -> bool {
    let mut left = text;
    let mut before = b'.';
    while let [byte, behind @ ..] = left {
        let is_word = matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        let is_fine = match class {
            Class::Name => is_word,
            Class::Token => {
                is_word
                    || matches!(
                        byte,
                        b'!' | b'#'..=b'\'' | b'*' | b'+' | b'.' | b'^' | b'`' | b'|' | b'~'
                    )
            }
            Class::Printable => matches!(byte, b' '..=b'~'),
            Class::Path => !byte.is_ascii_control() && (*byte != b'.' || before != b'.'),
        };
        if !is_fine {
            return false;
        }
        before = *byte;
        left = behind;
    }
    match class {
        Class::Path => before != b'.',
        Class::Token => !text.is_empty(),
        Class::Name | Class::Printable => true,
    }
}

const fn is_printable(text: &[u8]) -> bool {
    is_all(text, Class::Printable)
}

const fn is_path(path: &[u8]) -> bool {
    is_all(path, Class::Path)
}

/// Tells whether a text can be the whole value of a header.
const fn is_constant(value: &[u8]) -> bool {
    is_printable(value) && !contains(value, b',') && !matches!(value, [] | [b' ', ..] | [.., b' '])
}

#[inline(never)]
const fn contains(text: &[u8], wanted: u8) -> bool {
    let mut left = text;
    while let [byte, behind @ ..] = left {
        if *byte == wanted {
            return true;
        }
        left = behind;
    }
    false
}

/// Tells whether a text begins with another, in either ASCII case.
#[inline(never)]
const fn begins(text: &[u8], start: &[u8]) -> bool {
    let (mut left, mut right) = (text, start);
    while let ([first, rest @ ..], [second, more @ ..]) = (left, right) {
        if !first.eq_ignore_ascii_case(second) {
            return false;
        }
        left = rest;
        right = more;
    }
    right.is_empty()
}

#[inline(never)]
const fn is_equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && {
        let (mut left, mut right) = (one, other);
        while let ([first, rest @ ..], [second, more @ ..]) = (left, right) {
            if *first != *second {
                return false;
            }
            left = rest;
            right = more;
        }
        true
    }
}
