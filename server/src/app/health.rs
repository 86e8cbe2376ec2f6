//! `/healthz`: the process runs. `/readyz`: it can serve.

use std::future::Future;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::state::Server;
use crate::store::Store;

pub(super) async fn healthz() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// How long the database may take, in either direction.
const ANSWER_WITHIN: Duration = Duration::from_secs(1);

/// Ready if the database answers, the writer gets to its work, and nobody has asked the server to stop.
pub(super) async fn readyz(State(server): State<Server>) -> (StatusCode, Json<Value>) {
    if server.rest.hub.is_leaving() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "status": "stopping" })),
        );
    }
    let ailing = if !in_time(reads(&server.rest.store)).await {
        "no answer"
    } else if !in_time(writes(&server)).await {
        "the writer is stuck"
    } else {
        return (StatusCode::OK, Json(json!({ "status": "ready" })));
    };
    let body = json!({ "status": "degraded", "database": ailing });
    (StatusCode::SERVICE_UNAVAILABLE, Json(body))
}

async fn in_time(looking: impl Future<Output = bool>) -> bool {
    tokio::time::timeout(ANSWER_WITHIN, looking)
        .await
        .unwrap_or(false)
}

async fn reads(store: &Store) -> bool {
    match store.read().await {
        Ok(mut reader) => reader.any_operator().await.is_ok(),
        Err(_) => false,
    }
}

/// Whether a unit of work that changes nothing gets through the writer. One look at a time: whoever asks often
/// does not fill the queue.
async fn writes(server: &Server) -> bool {
    let _alone = server.looking.lock().await;
    let nothing = server
        .rest
        .store
        .write(|_tx| Box::pin(std::future::ready(Ok::<_, crate::store::Error>(()))));
    nothing.await.is_ok()
}
