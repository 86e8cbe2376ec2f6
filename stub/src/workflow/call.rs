//! Calling back: one request on a line of its own.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use super::run::Reply;

/// Posts to an `http` address; status 0 if nobody answers there.
pub(super) async fn post(url: &str, body: &Value) -> Reply {
    tell(url, body).await.unwrap_or_default()
}

async fn tell(url: &str, body: &Value) -> anyhow::Result<Reply> {
    let uri: Uri = url.parse()?;
    let (Some(authority), Some(path)) = (uri.authority(), uri.path_and_query()) else {
        anyhow::bail!("no whole address");
    };
    let port = authority.port_u16().unwrap_or(80);
    let stream = TcpStream::connect((authority.host(), port)).await?;
    let (mut sender, line) = http1::handshake(TokioIo::new(stream)).await?;
    let request = Request::post(path.as_str())
        .header("host", authority.as_str())
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(body.to_string())))?;
    let answer = async {
        let response = sender.send_request(request).await?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await?.to_bytes();
        anyhow::Ok(Reply {
            status,
            body: serde_json::from_slice(&body).unwrap_or_default(),
        })
    };
    // The line is at work for as long as somebody waits for the answer.
    tokio::pin!(answer);
    tokio::select! {
        biased;
        reply = &mut answer => reply,
        ended = line => {
            ended?;
            answer.await
        }
    }
}
