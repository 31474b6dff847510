//! The list of addresses that may deliver (RFC 4632 and RFC 4291 notation).

use crate::Error;
use alloc::vec::Vec;
use core::net::IpAddr;
use ipnet::IpNet;

/// How many leading bits mark an IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2).
const MAPPED_PREFIX: u8 = 96;

/// Addresses and blocks; an IPv4-mapped address or block counts as its IPv4 one.
#[derive(Clone)]
pub(crate) struct AllowedIps(pub(crate) Vec<IpNet>);

impl AllowedIps {
    /// Reads the entries of a configuration.
    ///
    /// # Errors
    ///
    /// `invalid_config` when the list is empty or an entry cannot be read.
    pub(crate) fn parse<S: AsRef<str>>(entries: &[S]) -> Result<Self, Error> {
        if entries.is_empty() {
            return Err(Error::config("allowedIps", "must not be an empty list"));
        }
        let blocks = entries
            .iter()
            .map(|entry| block(entry.as_ref()))
            .collect::<Option<_>>();
        blocks.map(Self).ok_or_else(|| {
            Error::config(
                "allowedIps",
                "has an entry that is no address and no CIDR block",
            )
        })
    }

    /// Checks the peer's address.
    ///
    /// # Errors
    ///
    /// `ip_not_allowed` when no block contains it.
    pub(crate) fn check(&self, ip: IpAddr) -> Result<(), Error> {
        if self.0.iter().any(|block| block.contains(&ip)) {
            Ok(())
        } else {
            Err(Error::IpNotAllowed)
        }
    }
}

/// Reads the peer's address.
///
/// # Errors
///
/// `invalid_argument` when it is absent or cannot be read.
pub(crate) fn required(ip: Option<&str>) -> Result<IpAddr, Error> {
    let ip =
        ip.ok_or_else(|| Error::argument("ip", "is missing, but the config has `allowedIps`"))?;
    address(ip).ok_or_else(|| Error::argument("ip", "is no IPv4 or IPv6 address"))
}

/// Reads an address; `std` refuses leading zeros in IPv4, zone ids and ports.
fn address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
}

fn block(text: &str) -> Option<IpNet> {
    let Some((base, prefix)) = text.split_once('/') else {
        return address(text).map(IpNet::from);
    };
    let base = base.parse::<IpAddr>().ok()?;
    let prefix = prefix_length(prefix)?;
    match base.to_canonical() {
        mapped if mapped != base && prefix >= MAPPED_PREFIX => {
            IpNet::new(mapped, prefix.checked_sub(MAPPED_PREFIX)?).ok()
        }
        _ => IpNet::new(base, prefix).ok(),
    }
}

/// Reads decimal digits without a sign and without a leading zero.
fn prefix_length(text: &str) -> Option<u8> {
    let canonical =
        text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| canonical)
}

#[cfg(test)]
pub mod tests {
    use super::{AllowedIps, required};
    use crate::Error;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn allows(entry: &str, ip: &str) -> bool {
        AllowedIps::parse(&[entry])
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
            assert!(AllowedIps::parse(&[entry]).is_err(), "{entry}");
            assert!(
                matches!(required(Some(entry)), Err(Error::InvalidArgument { .. })),
                "{entry}"
            );
        }
        assert!(AllowedIps::parse::<&str>(&[]).is_err());
    }
}
