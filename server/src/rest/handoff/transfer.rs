use axum::Json;
use axum::extract::State;

use crate::access::Operator;
use crate::domain::DialogId;
use crate::protocol::{DialogDetail, Problem, TransferIn};
use crate::rest::Rest;
use crate::rest::dialogs::detail::detail;
use crate::rest::failure::Answer;
use crate::rest::input::{At, Body};

/// Gives the dialog to another operator.
#[utoipa::path(
    post, path = "/dialogs/{id}/transfer", tag = "handoff",
    params(("id" = i64, Path)),
    request_body = TransferIn,
    responses((status = 200, body = DialogDetail), (status = 404, body = Problem), (status = 409, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(dialog): At<DialogId>,
    Body(transfer): Body<TransferIn>,
) -> Answer<Json<DialogDetail>> {
    rest.conversation
        .transfer(&operator, dialog, transfer.operator_id)
        .await?;
    Ok(Json(detail(&rest, operator.tenant, dialog).await?))
}
