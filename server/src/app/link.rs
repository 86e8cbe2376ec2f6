//! What the kernel is told of the connections: when one that has fallen silent is dead, and how much it keeps for a peer
//! that takes nothing.

use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};

/// What the kernel keeps of what a peer does not take: by itself it would keep megabytes, which no bound of ours
/// sees.
#[cfg(target_os = "linux")]
const UNSENT_BYTES: u32 = 32 * 1024;

/// How long the kernel waits for a sign of a peer to which something was sent, or which has been asked whether it is
/// still there. With [`ASK_AFTER`] a dead link, whatever carrier is on it, ends within 45 s, and not after the quarter of
/// an hour that the kernel would give it.
#[cfg(target_os = "linux")]
const UNANSWERED: Duration = Duration::from_secs(20);

/// A peer that has been quiet for this long is asked, and then every [`ASK_EVERY`]. The kernel counts [`UNANSWERED`] from
/// the peer's last sign, not from the first question; so several questions must fit in, or one lost packet would be
/// the end of a healthy connection.
const ASK_AFTER: Duration = Duration::from_secs(12);
const ASK_EVERY: Duration = Duration::from_secs(2);

/// Whether what is said of a listening socket holds for each connection that it takes on: then it need not be said of
/// each, which is six calls of the system. (A sandbox that plays Linux, such as gVisor, may pass on less: there pings end
/// dead links, as far as a connection has any.)
pub(super) const INHERITED: bool = cfg!(target_os = "linux");

/// What is not to be had keeps nobody out.
pub(super) fn set_up(socket: &SockRef<'_>) {
    // Nagle's algorithm would hold small frames back.
    let _ = socket.set_tcp_nodelay(true);
    let asking = TcpKeepalive::new().with_time(ASK_AFTER).with_interval(ASK_EVERY);
    let _ = socket.set_tcp_keepalive(&asking);
    #[cfg(target_os = "linux")]
    {
        let _ = socket.set_tcp_notsent_lowat(UNSENT_BYTES);
        let _ = socket.set_tcp_user_timeout(Some(UNANSWERED));
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use tokio::net::TcpStream;

    use super::super::listener::listen;
    use super::*;
    use crate::domain::Limits;

    #[tokio::test]
    async fn what_is_said_of_the_listener_holds_for_its_connections() {
        for (address, from) in [
            ("127.0.0.1", "127.0.0.1"),
            ("[::1]", "[::1]"),
            ("[::]", "127.0.0.1"),
        ] {
            let listener = match listen(format!("{address}:0").parse().unwrap()) {
                Ok(listener) => listener,
                // Not every machine has IPv6.
                Err(_) if address.starts_with('[') => continue,
                Err(error) => panic!("{error}"),
            };
            let to = format!("{from}:{}", listener.local_addr().unwrap().port());
            let (peer, accepted) = tokio::join!(TcpStream::connect(to), listener.accept());
            let (_peer, (stream, _)) = (peer.unwrap(), accepted.unwrap());
            let socket = SockRef::from(&stream);
            assert!(socket.tcp_nodelay().unwrap());
            assert!(socket.keepalive().unwrap());
            assert_eq!(socket.tcp_keepalive_time().unwrap(), ASK_AFTER);
            assert_eq!(socket.tcp_keepalive_interval().unwrap(), ASK_EVERY);
            assert_eq!(socket.tcp_notsent_lowat().unwrap(), UNSENT_BYTES);
            assert_eq!(socket.tcp_user_timeout().unwrap(), Some(UNANSWERED));
        }
    }

    #[test]
    fn a_dead_link_ends_within_45_seconds() {
        // Worst: a ping goes out just before the kernel would have given up asking.
        assert!(Limits::default().ping_every + UNANSWERED <= Duration::from_secs(45));
    }

    #[test]
    fn one_lost_packet_is_not_the_end() {
        assert!(
            ASK_AFTER + ASK_EVERY * 3 < UNANSWERED,
            "fewer than four questions"
        );
    }
}
