//! Compares address lists with arithmetic on the addresses' bits.
//!
//! The input is text: the peer's address on the first line, then an address or a block a line.

#![no_main]

use countersign::{Config, Error, Incoming, reward};
use libfuzzer_sys::fuzz_target;
use std::net::{IpAddr, Ipv6Addr};

const IPV4_MAPPED: u128 = 0xffff << 32;

fuzz_target!(|input: &str| {
    let mut lines = input.split('\n');
    let peer = lines.next().unwrap_or_default();
    let entries: Vec<&str> = lines.collect();
    if entries.is_empty() {
        return;
    }
    let config = entries
        .iter()
        .fold(Config::new().accept_unauthenticated(), |config, entry| {
            config.allowed_ip(*entry)
        });
    let ours = reward::verify(&Incoming::new(b"").ip(peer), &config);

    let blocks: Option<Vec<(u128, u32)>> = entries.iter().map(|entry| block(entry)).collect();
    let Some(blocks) = blocks else {
        return assert_eq!(ours.unwrap_err().code(), "invalid_config");
    };
    let Some(peer) = bits(peer) else {
        return assert_eq!(ours.unwrap_err().code(), "invalid_argument");
    };
    let allowed = blocks.iter().any(|&(base, prefix)| {
        let mask = u128::MAX.checked_shl(128 - prefix).unwrap_or(0);
        // An IPv6 block that is wider than the mapped range contains no IPv4 address.
        base & mask == peer & mask && (prefix >= 96 || peer >> 32 != 0xffff)
    });
    assert_eq!(
        ours.map(|_| ()),
        if allowed {
            Ok(())
        } else {
            Err(Error::IpNotAllowed)
        }
    );
});

/// Returns an address as the bits of an IPv6 one, an IPv4 address as its mapped form.
fn bits(text: &str) -> Option<u128> {
    match text.parse().ok()? {
        IpAddr::V4(ip) => Some(IPV4_MAPPED | u128::from(u32::from(ip))),
        IpAddr::V6(ip) => Some(u128::from(ip)),
    }
}

fn block(text: &str) -> Option<(u128, u32)> {
    let Some((base, digits)) = text.split_once('/') else {
        return bits(text).map(|base| (base, 128));
    };
    let prefix: u32 = digits.parse().ok()?;
    let longest = if base.parse::<Ipv6Addr>().is_ok() {
        128
    } else {
        32
    };
    let canonical = prefix.to_string() == digits && prefix <= longest;
    canonical.then_some((bits(base)?, prefix + 128 - longest))
}
