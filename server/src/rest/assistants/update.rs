use axum::Json;
use axum::extract::State;

use super::engine::{Engine, engine, instructions, policy};
use super::{NAME, appearance, body, embeddings, find, origins};
use crate::access::Admin;
use crate::domain::Assistant;
use crate::protocol::{AssistantBody, AssistantPatch, Problem};
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::{self, At, Body};
use crate::store::AssistantChange;

/// Changes what is named of an assistant.
#[utoipa::path(
    patch, path = "/assistants/{id}", tag = "assistants",
    params(("id" = String, Path)),
    request_body = AssistantPatch,
    responses((status = 200, body = AssistantBody), (status = 404, body = Problem), (status = 422, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At(id): At<String>,
    Body(patch): Body<AssistantPatch>,
) -> Answer<Json<AssistantBody>> {
    let now = find(&rest, admin.tenant, &id).await?;
    let made = rest.store.read().await?.embeddings(now.tenant, now.id).await?;
    let wanted = match &patch.embeddings {
        Some(Some(written)) => Some(Some(embeddings::change(
            &rest,
            &now.public_id,
            written,
            made.as_ref(),
        )?)),
        Some(None) => Some(None),
        None => None,
    };
    let next = apply(&rest, now, &patch)?;
    let change = AssistantChange {
        name: next.name.clone(),
        engine: next.engine,
        engine_settings: next.engine_settings.clone(),
        engine_key: next.engine_key.clone(),
        instructions: next.instructions.clone(),
        handoff: next.handoff.clone(),
        appearance: next.appearance.clone(),
        allowed_origins: next.allowed_origins.clone(),
        at: rest.clock.now(),
    };
    let (tenant, assistant) = (next.tenant, next.id);
    let saving = rest.store.write(move |tx| {
        Box::pin(async move {
            if !tx.update_assistant(tenant, assistant, &change).await? {
                return Ok(None);
            }
            match wanted {
                Some(Some(wanted)) => tx.save_embeddings(tenant, assistant, &wanted).await?,
                Some(None) => tx.drop_embeddings(tenant, assistant).await?,
                None => {}
            }
            tx.embeddings(tenant, assistant).await
        })
    });
    let embeddings = saving.await?;
    Ok(Json(body(next, embeddings)))
}

fn apply(rest: &Rest, now: Assistant, patch: &AssistantPatch) -> Answer<Assistant> {
    let engine = match &patch.engine {
        Some(written) => engine(rest, &now.public_id, written, Some(&now))?,
        None => Engine {
            kind: now.engine,
            settings: now.engine_settings.clone(),
            key: now.engine_key.clone(),
        },
    };
    let name = match &patch.name {
        Some(name) => input::name("name", name, NAME)?,
        None => now.name,
    };
    let allowed_origins = match &patch.allowed_origins {
        Some(raw) => origins(raw)?,
        None => now.allowed_origins,
    };
    Ok(Assistant {
        id: now.id,
        tenant: now.tenant,
        public_id: now.public_id,
        name,
        engine: engine.kind,
        engine_settings: engine.settings,
        engine_key: engine.key,
        instructions: match &patch.instructions {
            Some(raw) => instructions(raw)?,
            None => now.instructions,
        },
        handoff: match &patch.handoff {
            Some(written) => policy(written)?,
            None => now.handoff,
        },
        appearance: appearance(
            now.appearance,
            patch.greeting.as_deref(),
            patch.suggestions.as_deref(),
            patch.color.as_deref(),
        )?,
        allowed_origins,
    })
}
