use axum::Json;
use axum::extract::State;

use super::body;
use crate::access::Admin;
use crate::domain::QuestionId;
use crate::protocol::{Problem, QuestionBody, QuestionPatch};
use crate::rest::Rest;
use crate::rest::assistants::find;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{At, Body};

/// Somebody wrote the article, or nobody should, or it is open again.
#[utoipa::path(
    patch, path = "/assistants/{id}/questions/{question_id}", tag = "assistants",
    params(("id" = String, Path), ("question_id" = i64, Path)),
    request_body = QuestionPatch,
    responses((status = 200, body = QuestionBody), (status = 404, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At((id, question)): At<(String, QuestionId)>,
    Body(patch): Body<QuestionPatch>,
) -> Answer<Json<QuestionBody>> {
    let assistant = find(&rest, admin.tenant, &id).await?;
    let (tenant, assistant) = (admin.tenant, assistant.id);
    let changed = rest
        .store
        .write(move |tx| {
            Box::pin(async move {
                if !tx
                    .set_question_state(tenant, assistant, question, patch.state)
                    .await?
                {
                    return Ok(None);
                }
                tx.question(tenant, assistant, question).await
            })
        })
        .await?;
    Ok(Json(body(changed.ok_or_else(Failure::not_found)?)))
}
