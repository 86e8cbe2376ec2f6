//! What `tandem doctor` asks a running server: how a request looks by the time it has come through the proxies.
//! It tells who asks only of themselves.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::{Deserialize, Serialize};

use super::config::Config;
use super::state::Server;
use crate::access::TrustedProxies;
use crate::protocol::Time;

/// Pieces of the stream, and the time between two of them: a proxy that collects what it passes on shows by it.
pub(super) const PIECES: u32 = 4;
pub(super) const BETWEEN: Duration = Duration::from_millis(250);

/// What the answer depends on.
#[derive(Clone, Debug)]
pub struct Probe {
    proxies: TrustedProxies,
    secure: bool,
}

impl Probe {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            proxies: config.rates().proxies,
            secure: config.is_secure(),
        }
    }
}

/// A request as it arrived.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Arrival {
    pub(super) time: Time,
    /// The `Host` that it named.
    pub(super) host: String,
    /// Whose address counts.
    pub(super) address: String,
    /// Who connected: the last proxy, if there is one.
    pub(super) peer: String,
    /// Whether an `X-Forwarded-For` came with it.
    pub(super) forwarded: bool,
    /// Whether the server knows that people reach it by https.
    pub(super) secure: bool,
}

/// `/api/probe`
pub(super) async fn arrival(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let arrival = Arrival {
        time: server.sockets.clock.now().into(),
        host: host.unwrap_or_default().to_owned(),
        address: server.probe.proxies.client(peer.ip(), &headers).to_string(),
        peer: peer.ip().to_canonical().to_string(),
        forwarded: headers.contains_key("x-forwarded-for"),
        secure: server.probe.secure,
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(arrival)).into_response()
}

/// `/api/probe/stream`: a few Server-Sent Events within a second, sent as live streams are.
pub(super) async fn pieces() -> Response {
    let pieces = stream::unfold(0, |number| async move {
        if number == PIECES {
            return None;
        }
        if number > 0 {
            tokio::time::sleep(BETWEEN).await;
        }
        Some((Ok::<_, Infallible>(format!("data: {number}\n\n")), number + 1))
    });
    let mut response = Body::from_stream(pieces).into_response();
    for (name, value) in [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-store"),
        ("x-accel-buffering", "no"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
