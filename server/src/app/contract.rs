//! The public contract as the server itself tells it.

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa::openapi::OpenApi;

use super::state::Server;
use crate::protocol::asyncapi;

/// `/api/openapi.json` and `/api/asyncapi.json`, each made once.
pub(super) fn router(openapi: &OpenApi) -> Router<Server> {
    let openapi = openapi.to_json().map(Bytes::from).unwrap_or_default();
    let asyncapi = Bytes::from(asyncapi().to_string());
    Router::new()
        .route(
            "/api/openapi.json",
            get(move || std::future::ready(json(openapi.clone()))),
        )
        .route(
            "/api/asyncapi.json",
            get(move || std::future::ready(json(asyncapi.clone()))),
        )
}

fn json(document: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document).into_response()
}
