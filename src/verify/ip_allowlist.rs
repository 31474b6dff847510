//! The list of addresses that may deliver (RFC 4632 and RFC 4291 notation).

use crate::error::Error;
use crate::error::Problem;
use crate::text::integer;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::net::IpAddr;

/// How many leading bits mark an IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2).
const MAPPED_PREFIX: u8 = 96;

/// How many bits an address has.
const BITS: u8 = 128;

/// How many bytes a block takes.
const BLOCK: usize = 17;

/// Addresses and blocks, one after the other: the bits of an address, and how many of them the addresses of the block
/// share. IPv4 addresses are stored as IPv6 maps them, so a mapped one counts as the IPv4 one.
#[derive(Clone)]
pub(crate) struct AllowedIps<'s>(pub(crate) Cow<'s, [u8]>);

impl AllowedIps<'_> {
    /// Reads the entries of a configuration.
    ///
    /// # Errors
    ///
    /// `invalid_config` when the list is empty or an entry cannot be read.
    pub(crate) fn parse(entries: &mut dyn Iterator<Item = &str>) -> Result<Self, Error> {
        let mut blocks = Vec::new();
        for entry in entries {
            let (address, prefix) = block(entry).ok_or_else(|| {
                invalid("has an entry that is neither an address nor a CIDR block")
            })?;
            blocks.extend_from_slice(&address.to_be_bytes());
            blocks.push(prefix);
        }
        if blocks.is_empty() {
            return Err(invalid("must not be an empty list"));
        }
        Ok(Self(blocks.into()))
    }

    /// Checks the peer's address.
    ///
    /// # Errors
    ///
    /// `ip_not_allowed` when no block contains it.
    pub(crate) fn check(&self, ip: IpAddr) -> Result<(), Error> {
        let (ip, (blocks, _)) = (mapped(ip), self.0.as_chunks::<BLOCK>());
        let is_allowed = |[address @ .., prefix]: &[u8; BLOCK]| {
            contains(u128::from_be_bytes(*address), *prefix, ip)
        };
        if blocks.iter().any(is_allowed) {
            Ok(())
        } else {
            Err(Error::IpNotAllowed)
        }
    }
}

fn invalid(problem: Problem) -> Error {
    Error::config("allowedIps", problem)
}

/// Reads the peer's address.
///
/// # Errors
///
/// `invalid_argument` when it is absent or cannot be read.
pub(crate) fn required(ip: Option<&str>) -> Result<IpAddr, Error> {
    let ip =
        ip.ok_or_else(|| Error::argument("ip", "is missing, but the config has `allowedIps`"))?;
    // `core` refuses leading zeros in IPv4, zone ids and ports.
    ip.parse()
        .map_err(|_| Error::argument("ip", "is not a valid IPv4 or IPv6 address"))
}

/// Returns an address in 128 bits.
fn mapped(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped().to_bits(),
        IpAddr::V6(ip) => ip.to_bits(),
    }
}

/// Reads an address or a CIDR block.
fn block(entry: &str) -> Option<(u128, u8)> {
    let (base, prefix) = entry.split_once('/').unzip();
    let ip: IpAddr = base.unwrap_or(entry).parse().ok()?;
    let before = if ip.is_ipv4() { MAPPED_PREFIX } else { 0 };
    let prefix = match prefix {
        Some(digits) => prefix_length(digits)?.checked_add(before)?,
        None => BITS,
    };
    (prefix <= BITS).then_some((mapped(ip), prefix))
}

/// Returns whether an address is in a block. A block that is too short for IPv4 contains no IPv4 address.
fn contains(address: u128, prefix: u8, ip: u128) -> bool {
    let shared = (address ^ ip).leading_zeros();
    let is_ipv4 = ip >> 32 == 0xffff;
    shared >= u32::from(prefix) && (prefix >= MAPPED_PREFIX || !is_ipv4)
}

/// Reads decimal digits without a sign and without a leading zero.
fn prefix_length(text: &str) -> Option<u8> {
    let length: u8 = text.parse().ok()?;
    (integer(length.into()) == text).then_some(length)
}

#[cfg(test)]
pub mod tests {
    use super::{AllowedIps, required};
    use crate::error::Error;
    use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn parse(entry: &str) -> Result<AllowedIps<'static>, Error> {
        AllowedIps::parse(&mut [entry].into_iter())
    }

    fn allows(entry: &str, ip: &str) -> bool {
        parse(entry)
            .unwrap()
            .check(required(Some(ip)).unwrap())
            .is_ok()
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn blocks_contain_what_their_prefix_says() {
        for (entry, inside, outside) in [
            ("203.0.113.9", "203.0.113.9", "203.0.113.10"),
            ("203.0.113.77/24", "203.0.113.255", "203.0.114.0"),
            ("0.0.0.0/0", "255.255.255.255", "2001:db8::1"),
            ("::/0", "2001:db8::1", "203.0.113.9"),
            (
                "2001:db8:aa00::/40",
                "2001:db8:aaff:ffff::1",
                "2001:db8:ab00::",
            ),
            ("::ffff:203.0.113.9", "203.0.113.9", "203.0.113.8"),
            ("::ffff:203.0.113.0/120", "203.0.113.200", "203.0.112.1"),
            ("::ffff:0:0/96", "198.51.100.1", "2001:db8::1"),
            ("::ffff:0:0/95", "::fffe:0:1", "198.51.100.1"),
        ] {
            assert!(allows(entry, inside), "{entry} {inside}");
            assert!(!allows(entry, outside), "{entry} {outside}");
        }
        assert!(allows("203.0.113.9", "::ffff:cb00:7109"));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn blocks_contain_what_ipnet_says() {
        let bases = [
            "203.0.113.77",
            "0.0.0.0",
            "2001:db8:aa00::1",
            "fffe::",
            "::",
        ];
        for base in bases.map(|base| base.parse::<IpAddr>().unwrap()) {
            let bits = if base.is_ipv4() { 32 } else { 128 };
            for prefix in 0..=bits {
                let theirs = ipnet::IpNet::new(base, prefix).unwrap();
                let ours = parse(&theirs.to_string()).unwrap();
                let within = [theirs.network(), theirs.broadcast(), base];
                let around = (0..bits).map(|bit| match base {
                    IpAddr::V4(ip) => Ipv4Addr::from_bits(ip.to_bits() ^ (1 << bit)).into(),
                    IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() ^ (1 << bit)).into(),
                });
                for ip in within.into_iter().chain(around) {
                    let expected = theirs.contains(&ip.to_canonical());
                    assert_eq!(ours.check(ip).is_ok(), expected, "{theirs} {ip}");
                }
            }
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn unreadable_entries_and_addresses() {
        for entry in [
            "",
            " ",
            "localhost",
            "203.0.113.256",
            "203.0.113.09",
            "203.0.113.0/33",
            "203.0.113.0/",
            "203.0.113.0/-1",
            "203.0.113.0/+8",
            "203.0.113.0/08",
            "203.0.113.0/00",
            "203.0.113.0/8/8",
            "203.0.113.9:443",
            "203.0.113",
            "::1%eth0",
            "[::1]",
            "2001:db8::/129",
            "::ffff:1.2.3.4/129",
            "2001:db8::1::2",
            "203.0.113.0/255.255.255.0",
        ] {
            assert!(parse(entry).is_err(), "{entry}");
            assert!(
                matches!(required(Some(entry)), Err(Error::InvalidArgument { .. })),
                "{entry}"
            );
        }
        assert!(AllowedIps::parse(&mut [].into_iter()).is_err());
    }
}
