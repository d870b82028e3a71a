//! The network that an address of a client belongs to: what one household, one office or one
//! hired machine has, and what is counted together.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The first 24 bits of an IPv4 address, the first 48 of an IPv6 one; a text that is no address is
/// its own network.
#[must_use]
pub fn network_of(address: &str) -> String {
    let Ok(ip) = address.trim_matches(['[', ']']).parse::<IpAddr>() else { return address.chars().take(64).collect() };
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{}/24", Ipv4Addr::new(a, b, c, 0))
        }
        IpAddr::V6(ip) => {
            let [a, b, c, ..] = ip.segments();
            format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_network_in_whatever_spelling() {
        for (address, network) in [
            ("192.0.2.7", "192.0.2.0/24"),
            ("::ffff:192.0.2.200", "192.0.2.0/24"),
            ("2001:db8:1:2::3", "2001:db8:1::/48"),
            ("[2001:DB8:1:ffff::3]", "2001:db8:1::/48"),
            ("unknown", "unknown"),
        ] {
            assert_eq!(network_of(address), network);
        }
    }
}
