//! A scheme as bytes that JavaScript keeps before a config. Reading it copies no text.
//!
//! Numbers come first, then the length of each text in one byte, then all texts. So the check of a scheme refuses a longer text,
//! and a delivery checks once that all of them are UTF-8. Empty texts at the end are left out.

use super::verifier::Writer;
use crate::text::split_once;
use crate::verify::headers::Found;
use crate::verify::scheme::RulesOf;
use crate::verify::schemes::borders::Borders;
use crate::verify::schemes::kinds::{ENCODINGS, FORMATS, PROOFS, Place, ROOTS, UNITS};
use crate::verify::schemes::scheme::{MOST_HEADERS, MOST_NAMES, Scheme};
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// How many texts a scheme has at most.
const TEXTS: usize = 18;

impl Scheme<'_> {
    /// Writes what [`rules_from_bytes`] reads. The check has refused a text that is too long.
    pub(crate) fn to_bytes(self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::new();
        let (place, timestamp, unit) = match self.timestamp {
            None => (0, "", 0),
            Some((place, unit)) => {
                let (number, text) = place_number(place);
                (number, text, number_of(&UNITS, unit))
            }
        };
        let (id_place, id) = self.id.map_or((0, ""), place_number);
        let Borders {
            excluded: [behind_id, before_id],
            is_time_fixed,
        } = Borders::of(&self);
        writer.append(&[
            number_of(&PROOFS, self.proof),
            self.list.unwrap_or(0),
            u8::from(self.ignores_prefix_case),
            number_of(&ENCODINGS, self.encoding),
            number_of(&FORMATS, self.key),
            number_of(&ROOTS, self.root),
            place,
            unit,
            id_place,
            behind_id,
            before_id,
            u8::from(is_time_fixed),
        ]);
        writer.append(&self.max_age.unwrap_or(f64::NAN).to_le_bytes());
        writer.append(&self.max_future.unwrap_or(f64::NAN).to_le_bytes());
        let min_key_bytes = u32::try_from(self.min_key_bytes).unwrap_or(u32::MAX);
        writer.append(&min_key_bytes.to_le_bytes());
        let [h1, h2, h3, h4] = self.headers;
        let [r1, r2, r3, r4] = self.required;
        // Rare ones come last.
        let texts: [&str; TEXTS] = [
            self.name,
            self.prefix,
            self.signed,
            timestamp,
            id,
            h1,
            h2,
            h3,
            h4,
            self.key_prefix,
            r1.0,
            r1.1,
            r2.0,
            r2.1,
            r3.0,
            r3.1,
            r4.0,
            r4.1,
        ];
        let last = texts.iter().rposition(|text| !text.is_empty());
        let texts = texts
            .iter()
            .take(last.map_or(0, |last| last.saturating_add(1)));
        writer.append(&[u8::try_from(texts.len()).unwrap_or(u8::MAX)]);
        for text in texts.clone() {
            writer.append(&[u8::try_from(text.len()).unwrap_or(u8::MAX)]);
        }
        for text in texts {
            writer.append(text.as_bytes());
        }
        writer.0
    }
}

/// Reads the rules of a scheme, and returns the bytes after it. `None` if the bytes are not a scheme.
pub(crate) fn rules_from_bytes(bytes: &[u8]) -> Option<(RulesOf<'_>, &[u8])> {
    let mut reader = Reader(bytes);
    let [
        proof,
        list,
        ignores_prefix_case,
        encoding,
        key,
        root,
        place,
        unit,
        id_place,
        behind_id,
        before_id,
        is_time_fixed,
    ] = *reader.array()?;
    let max_age = reader.number()?;
    let max_future = reader.number()?;
    let min_key_bytes = usize::try_from(u32::from_le_bytes(*reader.array()?)).ok()?;
    let [count] = *reader.array()?;
    let count = Some(usize::from(count)).filter(|count| *count <= TEXTS)?;
    let (lengths, texts) = reader.0.split_at_checked(count)?;
    let total = lengths.iter().map(|length| usize::from(*length));
    let (texts, rest) = texts.split_at_checked(total.sum())?;
    let mut reader = Texts {
        lengths,
        left: core::str::from_utf8(texts).ok()?,
    };
    let name = reader.text()?;
    let prefix = reader.text()?;
    let signed = reader.text()?;
    let timestamp = place_of(place, reader.text()?);
    let id = place_of(id_place, reader.text()?);
    let mut headers = [""; MOST_HEADERS];
    for header in headers.iter_mut() {
        *header = reader.text()?;
    }
    let key_prefix = reader.text()?;
    let mut required = [("", ""); MOST_HEADERS];
    for (name, value) in required.iter_mut() {
        if reader.lengths.is_empty() {
            break;
        }
        *name = reader.text()?;
        *value = reader.text()?;
    }
    let scheme = Scheme {
        name,
        proof: of_number(&PROOFS, proof)?,
        headers,
        list: Some(list).filter(|list| *list > 0),
        prefix,
        ignores_prefix_case: ignores_prefix_case > 0,
        encoding: of_number(&ENCODINGS, encoding)?,
        key: of_number(&FORMATS, key)?,
        key_prefix,
        min_key_bytes,
        signed,
        timestamp: match timestamp {
            Some(place) => Some((place, of_number(&UNITS, unit)?)),
            None => None,
        },
        id,
        required,
        max_age,
        max_future,
        root: of_number(&ROOTS, root)?,
        is_built_in: false,
        fault: None,
    };
    let borders = Borders {
        excluded: [behind_id, before_id],
        is_time_fixed: is_time_fixed > 0,
    };
    Some((RulesOf::with_borders(scheme, borders), rest))
}

/// Stands for several values of a header. No value has this character (RFC 9110, section 5.5).
const SEVERAL: &str = "\r";

/// Splits the values of a scheme's headers, which come one per line, in the order of its names.
pub(crate) fn header_values<'l>(scheme: &Scheme<'_>, text: &'l str) -> [Found<'l>; MOST_NAMES] {
    let mut values = [Found::None; MOST_NAMES];
    let mut left = text;
    for (value, name) in values.iter_mut().zip(&scheme.header_names()) {
        if !name.is_empty() {
            let (line, rest) = split_once(left, b'\n');
            *value = match line {
                "" => Found::None,
                SEVERAL => Found::Several,
                _ => Found::One(line.as_bytes()),
            };
            left = rest.unwrap_or_default();
        }
    }
    values
}

fn number_of<T: PartialEq>(all: &[T], wanted: T) -> u8 {
    let found = all.iter().position(|one| *one == wanted);
    found
        .and_then(|at| u8::try_from(at).ok())
        .unwrap_or(u8::MAX)
}

fn of_number<T: Copy>(all: &[T], number: u8) -> Option<T> {
    all.get(usize::from(number)).copied()
}

fn place_number(place: Place<'_>) -> (u8, &str) {
    match place {
        Place::Header(text) => (1, text),
        Place::Prefix(text) => (2, text),
        Place::Field(text) => (3, text),
    }
}

fn place_of(number: u8, text: &str) -> Option<Place<'_>> {
    match number {
        1 => Some(Place::Header(text)),
        2 => Some(Place::Prefix(text)),
        3 => Some(Place::Field(text)),
        _ => None,
    }
}

struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn array<const N: usize>(&mut self) -> Option<&'b [u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<Option<f64>> {
        let number = f64::from_le_bytes(*self.array()?);
        Some(Some(number).filter(|number| !number.is_nan()))
    }
}

/// The texts that are left, and their lengths.
struct Texts<'b> {
    lengths: &'b [u8],
    left: &'b str,
}

impl<'b> Texts<'b> {
    /// Returns the next text. It is empty if none is left.
    #[inline(never)]
    fn text(&mut self) -> Option<&'b str> {
        let Some((length, lengths)) = self.lengths.split_first() else {
            return Some("");
        };
        let (text, left) = self.left.split_at_checked(usize::from(*length))?;
        *self = Self { lengths, left };
        Some(text)
    }
}

#[cfg(test)]
pub mod tests {
    use super::{Found, header_values, rules_from_bytes};
    use crate::verify::schemes::borders::Borders;
    use crate::verify::schemes::kinds::{Encoding, KeyFormat, Place, Root, Unit};
    use crate::verify::schemes::scheme::Scheme;
    use wasm_bindgen_test::wasm_bindgen_test;

    const SCHEMES: [Scheme<'_>; 3] = [
        Scheme::static_secret("gitlab", "x-gitlab-token"),
        Scheme::hmac_sha256(
            "stripe",
            "stripe-signature",
            Encoding::Base64Url,
            "{timestamp}.{body}",
        )
        .list(b',')
        .prefix("v1=")
        .ignore_prefix_case()
        .key(KeyFormat::Base64)
        .key_prefix("whsec_")
        .min_key_bytes(24)
        .timestamp(Place::Prefix("t="), Unit::Milliseconds)
        .id(Place::Field("event.id"))
        .max_age_seconds(0.5)
        .root(Root::Any),
        Scheme::hmac_sha256("box", "x-a", Encoding::Base64, "{id}.{timestamp}{body}")
            .header("x-b")
            .timestamp(Place::Header("x-t"), Unit::IsoUtc)
            .id(Place::Header("x-i"))
            .require("x-v", "1")
            .require("x-w", "2")
            .max_future_seconds(1.0),
    ];

    #[wasm_bindgen_test(unsupported = test)]
    fn what_is_written_is_read_and_nothing_shorter_is() {
        for scheme in SCHEMES {
            let bytes = scheme.to_bytes();
            let more = [bytes.as_slice(), b"more"].concat();
            let (rules, rest) = rules_from_bytes(&more).unwrap();
            assert_eq!((rules.scheme, rest), (Some(scheme), &b"more"[..]));
            assert_eq!(rules.borders, Borders::of(&scheme));
            for length in 0..bytes.len() {
                assert!(rules_from_bytes(bytes.get(..length).unwrap()).is_none());
            }
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn other_bytes_are_refused() {
        let scheme = Scheme::static_secret("é", "x-a").to_bytes();
        assert!(rules_from_bytes(&scheme).is_some());
        // The number of texts is followed by the length of the name, `é`.
        let at = scheme.windows(3).position(|three| three == [6, 2, 0]);
        let (before, rest) = scheme.split_at(at.unwrap());
        let [_, _, _, after @ ..] = rest else {
            unreachable!("the three bytes were found");
        };
        let cut = [before, &[6, 1, 1], after].concat();
        assert!(rules_from_bytes(&cut).is_none());
        let longer = [before, &[19, 2, 0], after, &[0; 40]].concat();
        assert!(rules_from_bytes(&longer).is_none());
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn each_line_is_the_value_of_one_header() {
        let [.., scheme] = SCHEMES;
        let names = ["x-a", "x-b", "", "", "x-t", "x-i", "x-v", "x-w", "", ""];
        assert_eq!(scheme.header_names(), names);
        let values = header_values(&scheme, "one\n\n\r\n\0\n1");
        let (none, several) = (Found::None, Found::Several);
        let [one, nul, digit] = [b"one".as_slice(), b"\0", b"1"].map(Found::One);
        let expected = [one, none, none, none, several, nul, digit, none, none, none];
        assert_eq!(values, expected);
    }
}
