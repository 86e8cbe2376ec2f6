use axum::extract::State;
use axum::http::StatusCode;

use crate::access::Admin;
use crate::domain::ContactId;
use crate::protocol::Problem;
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::At;

/// Shuts a contact out: what they bear proves nothing any more, and their connections close. Their dialogs stay.
#[utoipa::path(
    post, path = "/contacts/{id}/block", tag = "contacts",
    params(("id" = i64, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At(contact): At<ContactId>,
) -> Answer<StatusCode> {
    rest.access.set_blocked(admin.tenant, contact, true).await?;
    Ok(StatusCode::NO_CONTENT)
}
