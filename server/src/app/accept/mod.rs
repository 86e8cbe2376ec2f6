//! Taking connections on. What axum's own loop cannot do: bound how many strangers there are, what each may
//! hold and how long it may stay.

mod gate;
mod guest;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

pub(crate) use gate::GateLimits;
use gate::{Gate, Place};
use guest::Guest;

use crate::access::{Arrival, TrustedProxies};

/// Bytes of a request's head, and of what is read ahead or written behind.
const HEAD_BYTES: usize = 8 * 1024;

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

/// How long a connection over which somebody has proved who they are may wait between two requests, and take
/// to send a head. (Of strangers' connections [`guest`] makes an end.)
const IDLE: Duration = Duration::from_secs(75);

/// How long a connection waits for a place among strangers before it is sent away.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long nothing is taken on after that failed: most likely, files have run out.
const PAUSE: Duration = Duration::from_millis(100);

/// What a connection gets for which there is no room: said without reading what it wants.
const NO_ROOM: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// The loop that takes connections on.
pub(super) struct Entrance {
    pub listener: TcpListener,
    pub router: Router,
    pub limits: GateLimits,
    pub proxies: TrustedProxies,
}

impl Entrance {
    /// Serves until `stop`, then until each request that was being answered is.
    pub(super) async fn serve(self, stop: CancellationToken) {
        let gate = Gate::new(self.limits);
        let connections = TaskTracker::new();
        let mut patience = PATIENCE;
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = stop.cancelled() => break,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken on");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            set_up(&stream);
            let Some((arrival, place)) = self.admit(&gate, peer, patience).await else {
                // While it is full nobody is kept waiting: the kernel's queue would only grow.
                patience = Duration::ZERO;
                connections.spawn(send_away(stream));
                continue;
            };
            patience = PATIENCE;
            let guest = Guest::new(stream, arrival.clone(), place, self.limits.stranger_lives);
            let router = self.router.clone();
            let life = self.limits.stranger_lives;
            connections.spawn(converse(guest, peer, arrival, router, life, stop.clone()));
        }
        drop(self.listener);
        connections.close();
        connections.wait().await;
    }

    async fn admit(&self, gate: &Gate, peer: SocketAddr, patience: Duration) -> Option<(Arrival, Place)> {
        let place = gate.place()?;
        let address = peer.ip().to_canonical();
        if self.proxies.contains(address) {
            return Some((Arrival::of_proxy(address), place));
        }
        let mut strangers = gate.strangers_place(address);
        if strangers.is_none() {
            let waiting = gate.room_for_strangers();
            tokio::time::timeout(patience, waiting).await.ok()?;
            strangers = gate.strangers_place(address);
        }
        let strangers = strangers?;
        Some((Arrival::of_stranger(address, Box::new(strangers)), place))
    }
}

/// One connection, request after request.
async fn converse(
    guest: Guest<TcpStream>,
    peer: SocketAddr,
    arrival: Arrival,
    router: Router,
    life: Duration,
    stop: CancellationToken,
) {
    let stranger = arrival.clone();
    let outstayed = async move {
        tokio::time::sleep(life).await;
        if stranger.is_proven() {
            std::future::pending::<()>().await;
        }
    };
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(arrival.clone());
        let answering = router.clone().oneshot(request.map(Body::new));
        async move { answering.await as Result<Response<Body>, Infallible> }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(guest), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    // How a connection ends is its peer's own affair: no news.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = outstayed => {}
        () = stop.cancelled() => {}
    }
    // It gets the answer that it is being given, and may ask for no more.
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// What is not to be had keeps nobody out.
fn set_up(stream: &TcpStream) {
    // Nagle's algorithm would hold small frames back.
    let _ = stream.set_nodelay(true);
    let socket = socket2::SockRef::from(stream);
    let asking = socket2::TcpKeepalive::new()
        .with_time(ASK_AFTER)
        .with_interval(ASK_EVERY);
    let _ = socket.set_tcp_keepalive(&asking);
    #[cfg(target_os = "linux")]
    {
        let _ = socket.set_tcp_notsent_lowat(UNSENT_BYTES);
        let _ = socket.set_tcp_user_timeout(Some(UNANSWERED));
    }
}

async fn send_away(mut stream: TcpStream) {
    let saying = async {
        stream.write_all(NO_ROOM).await?;
        stream.shutdown().await
    };
    let _ = tokio::time::timeout(PATIENCE, saying).await;
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::domain::Limits;

    #[tokio::test]
    async fn a_dead_link_ends_within_45_seconds() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (peer, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
        let (_peer, (stream, _)) = (peer.unwrap(), accepted.unwrap());
        set_up(&stream);
        let socket = socket2::SockRef::from(&stream);
        assert!(socket.keepalive().unwrap());
        assert_eq!(socket.tcp_keepalive_time().unwrap(), ASK_AFTER);
        assert_eq!(socket.tcp_keepalive_interval().unwrap(), ASK_EVERY);
        assert_eq!(socket.tcp_user_timeout().unwrap(), Some(UNANSWERED));
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
