use axum::extract::State;
use axum::http::StatusCode;

use crate::access::Admin;
use crate::domain::SiteSecretId;
use crate::protocol::Problem;
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::At;
use crate::rest::sites::find;

/// Removes one of a site's secrets: tokens that it signed open nothing any more, and connections that were opened by them
/// close. The last one stays.
#[utoipa::path(
    delete, path = "/sites/{id}/secrets/{secret_id}", tag = "sites",
    params(("id" = String, Path), ("secret_id" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At((id, secret)): At<(String, SiteSecretId)>,
) -> Answer<StatusCode> {
    let site = find(&rest, admin.tenant, &id).await?;
    rest.access.remove_site_secret(&site, secret).await?;
    Ok(StatusCode::NO_CONTENT)
}
