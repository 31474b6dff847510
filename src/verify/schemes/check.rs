//! What a scheme must be so that it binds what it names. Checked while compiling for a constant, and at start-up for others:
//! by the same function.

use super::scheme::{KeyFormat, Place, Proof, Scheme};
use super::template::{Beside, Part, count, place};

/// What is wrong with a scheme: the member, and what it must be.
pub(crate) type Refusal = (&'static str, &'static str);

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

impl Scheme<'_> {
    /// Checks the definition; to be called while compiling, by `const _: () = ACME.check();`.
    ///
    /// # Panics
    ///
    /// When the scheme binds too little, or cannot be read in one way only. The message names the member and what it must be.
    #[expect(clippy::panic, reason = "it stops the compiler")]
    pub const fn check(&self) {
        if let Some((_, problem)) = self.refusal() {
            panic!("{}", problem);
        }
    }

    /// Returns what is wrong with the definition, if anything is.
    pub(crate) const fn refusal(&self) -> Option<Refusal> {
        if let Some(refusal) = self.name_refusal() {
            return Some(refusal);
        }
        if let Some(refusal) = self.length_refusal() {
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
        let [b'a'..=b'z', rest @ ..] = name else {
            return Some(("name", "`name` must begin with a letter from a to z"));
        };
        let mut left = rest;
        while let [byte, behind @ ..] = left {
            if !matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-') {
                return Some((
                    "name",
                    "`name` may have the letters a to z, digits, `_` and `-` only",
                ));
            }
            left = behind;
        }
        let mut others = BUILT_IN;
        while let [other, more @ ..] = others {
            if !self.is_built_in && is_equal(name, other.as_bytes()) {
                return Some((
                    "name",
                    "`name` is that of a provider of this package: events and dedupe keys would be confused",
                ));
            }
            others = more;
        }
        if name.len() > 32 {
            return Some(("name", "`name` may have 32 characters at most"));
        }
        None
    }

    const fn length_refusal(&self) -> Option<Refusal> {
        let [h1, h2, h3, h4] = self.headers;
        let [r1, r2, r3, r4] = self.required;
        let place = match self.timestamp {
            Some((Place::Header(text) | Place::Prefix(text) | Place::Field(text), _)) => text,
            None => "",
        };
        let id = match self.id {
            Some(Place::Header(text) | Place::Prefix(text) | Place::Field(text)) => text,
            None => "",
        };
        let texts: &[Named<'_>] = &[
            ("prefix", self.prefix),
            ("keyPrefix", self.key_prefix),
            ("signed", self.signed),
            ("timestamp", place),
            ("id", id),
            ("header", h1),
            ("header", h2),
            ("header", h3),
            ("header", h4),
            ("require", r1.0),
            ("require", r2.0),
            ("require", r3.0),
            ("require", r4.0),
            ("require", r1.1),
            ("require", r2.1),
            ("require", r3.1),
            ("require", r4.1),
        ];
        let mut left = texts;
        while let [(member, text), behind @ ..] = left {
            if text.len() > MOST_BYTES {
                return Some((member, "each text of a scheme may have 255 bytes at most"));
            }
            left = behind;
        }
        None
    }

    const fn headers_refusal(&self) -> Option<Refusal> {
        if self.has_too_many {
            return Some((
                "header",
                "at most four headers carry the signature, and four are required",
            ));
        }
        let [first, second, third, fourth] = self.headers;
        if first.is_empty() {
            return Some((
                "header",
                "`header` is needed: the name of the header that carries the proof",
            ));
        }
        let [r1, r2, r3, r4] = self.required;
        let timestamp = match self.timestamp {
            Some((Place::Header(name), _)) if name.is_empty() => {
                return Some(("timestamp.header", TOKEN));
            }
            Some((Place::Header(name), _)) => name,
            _ => "",
        };
        let id = match self.id {
            Some(Place::Header(name)) if name.is_empty() => return Some(("id.header", TOKEN)),
            Some(Place::Header(name)) => name,
            _ => "",
        };
        let named: &[Named<'_>] = &[
            ("header", first),
            ("header", second),
            ("header", third),
            ("header", fourth),
            ("timestamp.header", timestamp),
            ("id.header", id),
            ("require", r1.0),
            ("require", r2.0),
            ("require", r3.0),
            ("require", r4.0),
        ];
        let mut left = named;
        while let [(member, name), behind @ ..] = left {
            if !name.is_empty() && !is_token(name.as_bytes()) {
                return Some((member, TOKEN));
            }
            let mut others = behind;
            while let [(other, same), more @ ..] = others {
                if !name.is_empty() && is_equal(name.as_bytes(), same.as_bytes()) {
                    return Some((other, ONCE));
                }
                others = more;
            }
            left = behind;
        }
        let mut left: &[(&str, &str)] = &self.required;
        while let [(name, value), behind @ ..] = left {
            if !name.is_empty() && !is_constant(value.as_bytes()) {
                return Some((
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
            return Some((
                "prefix",
                "`prefix` must be printable ASCII that begins with no blank",
            ));
        }
        if self.ignores_prefix_case && prefix.is_empty() {
            return Some(("prefixCase", "`prefixCase` stands beside `prefix` only"));
        }
        match self.list {
            None => {}
            Some(_) if prefix.is_empty() => {
                return Some((
                    "prefix",
                    "`prefix` is needed in a list: it tells the signature from the other elements, as in \"v1=\"",
                ));
            }
            Some(separator) if contains(prefix, separator) => {
                return Some(("prefix", "`prefix` must not have the separator of `list`"));
            }
            Some(b',' | b';' | b' ') => {}
            Some(_) => {
                return Some((
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
            return Some((
                "key",
                "`key` must be \"utf8\" for a static secret: the header carries the text itself",
            ));
        }
        if !self.key_prefix.is_empty() && is_text {
            return Some((
                "keyPrefix",
                "`keyPrefix` is taken off an encoded key only: a text key is the whole text",
            ));
        }
        if !is_printable(self.key_prefix.as_bytes()) {
            return Some(("keyPrefix", "`keyPrefix` must be printable ASCII"));
        }
        if self.min_key_bytes == 0 {
            return Some(("minKeyBytes", "`minKeyBytes` must be an integer from 1"));
        }
        None
    }

    const fn template_refusal(&self) -> Option<Refusal> {
        let signed = self.signed;
        if matches!(self.proof, Proof::Static) {
            return if signed.is_empty() {
                None
            } else {
                Some((
                    "signed",
                    "`signed` must be left out for a static secret, which signs nothing",
                ))
            };
        }
        if !is_printable(signed.as_bytes()) {
            return Some(("signed", "`signed` must be printable ASCII"));
        }
        if count(signed, Part::Unknown) > 0 {
            return Some((
                "signed",
                "`signed` has a brace or a placeholder that is none: there are {body}, {timestamp}, {id}, {url} and {method}",
            ));
        }
        if count(signed, Part::Body) != 1 {
            return Some((
                "signed",
                "`signed` must have {body} exactly once: any other body would be taken as well",
            ));
        }
        if count(signed, Part::Timestamp) > 1
            || count(signed, Part::Id) > 1
            || count(signed, Part::Url) > 1
            || count(signed, Part::Method) > 1
        {
            return Some(("signed", "`signed` may have each placeholder once"));
        }
        None
    }

    const fn timestamp_refusal(&self) -> Option<Refusal> {
        let is_signed = count(self.signed, Part::Timestamp) > 0;
        match self.timestamp {
            None if is_signed => Some((
                "timestamp",
                "`timestamp` is needed: `signed` has {timestamp}",
            )),
            None => None,
            Some((Place::Header(_), _)) if !is_signed => Some(("timestamp", NOT_SIGNED)),
            Some((Place::Header(_), _)) => None,
            Some((Place::Prefix(prefix), _)) => {
                let bytes = prefix.as_bytes();
                let Some(separator) = self.list else {
                    return Some((
                        "timestamp.prefix",
                        "`timestamp.prefix` names an element of a list: `list` is needed",
                    ));
                };
                if bytes.is_empty() || !is_printable(bytes) || matches!(bytes, [b' ', ..]) {
                    return Some((
                        "timestamp.prefix",
                        "`timestamp.prefix` must be printable ASCII that begins with no blank",
                    ));
                }
                if contains(bytes, separator) {
                    return Some((
                        "timestamp.prefix",
                        "`timestamp.prefix` must not have the separator of `list`",
                    ));
                }
                if begins(self.prefix.as_bytes(), bytes) || begins(bytes, self.prefix.as_bytes()) {
                    return Some((
                        "timestamp.prefix",
                        "`timestamp.prefix` and `prefix` must not begin with each other: an element would be both",
                    ));
                }
                if !is_signed {
                    return Some(("timestamp", NOT_SIGNED));
                }
                None
            }
            Some((Place::Field(_), _)) if is_signed => Some((
                "timestamp",
                "`timestamp` must be in a header or in the list: `signed` has {timestamp}, and the body is read after the proof",
            )),
            Some((Place::Field(path), _)) if !is_path(path.as_bytes()) => Some((
                "timestamp.field",
                "`timestamp.field` must be names joined by dots, as in \"event.time\"",
            )),
            Some((Place::Field(_), _)) => None,
        }
    }

    const fn id_refusal(&self) -> Option<Refusal> {
        let is_signed = count(self.signed, Part::Id) > 0;
        match self.id {
            None if is_signed => Some(("id", "`id` is needed: `signed` has {id}")),
            None => None,
            Some(Place::Header(_)) if !is_signed => Some(("id", NOT_SIGNED)),
            Some(Place::Header(_)) => match place(self.signed, Part::Id) {
                Some(placed) if !matches!(placed.behind, Beside::Literal(_)) => Some((
                    "signed",
                    "`signed` needs a literal behind {id}: else bytes could move from the id into what stands behind it",
                )),
                Some(placed)
                    if placed.is_behind_body && !matches!(placed.before, Beside::Literal(_)) =>
                {
                    Some((
                        "signed",
                        "`signed` needs a literal before {id}: else bytes could move from the body into the id",
                    ))
                }
                _ => None,
            },
            Some(Place::Field(_)) if is_signed => Some((
                "id",
                "`id` must be in a header: `signed` has {id}, and the body is read after the proof",
            )),
            Some(Place::Field(path)) if !is_path(path.as_bytes()) => Some((
                "id.field",
                "`id.field` must be names joined by dots, as in \"event.id\"",
            )),
            Some(Place::Field(_)) => None,
            Some(Place::Prefix(_)) => {
                Some(("id", "`id` must be in a header or in a field of the body"))
            }
        }
    }

    const fn window_refusal(&self) -> Option<Refusal> {
        if self.max_age.is_some() && self.timestamp.is_none() {
            return Some(("maxAgeSeconds", "`maxAgeSeconds` needs a `timestamp`"));
        }
        if self.max_future.is_some() && self.timestamp.is_none() {
            return Some(("maxFutureSeconds", "`maxFutureSeconds` needs a `timestamp`"));
        }
        if let Some(seconds) = self.max_age
            && !is_span(seconds)
        {
            return Some((
                "maxAgeSeconds",
                "`maxAgeSeconds` must be finite and not negative",
            ));
        }
        if let Some(seconds) = self.max_future
            && !is_span(seconds)
        {
            return Some((
                "maxFutureSeconds",
                "`maxFutureSeconds` must be finite and not negative",
            ));
        }
        None
    }
}

/// How long a text of a scheme may be.
const MOST_BYTES: usize = 255;

/// A member, and a text that it has.
type Named<'s> = (&'static str, &'s str);

const fn is_span(seconds: f64) -> bool {
    seconds >= 0.0 && seconds.is_finite()
}

/// Tells whether a text is a header's name in lower case (RFC 9110, section 5.6.2).
const fn is_token(name: &[u8]) -> bool {
    let mut left = name;
    while let [byte, behind @ ..] = left {
        if !matches!(
            byte,
            b'a'..=b'z' | b'0'..=b'9' | b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.'
                | b'^' | b'_' | b'`' | b'|' | b'~'
        ) {
            return false;
        }
        left = behind;
    }
    !name.is_empty()
}

const fn is_printable(text: &[u8]) -> bool {
    let mut left = text;
    while let [byte, behind @ ..] = left {
        if !matches!(byte, b' '..=b'~') {
            return false;
        }
        left = behind;
    }
    true
}

/// Tells whether a text can be the whole value of a header.
const fn is_constant(value: &[u8]) -> bool {
    is_printable(value) && !contains(value, b',') && !matches!(value, [] | [b' ', ..] | [.., b' '])
}

/// Tells whether a text is names joined by dots.
const fn is_path(path: &[u8]) -> bool {
    let mut left = path;
    let mut is_begun = false;
    while let [byte, behind @ ..] = left {
        if matches!(byte, b'.') {
            if !is_begun {
                return false;
            }
            is_begun = false;
        } else if byte.is_ascii_control() {
            return false;
        } else {
            is_begun = true;
        }
        left = behind;
    }
    is_begun
}

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
const fn begins(text: &[u8], start: &[u8]) -> bool {
    let (mut left, mut right) = (text, start);
    while let ([first, rest @ ..], [second, more @ ..]) = (left, right) {
        if first.to_ascii_lowercase() != second.to_ascii_lowercase() {
            return false;
        }
        left = rest;
        right = more;
    }
    right.is_empty()
}

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
