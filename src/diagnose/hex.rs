//! Bytes as hexadecimal digits, in the arguments of steps.

use alloc::string::String;
use alloc::vec::Vec;

pub(crate) fn unhex(digits: &str) -> Option<Vec<u8>> {
    base16ct::mixed::decode_vec(digits).ok()
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}
