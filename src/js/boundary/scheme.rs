//! A scheme as bytes that JavaScript keeps beside a config. It is read without a copy of its texts.
//!
//! A length is one byte, so a longer text is refused.

use super::verifier::Writer;
use crate::verify::headers::Headers;
use crate::verify::schemes::scheme::{
    ENCODINGS, FORMATS, MOST_HEADERS, PROOFS, Place, ROOTS, Scheme, UNITS,
};
use alloc::vec::Vec;
use zeroize::Zeroizing;

impl<'s> Scheme<'s> {
    /// Writes the bytes for [`Scheme::from_bytes`]. `None` if a text is too long.
    pub(crate) fn to_bytes(self) -> Option<Zeroizing<Vec<u8>>> {
        let mut writer = Writer::new();
        let (place, timestamp, unit) = match self.timestamp {
            None => (0, "", 0),
            Some((place, unit)) => {
                let (number, text) = place_number(place);
                (number, text, number_of(&UNITS, unit))
            }
        };
        let (id_place, id) = self.id.map_or((0, ""), place_number);
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
        ]);
        writer.append(&self.max_age.unwrap_or(f64::NAN).to_le_bytes());
        writer.append(&self.max_future.unwrap_or(f64::NAN).to_le_bytes());
        let min_key_bytes = u32::try_from(self.min_key_bytes).unwrap_or(u32::MAX);
        writer.append(&min_key_bytes.to_le_bytes());
        let [h1, h2, h3, h4] = self.headers;
        let [r1, r2, r3, r4] = self.required;
        let texts = [
            self.name,
            self.prefix,
            self.key_prefix,
            self.signed,
            timestamp,
            id,
            h1,
            h2,
            h3,
            h4,
            r1.0,
            r1.1,
            r2.0,
            r2.1,
            r3.0,
            r3.1,
            r4.0,
            r4.1,
        ];
        for text in texts {
            writer.append(&[u8::try_from(text.len()).ok()?]);
            writer.append(text.as_bytes());
        }
        Some(writer.0)
    }

    /// Reads a scheme from the front of the bytes. `None` if they do not start with one.
    pub(crate) fn from_bytes(bytes: &'s [u8]) -> Option<(Self, &'s [u8])> {
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
        ] = *reader.array()?;
        let max_age = reader.number()?;
        let max_future = reader.number()?;
        let min_key_bytes = usize::try_from(u32::from_le_bytes(*reader.array()?)).ok()?;
        let name = reader.text()?;
        let prefix = reader.text()?;
        let key_prefix = reader.text()?;
        let signed = reader.text()?;
        let timestamp = place_of(place, reader.text()?);
        let id = place_of(id_place, reader.text()?);
        let mut headers = [""; MOST_HEADERS];
        for header in headers.iter_mut() {
            *header = reader.text()?;
        }
        let mut required = [("", ""); MOST_HEADERS];
        for (name, value) in required.iter_mut() {
            *name = reader.text()?;
            *value = reader.text()?;
        }
        let scheme = Self {
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
            has_too_many: false,
        };
        Some((scheme, reader.0))
    }
}

/// Marks a repeated header. No header's value has this character (RFC 9110, section 5.5).
const SEVERAL: &[u8] = b"\r";

/// The values of a scheme's headers, one per line, in the order of their names. An empty line is a missing header.
pub(crate) struct Lines<'l> {
    pub(crate) scheme: Scheme<'l>,
    pub(crate) text: &'l str,
}

impl Headers for Lines<'_> {
    fn each<'h>(&'h self, name: &str, take: &mut dyn FnMut(&'h [u8])) {
        let mut lines = self.text.as_bytes().split(|byte| *byte == b'\n');
        for wanted in self.scheme.header_names().iter() {
            if wanted.is_empty() {
                continue;
            }
            let line = lines.next().unwrap_or_default();
            if *wanted == name && !line.is_empty() {
                take(line);
                if line == SEVERAL {
                    take(line);
                }
            }
        }
    }
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

    #[inline(never)]
    fn text(&mut self) -> Option<&'b str> {
        let [length] = *self.array()?;
        let (text, rest) = self.0.split_at_checked(usize::from(length))?;
        self.0 = rest;
        core::str::from_utf8(text).ok()
    }
}

#[cfg(test)]
pub mod tests {
    use super::Lines;
    use crate::verify::headers::Headers as _;
    use crate::verify::schemes::scheme::{Encoding, KeyFormat, Place, Root, Scheme, Unit};
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
            let bytes = scheme.to_bytes().unwrap();
            let more = [bytes.as_slice(), b"more"].concat();
            assert_eq!(Scheme::from_bytes(&more), Some((scheme, &b"more"[..])));
            for length in 0..bytes.len() {
                assert_eq!(Scheme::from_bytes(bytes.get(..length).unwrap()), None);
            }
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn each_line_is_the_value_of_one_header() {
        let [.., scheme] = SCHEMES;
        let names = scheme.header_names().into_iter();
        let names: Vec<_> = names.filter(|name| !name.is_empty()).collect();
        assert_eq!(names, ["x-a", "x-b", "x-t", "x-i", "x-v", "x-w"]);
        let lines = Lines {
            scheme,
            text: "one\n\n\r\n\0\n1",
        };
        for (name, values) in [
            ("x-a", vec!["one"]),
            ("x-b", vec![]),
            ("x-t", vec!["\r", "\r"]),
            ("x-i", vec!["\0"]),
            ("x-v", vec!["1"]),
            ("x-w", vec![]),
            ("x-z", vec![]),
        ] {
            let mut found = Vec::new();
            lines.each(name, &mut |value| {
                found.push(std::str::from_utf8(value).unwrap())
            });
            assert_eq!(found, values, "{name}");
        }
    }
}
