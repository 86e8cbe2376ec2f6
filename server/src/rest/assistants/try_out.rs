use axum::Json;
use axum::extract::State;

use super::find;
use crate::access::Operator;
use crate::assistant::engine::Request;
use crate::protocol::{Problem, TryAnswer, TryQuestion};
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::{self, At, Body};

/// Asks an assistant something without opening a dialog. Nothing is stored but what it cost.
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
        away: None,
        asked_by: None,
    };
    let asked = rest.ask.ask(request).await?;
    Ok(Json(TryAnswer {
        answered: asked.answer.answered,
        text: asked.text,
        citations: asked.answer.citations,
        wants_person: asked.answer.wants_person,
        usage: asked.answer.usage,
        latency_ms: asked.latency_ms,
    }))
}
