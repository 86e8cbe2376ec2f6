use axum::Json;
use axum::extract::State;

use super::about;
use crate::access::Operator;
use crate::domain::DialogId;
use crate::protocol::{Problem, SummaryBody, SummaryBy};
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::At;

/// What has been said, in a few lines, for the operator who takes over. Nothing of it is stored.
#[utoipa::path(
    get, path = "/dialogs/{id}/summary", tag = "dialogs",
    params(("id" = i64, Path)),
    responses((status = 200, body = SummaryBody), (status = 404, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(dialog): At<DialogId>,
) -> Answer<Json<SummaryBody>> {
    let (assistant, past) = about(&rest, operator, dialog).await?;
    let summary = rest.ask.summary(&assistant, &past).await;
    Ok(Json(SummaryBody {
        text: summary.text,
        by: if summary.by_model {
            SummaryBy::Model
        } else {
            SummaryBy::Extract
        },
    }))
}
