//! Windows-1252 and UTF-16.

use alloc::string::String;
use alloc::vec::Vec;

/// The characters of Windows-1252 from 0x80 to 0x9F (WHATWG Encoding, index windows-1252).
const WINDOWS_1252: [u16; 32] = [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039,
    0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc,
    0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
];

pub(crate) fn from_1252(byte: u8) -> Option<char> {
    match byte.checked_sub(0x80) {
        Some(at @ 0..32) => char::from_u32(u32::from(*WINDOWS_1252.get(usize::from(at))?)),
        _ => Some(char::from(byte)),
    }
}

pub(crate) fn to_1252(character: char) -> Option<u8> {
    let code = u32::from(character);
    let at = WINDOWS_1252
        .iter()
        .position(|known| u32::from(*known) == code);
    match at {
        Some(at) => u8::try_from(at).ok()?.checked_add(0x80),
        None => u8::try_from(code).ok(),
    }
}

pub(crate) fn utf16_to_utf8(bytes: &[u8], order: &str) -> Option<Vec<u8>> {
    let (units, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let read = |unit: &[u8; 2]| {
        if order == "be" {
            u16::from_be_bytes(*unit)
        } else {
            u16::from_le_bytes(*unit)
        }
    };
    let decoded: String = char::decode_utf16(units.iter().map(read))
        .collect::<Result<_, _>>()
        .ok()?;
    Some(decoded.strip_prefix('\u{feff}').unwrap_or(&decoded).into())
}

pub(crate) fn utf8_to_utf16(text: &str, order: &str) -> Vec<u8> {
    let write = |unit: u16| {
        if order == "be" {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        }
    };
    text.encode_utf16().flat_map(write).collect()
}
