use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::create::TokenInQuery;
use super::{answer, take};
use crate::domain::GenerationId;
use crate::protocol::{CallbackBody, N8nCallbackIn, Problem};
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::{Asked, Body};

/// The same with the reply named in the body, for workflows with one fixed address to answer to.
#[utoipa::path(
    post, path = "/n8n-callback", tag = "callbacks",
    params(TokenInQuery),
    request_body = N8nCallbackIn,
    responses(
        (status = 200, body = CallbackBody), (status = 404, body = Problem), (status = 410, body = Problem),
        (status = 422, body = Problem),
    ),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Asked(proof): Asked<TokenInQuery>,
    Body(said): Body<N8nCallbackIn>,
) -> Answer<Json<CallbackBody>> {
    let id = match &said.correlation_id {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    };
    let said_of = answer(said.result)?;
    let id = id.and_then(GenerationId::parse);
    Ok(Json(take(&rest, id, proof.token(), said_of).await?))
}
