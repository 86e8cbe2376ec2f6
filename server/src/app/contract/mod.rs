//! The public contract as the server itself tells it: two documents for programs, and a page for people that is
//! made from them.

#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "the page is made once, and reads best where each piece of it stands whole"
)]

mod errors;
mod html;
mod page;
mod prose;
mod rest;
mod schema;
mod sockets;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;
use utoipa::openapi::OpenApi;

use super::state::Server;
use crate::protocol::asyncapi;

/// Nothing on the page runs, and nothing comes from elsewhere.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLES: &str = include_str!("page.css");

/// `/api/openapi.json`, `/api/asyncapi.json` and `/docs`.
pub(super) fn router(openapi: &OpenApi) -> Router<Server> {
    let http = serde_json::to_value(openapi).unwrap_or_default();
    let sockets = asyncapi();
    let (openapi, asyncapi) = (Bytes::from(http.to_string()), Bytes::from(sockets.to_string()));
    // Few ask for the page, so it is made when the first one does.
    let made: Arc<OnceLock<Bytes>> = Arc::default();
    let shown = move || {
        let page = made.get_or_init(|| page::page(&http, &sockets).into());
        std::future::ready(documentation(page.clone()))
    };
    Router::new()
        .route(
            "/api/openapi.json",
            get(move || std::future::ready(json(openapi.clone()))),
        )
        .route(
            "/api/asyncapi.json",
            get(move || std::future::ready(json(asyncapi.clone()))),
        )
        .route("/docs", get(shown))
        .route("/docs/page.css", get(|| std::future::ready(styles())))
}

fn json(document: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document).into_response()
}

fn documentation(page: Bytes) -> Response {
    let mut response = Html(page).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn styles() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, STYLES).into_response()
}

/// The fields of an object, in their order; none if it is no object.
fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}
