//! `/healthz`: the process runs. `/readyz`: it can serve.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::state::Server;

pub(super) async fn healthz() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Ready if the database answers and nobody has asked the server to stop.
pub(super) async fn readyz(State(server): State<Server>) -> (StatusCode, Json<Value>) {
    if server.stop.is_cancelled() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "status": "stopping" })),
        );
    }
    let answers = match server.rest.store.read().await {
        Ok(mut reader) => reader.any_operator().await.is_ok(),
        Err(_) => false,
    };
    if answers {
        (StatusCode::OK, Json(json!({ "status": "ready" })))
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "status": "degraded", "database": "no answer" })),
        )
    }
}
