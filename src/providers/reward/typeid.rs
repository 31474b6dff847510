//! The time inside an event's id: a TypeID (type-safe, K-sortable identifier, version 0.3) over a UUID of version 7.
//!
//! ```text
//! we_ 01jf2wkmvcfw6ts1qmgzya291c     26 digits of Crockford's base 32 in lower case: 130 bits, the first two zero
//!     └──────┬──────┘                the first 48 of the other 128 are milliseconds since 1970 (RFC 9562, 5.7)
//! ```

const PREFIX: &str = "we_";
const DIGITS: usize = 26;
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The position of the milliseconds, counted from the lowest bit (RFC 9562, section 5.7).
const TIME_SHIFT: u32 = 80;
const VERSION_SHIFT: u32 = 76;

/// Returns the milliseconds since 1970 inside an id. `None` if it is not a TypeID of version 7.
pub(super) fn time_ms(id: &str) -> Option<i64> {
    let suffix = id.strip_prefix(PREFIX)?.as_bytes();
    // 26 digits hold 130 bits: a first digit above 7 would not fit.
    if suffix.len() != DIGITS || suffix.first()? > &b'7' {
        return None;
    }
    let uuid = suffix.iter().try_fold(0_u128, |uuid, byte| {
        let digit = ALPHABET.iter().position(|letter| letter == byte)?;
        Some((uuid << 5) | u128::try_from(digit).ok()?)
    })?;
    let version = (uuid >> VERSION_SHIFT) & 0xF;
    let variant = (uuid >> 62) & 0b11;
    if version == 7 && variant == 0b10 {
        i64::try_from(uuid >> TIME_SHIFT).ok()
    } else {
        None
    }
}

#[cfg(test)]
pub mod tests {
    use super::time_ms;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn the_last_moment_that_an_id_can_hold() {
        assert_eq!(
            time_ms("we_7zzzzzzzzzfzzvzzzzzzzzzzzz"),
            Some((1 << 48) - 1)
        );
        assert_eq!(time_ms("we_8zzzzzzzzzfzzvzzzzzzzzzzzz"), None);
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn documented_ids() {
        assert_eq!(
            time_ms("we_01jf2wkmvcfw6ts1qmgzya291c"),
            Some(1_734_190_158_700)
        );
        assert_eq!(
            time_ms("we_01jf2z4wrwfnw9mhhn2qa80syb"),
            Some(1_734_192_821_020)
        );
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn other_ids_have_no_time() {
        for id in [
            "",
            "we_",
            "01jf2wkmvcfw6ts1qmgzya291c",
            "we_01jf2wkmvc9w6ts1qmgzya291c",
            "we_01jf2wkmvcfw6ts1qmgzya291",
            "we_01jf2wkmvcfw6ts1qmgzya291cc",
            "we_01jf2wkmvcfw6ts1qmgzya291u",
            "we_81jf2wkmvcfw6ts1qmgzya291c",
            "WE_01jf2wkmvcfw6ts1qmgzya291c",
            "we_01JF2WKMVCFW6TS1QMGZYA291C",
            "we_01jf2wkmvcfw62s1qmgzya291c",
        ] {
            assert_eq!(time_ms(id), None, "{id}");
        }
    }
}
