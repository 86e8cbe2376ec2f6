//! Sockets.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use serde::Serialize;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Response};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::{Frame, Kind, Party};

/// Small, because the library clears the whole buffer before each read: with its default of 128 KiB
/// this program would use more of the machine than the server.
const READ_BUFFER: usize = 4096;
const WRITE_BUFFER: usize = 4096;

/// A live connection.
#[derive(Debug)]
pub(crate) struct Socket(WebSocketStream<TcpStream>);

/// The connection is over.
#[derive(Debug)]
pub(crate) enum Ended {
    /// The server closed it, and said why.
    Closed { code: u16, reason: String },
    /// It was not even opened.
    Refused { status: u16, code: String },
    /// It broke.
    Broken(String),
}

/// The upgrade was answered with something else.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) status: u16,
    /// What the server said about coming back.
    pub(crate) retry_after: Option<Duration>,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the server refused the socket with {}", self.status)
    }
}

impl std::error::Error for Refused {}

impl<T> From<&Response<T>> for Refused {
    fn from(response: &Response<T>) -> Self {
        let header = response.headers().get("retry-after");
        let seconds = header.and_then(|value| value.to_str().ok()?.parse().ok());
        Self {
            status: response.status().as_u16(),
            retry_after: seconds.map(Duration::from_secs),
        }
    }
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Closed { code, reason } => write!(f, "the server closed the socket: {code} {reason}"),
            Self::Refused { status, code } => write!(f, "the server refused the connection: {status} {code}"),
            Self::Broken(why) => write!(f, "the socket broke: {why}"),
        }
    }
}

impl std::error::Error for Ended {}

impl Socket {
    /// Opens the socket at `path`; the token goes as a sub-protocol, as the project's own clients do it.
    pub(crate) async fn open(server: SocketAddr, path: &str, bearer: &str) -> Result<Self> {
        Self::open_from(Ipv4Addr::LOCALHOST, server, path, bearer).await
    }

    /// The same from another address of this machine: each has some 28,000 ports only.
    pub(crate) async fn open_from(
        source: Ipv4Addr,
        server: SocketAddr,
        path: &str,
        bearer: &str,
    ) -> Result<Self> {
        let tcp = TcpSocket::new_v4()?;
        if source != Ipv4Addr::LOCALHOST {
            tcp.bind((source, 0).into())?;
        }
        Self::open_on(tcp, server, path, bearer).await
    }

    /// The same with a TCP socket that was made beforehand, such as one that takes little at a time.
    pub(crate) async fn open_on(
        tcp: TcpSocket,
        server: SocketAddr,
        path: &str,
        bearer: &str,
    ) -> Result<Self> {
        let stream = tcp.connect(server).await?;
        stream.set_nodelay(true)?;
        let mut request = format!("ws://{server}{path}").into_client_request()?;
        let protocols = HeaderValue::from_str(&format!("tandem.v1, bearer.{bearer}"))?;
        request.headers_mut().insert("Sec-WebSocket-Protocol", protocols);
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(WRITE_BUFFER);
        match client_async_with_config(request, stream, Some(config)).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(Refused::from(&*response).into()),
            Err(error) => Err(error).context("the socket could not be opened"),
        }
    }

    /// Opens a dialog's socket and reads its `hello`.
    pub(crate) async fn join(
        server: SocketAddr,
        party: &Party,
        dialog: i64,
        after: Option<i64>,
    ) -> Result<(Self, Frame)> {
        Self::join_at(server, party, &party.socket(dialog, after)).await
    }

    /// The same at an address of a dialog's socket.
    pub(crate) async fn join_at(server: SocketAddr, party: &Party, path: &str) -> Result<(Self, Frame)> {
        let mut socket = Self::open(server, path, party.bearer()).await?;
        let hello = socket.next().await?;
        if hello.kind != Kind::Hello {
            bail!("the first frame of a dialog's socket is {:?}", hello.kind);
        }
        Ok((socket, hello))
    }

    /// Lets the connection end with a reset instead of a proper close, when it is dropped.
    pub(crate) fn reset_in_the_end(&self) {
        // A socket that is gone already needs no reset.
        let _ = self.0.get_ref().set_zero_linger();
    }

    /// Closes as browsers do: with a frame, without waiting for the other side's.
    pub(crate) async fn close(mut self) {
        // The server may have been faster.
        let _ = self.0.close(None).await;
    }

    pub(crate) async fn send(&mut self, frame: &impl Serialize) -> Result<(), Ended> {
        let text = serde_json::to_string(frame).map_err(|error| Ended::Broken(error.to_string()))?;
        self.send_text(text).await
    }

    pub(crate) async fn send_text(&mut self, text: String) -> Result<(), Ended> {
        self.0
            .send(Message::text(text))
            .await
            .map_err(|error| Ended::Broken(error.to_string()))
    }

    /// The next frame. Pings are answered on the way. May be dropped and called again without a loss.
    pub(crate) async fn next(&mut self) -> Result<Frame, Ended> {
        let text = self.next_text().await?;
        serde_json::from_str(&text)
            .map_err(|error| Ended::Broken(format!("a frame is not as documented: {error}")))
    }

    /// The next frame as it came.
    pub(crate) async fn next_text(&mut self) -> Result<Utf8Bytes, Ended> {
        loop {
            let message = match self.0.next().await {
                Some(Ok(message)) => message,
                Some(Err(error)) => return Err(Ended::Broken(error.to_string())),
                None => return Err(Ended::Broken("it was cut".to_owned())),
            };
            match message {
                Message::Text(text) => return Ok(text),
                Message::Close(Some(close)) => {
                    return Err(Ended::Closed {
                        code: close.code.into(),
                        reason: close.reason.to_string(),
                    });
                }
                _ => {}
            }
        }
    }

    /// Reads on to the first frame that `wanted` takes.
    pub(crate) async fn until(&mut self, mut wanted: impl FnMut(&Frame) -> bool) -> Result<Frame, Ended> {
        loop {
            let frame = self.next().await?;
            if wanted(&frame) {
                return Ok(frame);
            }
        }
    }
}
