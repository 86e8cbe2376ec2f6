use axum::Json;
use axum::extract::State;

use super::{body, find};
use crate::access::Operator;
use crate::domain::SourceId;
use crate::protocol::{ListOf, Problem, SourceBody};
use crate::rest::Rest;
use crate::rest::assistants;
use crate::rest::failure::Answer;
use crate::rest::input::At;

/// Where the assistant's articles are imported from, newest first.
#[utoipa::path(
    get, path = "/assistants/{id}/sources", tag = "sources",
    params(("id" = String, Path)),
    responses((status = 200, body = ListOf<SourceBody>), (status = 404, body = Problem)),
)]
pub(crate) async fn list(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(id): At<String>,
) -> Answer<Json<ListOf<SourceBody>>> {
    let assistant = assistants::find(&rest, operator.tenant, &id).await?;
    let mut reader = rest.store.read().await?;
    let sources = reader.sources(operator.tenant, assistant.id).await?;
    let counts = reader.source_counts(operator.tenant, assistant.id).await?;
    let items = sources.into_iter().map(|source| {
        let own = counts.get(&source.id).cloned().unwrap_or_default();
        body(source, &own)
    });
    Ok(Json(ListOf {
        items: items.collect(),
        next_cursor: None,
    }))
}

/// One source, and how its last run went, or goes.
#[utoipa::path(
    get, path = "/assistants/{id}/sources/{source_id}", tag = "sources",
    params(("id" = String, Path), ("source_id" = i64, Path)),
    responses((status = 200, body = SourceBody), (status = 404, body = Problem)),
)]
pub(crate) async fn get(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At((id, source)): At<(String, SourceId)>,
) -> Answer<Json<SourceBody>> {
    let (source, counts) = find(&rest, &operator, &id, source).await?;
    Ok(Json(body(source, &counts)))
}
