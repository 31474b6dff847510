//! The template of the signed message: literals and placeholders.

/// A part of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'s> {
    Body,
    Timestamp,
    Id,
    Url,
    Method,
    Literal(&'s [u8]),
    /// A brace of no placeholder.
    Unknown,
}

/// The placeholders, without the first brace.
const PLACEHOLDERS: &[(&[u8], Part<'static>)] = &[
    (b"body}", Part::Body),
    (b"timestamp}", Part::Timestamp),
    (b"id}", Part::Id),
    (b"url}", Part::Url),
    (b"method}", Part::Method),
];

/// The rest of a template.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'s>(pub(crate) &'s [u8]);

impl<'s> Parts<'s> {
    /// Splits off the first part.
    #[inline(never)]
    pub(crate) const fn split(self) -> Option<(Part<'s>, Self)> {
        let (part, rest) = match self.0 {
            [] => return None,
            [b'{', rest @ ..] => placeholder(rest),
            [b'}', rest @ ..] => (Part::Unknown, rest),
            literal => {
                let (literal, rest) = before_brace(literal);
                (Part::Literal(literal), rest)
            }
        };
        Some((part, Self(rest)))
    }
}

impl<'s> Iterator for Parts<'s> {
    type Item = Part<'s>;

    fn next(&mut self) -> Option<Part<'s>> {
        let (part, rest) = self.split()?;
        *self = rest;
        Some(part)
    }
}

/// Splits after the placeholder whose first brace came before these bytes.
const fn placeholder(bytes: &[u8]) -> (Part<'static>, &[u8]) {
    let mut left = PLACEHOLDERS;
    while let [(text, part), more @ ..] = left {
        if let Some(rest) = behind(bytes, text) {
            return (*part, rest);
        }
        left = more;
    }
    (Part::Unknown, bytes)
}

/// Returns the bytes after a text. `None` if they do not begin with it.
const fn behind<'b>(mut bytes: &'b [u8], mut text: &[u8]) -> Option<&'b [u8]> {
    while let [wanted, more @ ..] = text {
        match bytes {
            [byte, rest @ ..] if *byte == *wanted => bytes = rest,
            _ => return None,
        }
        text = more;
    }
    Some(bytes)
}

/// Splits before the first brace.
const fn before_brace(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut length = 0_usize;
    let mut rest = bytes;
    while let [byte, behind @ ..] = rest {
        if matches!(byte, b'{' | b'}') {
            break;
        }
        length = length.saturating_add(1);
        rest = behind;
    }
    match bytes.split_at_checked(length) {
        Some(split) => split,
        None => (bytes, &[]),
    }
}

/// The neighbour of a part: for a literal, its byte next to the part.
#[derive(Clone, Copy)]
pub(crate) enum Beside {
    Edge,
    Literal(u8),
    Placeholder,
}

/// A placeholder and its neighbours.
#[derive(Clone, Copy)]
pub(crate) struct Placed {
    pub(crate) before: Beside,
    pub(crate) behind: Beside,
    /// The body comes somewhere before it.
    pub(crate) is_behind_body: bool,
}

/// Returns the place of a placeholder. `None` if the template does not have it.
#[inline(never)]
pub(crate) const fn place(template: &str, wanted: Part<'static>) -> Option<Placed> {
    let mut parts = Parts(template.as_bytes());
    let mut before = Beside::Edge;
    let mut is_behind_body = false;
    while let Some((part, rest)) = parts.split() {
        if is_same(part, wanted) {
            let behind = match rest.split() {
                None => Beside::Edge,
                Some((Part::Literal([first, ..]), _)) => Beside::Literal(*first),
                Some(_) => Beside::Placeholder,
            };
            return Some(Placed {
                before,
                behind,
                is_behind_body,
            });
        }
        before = match part {
            Part::Literal([.., last]) => Beside::Literal(*last),
            _ => Beside::Placeholder,
        };
        is_behind_body |= matches!(part, Part::Body);
        parts = rest;
    }
    None
}

/// Compares placeholders. A constant function can't use `==`.
pub(crate) const fn is_same(one: Part<'_>, other: Part<'_>) -> bool {
    matches!(
        (one, other),
        (Part::Body, Part::Body)
            | (Part::Timestamp, Part::Timestamp)
            | (Part::Id, Part::Id)
            | (Part::Url, Part::Url)
            | (Part::Method, Part::Method)
            | (Part::Unknown, Part::Unknown)
    )
}

/// Counts a placeholder.
#[inline(never)]
pub(crate) const fn count(template: &str, wanted: Part<'static>) -> usize {
    let mut parts = Parts(template.as_bytes());
    let mut found = 0_usize;
    while let Some((part, rest)) = parts.split() {
        if is_same(part, wanted) {
            found = found.saturating_add(1);
        }
        parts = rest;
    }
    found
}
