//! The listening socket, and how many files the process may have open.

use std::net::SocketAddr;

use socket2::SockRef;
use tokio::net::{TcpListener, TcpSocket};

use super::link;

/// Connections that may wait to be accepted: a reconnect storm must not be refused by the kernel.
const BACKLOG: u32 = 4096;

/// Listens at `address`.
pub(super) fn listen(address: SocketAddr) -> Result<TcpListener, String> {
    let explain = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!(
                "the address {address} is taken: stop what listens there, or choose another with --listen"
            )
        }
        _ => format!("cannot listen at {address}: {error}"),
    };
    let socket = if address.is_ipv6() {
        TcpSocket::new_v6()
    } else {
        TcpSocket::new_v4()
    }
    .map_err(explain)?;
    // So that a restart need not wait for the last connections' time-outs.
    socket.set_reuseaddr(true).map_err(explain)?;
    socket.bind(address).map_err(explain)?;
    // Before it listens: also who comes at once gets it.
    link::set_up(&SockRef::from(&socket));
    socket.listen(BACKLOG).map_err(explain)
}

/// Raises the limit of open files as far as it goes: each connection is one. The limit then.
pub(super) fn raise_file_limit() -> std::io::Result<u64> {
    rlimit::increase_nofile_limit(rlimit::INFINITY)
}

/// How many files the process may have open.
pub(super) fn file_limit() -> u64 {
    // Where nobody knows, nothing is bounded by it.
    rlimit::Resource::NOFILE.get().map_or(u64::MAX, |(soft, _)| soft)
}
