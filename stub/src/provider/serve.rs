//! Reading requests.

use std::sync::Arc;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::{Request, Response};
use serde_json::Value;
use tokio::time::Instant;

use crate::body::Body;
use crate::line::Scissors;

use super::Shared;
use super::answer::{answered, listed, not_found};
use super::asked::{Asked, Dialect};

/// Nobody asks a provider for more.
const MOST: usize = 16 * 1024 * 1024;

pub(super) async fn respond(
    request: Request<Incoming>,
    line: Scissors,
    shared: Arc<Shared>,
) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let dialect = if path.ends_with("/chat/completions") {
        Dialect::OpenAi
    } else if path.ends_with("/messages") {
        Dialect::Anthropic
    } else if path.ends_with("/embeddings") {
        Dialect::Embeddings
    } else if path.ends_with("/models") && request.method() == hyper::Method::GET {
        return listed(&shared.choice.models());
    } else {
        return not_found();
    };
    if request.method() != hyper::Method::POST {
        return not_found();
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MOST).collect().await else {
        return not_found();
    };
    let asked = Asked {
        at: Instant::now(),
        dialect,
        path,
        headers: parts.headers,
        body: serde_json::from_slice(&body.to_bytes()).unwrap_or(Value::Null),
        refused: None,
        told: Arc::default(),
    };
    answered(asked, &line, &shared).await
}
