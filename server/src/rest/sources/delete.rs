use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use super::find;
use crate::access::Admin;
use crate::domain::SourceId;
use crate::protocol::Problem;
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::{Asked, At};

#[derive(Debug, Default, Deserialize)]
pub(crate) struct What {
    #[serde(default)]
    articles: Articles,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Articles {
    #[default]
    Delete,
    Keep,
}

/// Takes a source away. The articles that came from it go too, those that were changed by hand among them,
/// unless they are to be kept.
#[utoipa::path(
    delete, path = "/assistants/{id}/sources/{source_id}", tag = "sources",
    params(
        ("id" = String, Path), ("source_id" = i64, Path),
        ("articles" = Option<String>, Query, description = "`delete` (as without it) or `keep`")
    ),
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At((id, source)): At<(String, SourceId)>,
    Asked(what): Asked<What>,
) -> Answer<StatusCode> {
    let (found, _) = find(&rest, &admin, &id, source).await?;
    rest.importing
        .remove(&found, what.articles == Articles::Delete)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
