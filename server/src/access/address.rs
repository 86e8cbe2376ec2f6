//! Whose address a request comes from, when proxies stand in between.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::HeaderMap;

use crate::domain::{Mutant, Network, planted};

/// Proxies in a row that are believed.
const MAX_HOPS: usize = 16;

/// The proxies whose `X-Forwarded-For` is believed. Empty: nobody's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

/// A setting that is no address or network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither an address nor a network such as 10.0.0.0/8")]
pub struct InvalidNetwork(String);

impl TrustedProxies {
    /// Takes addresses (`127.0.0.1`) and networks (`10.0.0.0/8`, `fd00::/8`).
    pub fn parse<T: AsRef<str>>(networks: &[T]) -> Result<Self, InvalidNetwork> {
        let parse = |raw: &str| Network::parse(raw.trim()).ok_or_else(|| InvalidNetwork(raw.to_owned()));
        networks
            .iter()
            .map(|raw| parse(raw.as_ref()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The address of who sent a request that came in from `peer`.
    ///
    /// Each proxy appends the address that it saw, so only what trusted ones appended counts: the list is read
    /// from the right, up to the first address that is not a trusted proxy's. What stands left of it was
    /// written by a stranger.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lines: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            // A line that is no text ends the trail like an entry that is no address.
            .map(|line| line.to_str().unwrap_or("?"))
            .collect();
        if planted(Mutant::M13) && self.contains(peer.to_canonical()) {
            let first = lines.iter().flat_map(|line| line.split(',')).next();
            return first.and_then(|hop| parse_hop(hop.trim())).unwrap_or(peer);
        }
        let hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
        let mut client = peer.to_canonical();
        for hop in hops.take(MAX_HOPS) {
            if !self.contains(client) {
                break;
            }
            let Some(address) = parse_hop(hop.trim()) else {
                break;
            };
            client = address;
        }
        client
    }

    /// Whether `address` is that of a trusted proxy.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

/// Whom an address is counted as: an IPv6 network of 64 bits, which one home has, is one.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Some proxies write the port too.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']'));
    bare.unwrap_or(hop)
        .parse()
        .or_else(|_| hop.parse().map(|address: SocketAddr| address.ip()))
        .map(|address: IpAddr| address.to_canonical())
        .ok()
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
