//! One line for each request that went wrong. Neither bodies nor queries: those may hold tokens.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

pub(super) async fn record(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    // The route, not the address: ids of people stay out of the log.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(String::new, |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status();
    if status.is_server_error() {
        tracing::error!(http.method = %method, http.route = route, http.status = status.as_u16(), "a request failed");
    } else {
        tracing::debug!(http.method = %method, http.route = route, http.status = status.as_u16(), "request");
    }
    response
}
