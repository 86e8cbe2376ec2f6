use axum::Json;
use axum::extract::State;
use futures_util::StreamExt;

use super::find;
use crate::access::Operator;
use crate::assistant::engine::{Piece, Request};
use crate::protocol::{ErrorCode, Problem, TryAnswer, TryQuestion};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{self, At, Body};

/// Asks an assistant something without opening a dialog. Nothing is stored.
#[utoipa::path(
    post, path = "/assistants/{id}/try", tag = "assistants",
    params(("id" = String, Path)),
    request_body = TryQuestion,
    responses((status = 200, body = TryAnswer), (status = 404, body = Problem), (status = 422, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(id): At<String>,
    Body(question): Body<TryQuestion>,
) -> Answer<Json<TryAnswer>> {
    let assistant = find(&rest, operator.tenant, &id).await?;
    let text = input::text(&question.question, rest.conversation.limits().text_characters)?;
    let request = Request {
        assistant,
        question: text.into_string(),
        history: Vec::new(),
    };
    let mut answering = rest.try_out.answer(request);
    let mut text = String::new();
    while let Some(piece) = answering.next().await {
        match piece {
            Ok(Piece::Delta(more)) => text.push_str(&more),
            Ok(Piece::Done(answer)) => {
                return Ok(Json(TryAnswer {
                    answered: answer.answered,
                    text,
                    citations: answer.citations,
                }));
            }
            Err(error) => {
                tracing::warn!(error = %error, "a question could not be tried");
                break;
            }
        }
    }
    Err(Failure::new(
        ErrorCode::Unavailable,
        "The assistant gave no answer. Try again.",
    ))
}
