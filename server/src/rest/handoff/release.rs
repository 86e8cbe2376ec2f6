use axum::Json;
use axum::extract::State;

use crate::access::Operator;
use crate::domain::DialogId;
use crate::protocol::{DialogDetail, Problem, ReleaseIn};
use crate::rest::Rest;
use crate::rest::dialogs::detail::detail;
use crate::rest::failure::Answer;
use crate::rest::input::{At, Body};

/// Gives the dialog back, to the assistant or into the queue.
#[utoipa::path(
    post, path = "/dialogs/{id}/release", tag = "handoff",
    params(("id" = i64, Path)),
    request_body = ReleaseIn,
    responses((status = 200, body = DialogDetail), (status = 404, body = Problem), (status = 409, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(dialog): At<DialogId>,
    Body(release): Body<ReleaseIn>,
) -> Answer<Json<DialogDetail>> {
    rest.conversation.release(&operator, dialog, release.to).await?;
    Ok(Json(detail(&rest, operator.tenant, dialog).await?))
}
