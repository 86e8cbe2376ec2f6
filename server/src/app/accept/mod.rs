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
use socket2::SockRef;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

pub(crate) use gate::GateLimits;
use gate::{Gate, Place};
use guest::Guest;

use super::link;
use crate::access::{Arrival, TrustedProxies};

/// Bytes of a request's head, and of what is read ahead or written behind.
const HEAD_BYTES: usize = 8 * 1024;

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
            if !link::INHERITED {
                link::set_up(&SockRef::from(&stream));
            }
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

async fn send_away(mut stream: TcpStream) {
    let saying = async {
        stream.write_all(NO_ROOM).await?;
        stream.shutdown().await
    };
    let _ = tokio::time::timeout(PATIENCE, saying).await;
}
