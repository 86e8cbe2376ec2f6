use axum::Json;
use axum::extract::State;

use super::engine::{engine, instructions};
use super::find;
use crate::access::Admin;
use crate::assistant::Replayed;
use crate::domain::EngineSettings;
use crate::protocol::{Problem, ReplayAnswer, ReplayBody, ReplayIn, ReplayItem, ReplayTotals};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{At, Body};

const MOST: u32 = 50;
const USUAL: u32 = 10;

/// Asks the assistant's latest questions once more, with a changed engine or other instructions, or after its articles
/// changed. Nothing is said to anybody; what it costs is spent.
#[utoipa::path(
    post, path = "/assistants/{id}/replay", tag = "assistants",
    params(("id" = String, Path)),
    request_body = ReplayIn,
    responses((status = 200, body = ReplayBody), (status = 404, body = Problem), (status = 422, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At(id): At<String>,
    Body(wanted): Body<ReplayIn>,
) -> Answer<Json<ReplayBody>> {
    let mut assistant = find(&rest, admin.tenant, &id).await?;
    let many = wanted.dialogs.unwrap_or(USUAL);
    if !(1..=MOST).contains(&many) {
        return Err(Failure::invalid(format!("`dialogs` is 1 to {MOST}")));
    }
    if let Some(written) = &wanted.engine {
        let changed = engine(&rest, &assistant.public_id, written, Some(&assistant))?;
        assistant.engine = changed.kind;
        assistant.engine_settings = changed.settings;
        assistant.engine_key = changed.key;
    }
    if let Some(raw) = &wanted.instructions {
        assistant.instructions = instructions(raw)?;
    }
    let replayed = rest.ask.replay(&assistant, many.into()).await?;
    let mut totals = ReplayTotals::default();
    let items = replayed
        .into_iter()
        .map(|one| item(one, &assistant.engine_settings, &mut totals))
        .collect();
    Ok(Json(ReplayBody { items, totals }))
}

fn item(one: Replayed, prices: &EngineSettings, totals: &mut ReplayTotals) -> ReplayItem {
    let changed = one.is_changed();
    totals.replayed += 1;
    totals.changed += i64::from(changed);
    totals.answered_before += i64::from(one.before.answered);
    let (after, failed) = match one.after {
        Ok(asked) => {
            totals.answered_after += i64::from(asked.answer.answered);
            let usage = asked.answer.usage.unwrap_or_default();
            totals.input_tokens += usage.input_tokens;
            totals.output_tokens += usage.output_tokens;
            totals.cost_micros += prices.cost(usage);
            let after = ReplayAnswer {
                text: asked.text,
                answered: asked.answer.answered,
                citations: asked.answer.citations,
                wants_person: asked.answer.wants_person,
                latency_ms: Some(asked.latency_ms),
                usage: asked.answer.usage,
            };
            (Some(after), None)
        }
        Err(error) => (None, Some(error)),
    };
    ReplayItem {
        dialog_id: one.before.dialog,
        generation_id: one.before.generation,
        question: one.question,
        before: ReplayAnswer {
            text: one.before.text,
            answered: one.before.answered,
            citations: one.before.citations,
            wants_person: false,
            latency_ms: one.before.latency_ms,
            usage: None,
        },
        after,
        failure: failed.as_ref().map(|error| error.code),
        error: failed.map(|error| error.detail),
        changed,
    }
}
