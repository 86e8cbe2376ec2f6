//! Which addresses are no places on the public internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether `address` is that of some server anywhere, and not one of a network that only those in it reach.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match embedded(address) {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(address),
        },
    }
}

/// The IPv4 address that a mapped or translated IPv6 address leads to.
pub(super) fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    // 64:ff9b::/96, through which a network without IPv4 reaches the rest (RFC 6052).
    const TRANSLATED: [u16; 6] = [0x64, 0xff9b, 0, 0, 0, 0];
    if address.segments().starts_with(&TRANSLATED) {
        return Some(Ipv4Addr::from_bits(address.to_bits() as u32));
    }
    address.to_ipv4_mapped()
}

#[expect(clippy::unnested_or_patterns, reason = "one network to a line")]
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    // IANA's registry of special addresses, in its order.
    !matches!(
        (a, b, c),
        (0 | 10 | 127, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18..=19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            | (224..=255, _, _)
    )
}

#[expect(clippy::unnested_or_patterns, reason = "one network to a line")]
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    // Only 2000::/3 has been given out; the rest is loopback, local, multicast, or for later.
    if a & 0xe000 != 0x2000 {
        return false;
    }
    !matches!(
        (a, b),
        // Protocols' own, Teredo among them; 2001::/23.
        (0x2001, 0..=0x1ff)
            // Documentation.
            | (0x2001, 0xdb8)
            | (0x3fff, 0..=0xfff)
            // 6to4, which leads to whatever IPv4 address is in it, through whoever relays it.
            | (0x2002, _)
    )
}
