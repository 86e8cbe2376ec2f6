use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::{body, find};
use crate::access::Admin;
use crate::domain::{SourceId, SourceKind};
use crate::protocol::{Problem, SourceBody};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::At;

/// Looks at a source now, not only tomorrow.
#[utoipa::path(
    post, path = "/assistants/{id}/sources/{source_id}/refresh", tag = "sources",
    params(("id" = String, Path), ("source_id" = i64, Path)),
    responses((status = 202, body = SourceBody), (status = 404, body = Problem), (status = 422, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At((id, source)): At<(String, SourceId)>,
) -> Answer<(StatusCode, Json<SourceBody>)> {
    let (found, _) = find(&rest, &admin, &id, source).await?;
    if found.kind == SourceKind::File {
        return Err(Failure::invalid("a file is not fetched: send it again"));
    }
    rest.importing.refresh(&found).await?;
    let (found, counts) = find(&rest, &admin, &id, source).await?;
    Ok((StatusCode::ACCEPTED, Json(body(found, &counts))))
}
