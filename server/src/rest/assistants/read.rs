use axum::Json;
use axum::extract::State;

use super::{body, find};
use crate::access::Operator;
use crate::protocol::{AssistantBody, ListOf, Problem};
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::At;

/// The tenant's assistants.
#[utoipa::path(
    get, path = "/assistants", tag = "assistants",
    responses((status = 200, body = ListOf<AssistantBody>)),
)]
pub(crate) async fn list(
    State(rest): State<Rest>,
    Operator(operator): Operator,
) -> Answer<Json<ListOf<AssistantBody>>> {
    let mut conn = rest.store.read().await?;
    let found = conn.assistants(operator.tenant).await?;
    let embeddings = conn.embeddings_of_all(operator.tenant).await?;
    let items = found.into_iter().map(|assistant| {
        let own = embeddings.iter().find(|of| of.assistant == assistant.id);
        body(assistant, own.cloned())
    });
    Ok(Json(ListOf {
        items: items.collect(),
        next_cursor: None,
    }))
}

/// One assistant.
#[utoipa::path(
    get, path = "/assistants/{id}", tag = "assistants",
    params(("id" = String, Path)),
    responses((status = 200, body = AssistantBody), (status = 404, body = Problem)),
)]
pub(crate) async fn get(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(id): At<String>,
) -> Answer<Json<AssistantBody>> {
    let found = find(&rest, operator.tenant, &id).await?;
    let embeddings = rest
        .store
        .read()
        .await?
        .embeddings(found.tenant, found.id)
        .await?;
    Ok(Json(body(found, embeddings)))
}
