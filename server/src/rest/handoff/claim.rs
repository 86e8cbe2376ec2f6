use axum::Json;
use axum::extract::State;

use crate::access::Operator;
use crate::domain::DialogId;
use crate::protocol::{DialogDetail, Problem};
use crate::rest::Rest;
use crate::rest::dialogs::detail::detail;
use crate::rest::failure::Answer;
use crate::rest::input::At;

/// Takes the dialog. Of any number at once one wins; the others get `already_claimed` with the holder.
#[utoipa::path(
    post, path = "/dialogs/{id}/claim", tag = "handoff",
    params(("id" = i64, Path)),
    responses((status = 200, body = DialogDetail), (status = 404, body = Problem), (status = 409, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(dialog): At<DialogId>,
) -> Answer<Json<DialogDetail>> {
    rest.conversation.claim(&operator, dialog).await?;
    Ok(Json(detail(&rest, operator.tenant, dialog).await?))
}
