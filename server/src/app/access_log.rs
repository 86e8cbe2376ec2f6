//! One line for each request that went wrong. Neither bodies nor queries: those may hold tokens.

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};

/// What is known of a request before it is answered.
pub(super) struct Line {
    method: Method,
    /// Not the address: ids of people stay out of the log.
    route: Option<MatchedPath>,
}

impl Line {
    pub(super) fn of(request: &Request) -> Self {
        Self {
            method: request.method().clone(),
            route: request.extensions().get().cloned(),
        }
    }

    pub(super) fn write(&self, status: StatusCode) {
        let Self { method, route } = self;
        let route = route.as_ref().map_or("", MatchedPath::as_str);
        let status = status.as_u16();
        if status >= 500 {
            tracing::error!(http.method = %method, http.route = route, http.status = status, "a request failed");
        } else {
            tracing::debug!(http.method = %method, http.route = route, http.status = status, "request");
        }
    }
}
