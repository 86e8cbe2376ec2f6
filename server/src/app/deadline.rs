//! No request waits for ever: whoever cannot be served in time is told so, and may come again.

use std::time::Duration;

use axum::extract::Request;
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::assistant::import::READ_WITHIN;
use crate::assistant::{ask, replay};
use crate::protocol::{ErrorCode, Problem};
use crate::rest::Failure;

/// How long an answer may take to begin: so that it is with who asked within 5 s, even from a machine that is busy with
/// all who come back to a database that works again. (What streams, goes on after it has begun.)
const ANSWER_WITHIN: Duration = Duration::from_secs(4);

/// The longest that a request may ask to wait, in seconds.
const LONGEST_WAIT: u64 = 25;

/// Bytes of a body for which a thin line gets one more second.
const BYTES_PER_SECOND: u64 = 8 * 1024;

/// The longest that a body may take to come.
const LONGEST_BODY: u64 = 60;

pub(super) async fn hold(request: Request, next: Next) -> Response {
    let patience = ANSWER_WITHIN + Duration::from_secs(wait(&request) + body(&request)) + work(&request);
    let answering = tokio::time::timeout(patience, next.run(request));
    answering.await.unwrap_or_else(|_| {
        let title = "The server is too busy to answer. Try again in a moment.";
        Failure::from(Problem::new(ErrorCode::Unavailable, title).retry_after(2_000)).into_response()
    })
}

/// Seconds that a long poll asked to wait.
fn wait(request: &Request) -> u64 {
    let query = request.uri().query().unwrap_or_default();
    let asked = query.split('&').find_map(|pair| pair.strip_prefix("wait="));
    asked
        .and_then(|seconds| seconds.parse().ok())
        .map_or(0, |seconds: u64| seconds.min(LONGEST_WAIT))
}

/// What operators ask of others who take their time, by the last part of its path: of a document's reader, and of engines.
fn work(request: &Request) -> Duration {
    let asked = request.uri().path().rsplit('/').next().unwrap_or_default();
    match (request.method(), asked) {
        (&Method::POST, "files") => READ_WITHIN,
        (&Method::POST, "try" | "draft") | (&Method::GET, "summary") => ask::PATIENCE,
        (&Method::POST, "replay") => replay::PATIENCE,
        _ => Duration::ZERO,
    }
}

/// Seconds that the body may take, by its length.
fn body(request: &Request) -> u64 {
    let length = request.headers().get(header::CONTENT_LENGTH);
    length
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok())
        .map_or(0, |bytes| (bytes / BYTES_PER_SECOND).min(LONGEST_BODY))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware;
    use axum::routing::any;
    use tokio::time::Instant;
    use tower::ServiceExt;

    use super::*;

    /// What a request gets that is never answered, and after how many seconds.
    async fn gets(path: &str) -> (u16, u64) {
        is_told(Method::GET, path).await
    }

    async fn is_told(method: Method, path: &str) -> (u16, u64) {
        let never = any(std::future::pending::<()>);
        let router = Router::new()
            .fallback_service(never)
            .layer(middleware::from_fn(hold));
        let start = Instant::now();
        let request = Request::builder().method(method).uri(path);
        let request = request.body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert!(response.headers().contains_key(header::RETRY_AFTER));
        (
            response.status().as_u16(),
            start.elapsed().as_secs_f64().round() as u64,
        )
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_not_answered_is_told_within_five_seconds() {
        assert_eq!(gets("/").await, (503, 4));
    }

    #[tokio::test(start_paused = true)]
    async fn who_asked_to_wait_waits_longer() {
        assert_eq!(gets("/?after=1&wait=10").await, (503, 14));
        assert_eq!(gets("/?wait=100000").await, (503, 29));
    }

    #[tokio::test(start_paused = true)]
    async fn who_asks_a_model_waits_as_long_as_its_answer_may_take() {
        for (method, path, seconds) in [
            (Method::POST, "/api/v1/dialogs/7/draft", 64),
            (Method::GET, "/api/v1/dialogs/7/summary", 64),
            (Method::POST, "/api/v1/assistants/ast_1/try", 64),
            (Method::POST, "/api/v1/assistants/ast_1/replay", 184),
            (Method::GET, "/api/v1/dialogs/7", 4),
            (Method::GET, "/api/v1/dialogs/7/draft", 4),
        ] {
            assert_eq!(is_told(method, path).await, (503, seconds), "{path}");
        }
    }
}
