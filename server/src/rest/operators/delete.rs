use axum::extract::State;
use axum::http::StatusCode;

use crate::access::Admin;
use crate::domain::OperatorId;
use crate::protocol::Problem;
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::At;

/// Takes a person out of the tenant: their sign-ins end, their connections close, and what they held goes back into
/// the queue. Nobody removes who is above them, and a tenant keeps an owner.
#[utoipa::path(
    delete, path = "/operators/{id}", tag = "operators",
    params(("id" = i64, Path)),
    responses(
        (status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
    ),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At(operator): At<OperatorId>,
) -> Answer<StatusCode> {
    rest.access.remove_member(&admin, operator).await?;
    rest.conversation.let_go(&admin, operator).await?;
    Ok(StatusCode::NO_CONTENT)
}
