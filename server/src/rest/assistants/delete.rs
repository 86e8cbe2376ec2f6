use axum::extract::State;
use axum::http::StatusCode;

use super::find;
use crate::access::Admin;
use crate::protocol::Problem;
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::At;

/// Takes an assistant out of service. Its dialogs stay.
#[utoipa::path(
    delete, path = "/assistants/{id}", tag = "assistants",
    params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At(id): At<String>,
) -> Answer<StatusCode> {
    let found = find(&rest, admin.tenant, &id).await?;
    let at = rest.clock.now();
    rest.store
        .write(move |tx| Box::pin(async move { tx.delete_assistant(found.tenant, found.id, at).await }))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
