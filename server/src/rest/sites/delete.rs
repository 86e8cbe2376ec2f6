use axum::extract::State;
use axum::http::StatusCode;

use super::find;
use crate::access::Admin;
use crate::protocol::Problem;
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::At;

/// Takes a site out of service: its users' tokens open nothing any more, and their connections close. Its dialogs stay.
#[utoipa::path(
    delete, path = "/sites/{id}", tag = "sites",
    params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At(id): At<String>,
) -> Answer<StatusCode> {
    let site = find(&rest, admin.tenant, &id).await?;
    rest.access.delete_site(&site).await?;
    Ok(StatusCode::NO_CONTENT)
}
