//! One request on a connection of its own, and its answer piece by piece.

use std::time::Duration;

use axum::http::{HeaderMap, Method, Request, StatusCode};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::time::{Instant, timeout};

use super::target::Target;

/// More than any answer that the doctor asks for.
const LONGEST: usize = 256 * 1024;

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// When each piece of the body came, from the answer's head on.
    pub(super) pieces: Vec<Duration>,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Asks, and reads the answer to its end. What went wrong, in words.
pub(super) async fn ask(
    target: &Target,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<String>,
    patience: Duration,
) -> Result<Answer, String> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", target.authority())
        .header("connection", "close")
        .header("user-agent", concat!("tandem-doctor/", env!("CARGO_PKG_VERSION")));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(Bytes::from(body.unwrap_or_default())));
    let request = request.map_err(|error| error.to_string())?;
    let exchange = exchange(target, request);
    timeout(patience, exchange)
        .await
        .map_err(|_| format!("no whole answer within {} s", patience.as_secs()))?
}

async fn exchange(target: &Target, request: Request<Full<Bytes>>) -> Result<Answer, String> {
    let line = target.connect().await?;
    let words = |error: hyper::Error| error.to_string();
    let (mut sender, connection) = http1::handshake(TokioIo::new(line)).await.map_err(words)?;
    let asking = async {
        let response = sender.send_request(request).await.map_err(words)?;
        let (head, mut body) = response.into_parts();
        let began = Instant::now();
        let (mut bytes, mut pieces) = (Vec::new(), Vec::new());
        while let Some(frame) = body.frame().await {
            if let Ok(data) = frame.map_err(words)?.into_data() {
                pieces.push(began.elapsed());
                bytes.extend_from_slice(&data);
            }
            if bytes.len() > LONGEST {
                return Err("the answer is longer than any that Tandem gives".to_owned());
            }
        }
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body: bytes,
            pieces,
        })
    };
    tokio::pin!(asking);
    // The connection has to be driven while the answer is read; it may end first.
    tokio::select! {
        answer = &mut asking => answer,
        _ = connection => asking.await,
    }
}
