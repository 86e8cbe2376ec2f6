use axum::Json;
use axum::extract::State;

use crate::access::Operator;
use crate::domain::{GenerationId, Usage};
use crate::protocol::{AnswerRecordBody, Problem};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::At;

/// What a reply was made of: for whoever asks why it says what it says.
#[utoipa::path(
    get, path = "/generations/{id}/record", tag = "generations",
    params(("id" = i64, Path)),
    responses((status = 200, body = AnswerRecordBody), (status = 404, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(id): At<GenerationId>,
) -> Answer<Json<AnswerRecordBody>> {
    let mut conn = rest.store.read().await?;
    let generation = conn.generation(operator.tenant, id).await?;
    let generation = generation.ok_or_else(Failure::not_found)?;
    let record = conn.answer_record(operator.tenant, id).await?;
    let record = record.ok_or_else(Failure::not_found)?;
    Ok(Json(AnswerRecordBody {
        generation_id: generation.id,
        dialog_id: generation.dialog,
        status: generation.status,
        code: generation.code,
        engine: record.engine,
        model: record.model,
        attempts: generation.attempt,
        prompt: record.made_of.prompt,
        passages: record.made_of.passages,
        tools: record.made_of.tools,
        usage: (record.usage != Usage::default()).then_some(record.usage),
        cost_micros: record.cost_micros,
        first_piece_ms: record.first_piece_ms,
        latency_ms: generation.latency_ms,
        guards: record.made_of.guards,
        created_at: record.at.into(),
    }))
}
