//! Taking connections and reading requests.

use std::convert::Infallible;
use std::sync::Arc;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::body::Body;
use crate::line::{Line, Scissors};

use super::Shared;
use super::answer::{answered, listed, not_found};
use super::asked::{Asked, Dialect};

/// Nobody asks a provider for more.
const MOST: usize = 16 * 1024 * 1024;

pub(super) async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(serve(stream, Arc::clone(&shared)));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    stream.set_nodelay(true).ok();
    let (line, scissors) = Line::new(stream);
    let service = service_fn(move |request| respond(request, scissors.clone(), Arc::clone(&shared)));
    // Connections break here on purpose.
    http1::Builder::new()
        .serve_connection(TokioIo::new(line), service)
        .await
        .ok();
}

async fn respond(
    request: Request<Incoming>,
    line: Scissors,
    shared: Arc<Shared>,
) -> Result<Response<Body>, Infallible> {
    let path = request.uri().path().to_owned();
    let dialect = if path.ends_with("/chat/completions") {
        Dialect::OpenAi
    } else if path.ends_with("/messages") {
        Dialect::Anthropic
    } else if path.ends_with("/embeddings") {
        Dialect::Embeddings
    } else if path.ends_with("/models") && request.method() == hyper::Method::GET {
        return Ok(listed(&shared.choice.models()));
    } else {
        return Ok(not_found());
    };
    if request.method() != hyper::Method::POST {
        return Ok(not_found());
    }
    let (parts, body) = request.into_parts();
    let bytes = match Limited::new(body, MOST).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => return Ok(not_found()),
    };
    let asked = Asked {
        at: Instant::now(),
        dialect,
        path,
        headers: parts.headers,
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        refused: None,
        told: Arc::default(),
    };
    Ok(answered(asked, &line, &shared).await)
}
