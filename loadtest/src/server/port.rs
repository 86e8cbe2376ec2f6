use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use anyhow::{Context, Result};

use crate::dice::Dice;

/// Below the ports that the kernel gives to outgoing connections: one of thousands of clients would
/// otherwise sit on the server's port when it restarts.
const FIRST: u64 = 20_000;
const LAST: u64 = 30_000;

/// A loopback port that is free now.
pub(crate) fn free() -> Result<SocketAddr> {
    let mut dice = Dice::fresh();
    (0..100)
        .map(|_| SocketAddr::from((Ipv4Addr::LOCALHOST, (FIRST + dice.below(LAST - FIRST)) as u16)))
        .find(|address| TcpListener::bind(address).is_ok())
        .context("no free port found")
}
