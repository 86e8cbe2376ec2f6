use axum::Json;
use axum::extract::State;

use super::find;
use crate::access::Operator;
use crate::domain::{SourceId, SourcePage};
use crate::protocol::{ListOf, Problem, SourcePageBody};
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::At;

/// What became of each page of a source: those that failed first, then by address.
#[utoipa::path(
    get, path = "/assistants/{id}/sources/{source_id}/pages", tag = "sources",
    params(("id" = String, Path), ("source_id" = i64, Path)),
    responses((status = 200, body = ListOf<SourcePageBody>), (status = 404, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At((id, source)): At<(String, SourceId)>,
) -> Answer<Json<ListOf<SourcePageBody>>> {
    let (source, _) = find(&rest, &operator, &id, source).await?;
    let pages = rest
        .store
        .read()
        .await?
        .source_pages(operator.tenant, source.id)
        .await?;
    Ok(Json(ListOf {
        items: pages.into_iter().map(page_body).collect(),
        next_cursor: None,
    }))
}

fn page_body(page: SourcePage) -> SourcePageBody {
    SourcePageBody {
        url: page.url,
        part: page.part,
        state: page.state,
        reason: page.reason,
        status: page.status,
        article_id: page.article,
        checked_at: page.checked_at.map(Into::into),
        imported_at: page.imported_at.map(Into::into),
    }
}
