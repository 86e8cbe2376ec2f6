use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::engine::{engine, instructions, policy};
use super::{NAME, appearance, body, embeddings, origins};
use crate::access::Admin;
use crate::domain::{Appearance, PublicId};
use crate::protocol::{AssistantBody, AssistantIn, Problem};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{self, Body};
use crate::store::{AssistantChange, Error, NewAssistant};

/// Makes an assistant.
#[utoipa::path(
    post, path = "/assistants", tag = "assistants",
    request_body = AssistantIn,
    responses((status = 201, body = AssistantBody), (status = 403, body = Problem), (status = 422, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    Body(wanted): Body<AssistantIn>,
) -> Answer<(StatusCode, Json<AssistantBody>)> {
    let public_id = PublicId::make("ast", rest.entropy.bytes());
    let engine = engine(&rest, &public_id, &wanted.engine, None)?;
    let new = NewAssistant {
        public_id,
        name: input::name("name", &wanted.name, NAME)?,
        engine: engine.kind,
        appearance: appearance(
            Appearance::default(),
            wanted.greeting.as_deref(),
            wanted.suggestions.as_deref(),
            wanted.color.as_deref(),
        )?,
        allowed_origins: origins(wanted.allowed_origins.as_deref().unwrap_or_default())?,
        at: rest.clock.now(),
    };
    let change = AssistantChange {
        name: new.name.clone(),
        engine: new.engine,
        engine_settings: engine.settings,
        engine_key: engine.key,
        instructions: instructions(wanted.instructions.as_deref().unwrap_or_default())?,
        handoff: wanted
            .handoff
            .as_ref()
            .map(policy)
            .transpose()?
            .unwrap_or_default(),
        appearance: new.appearance.clone(),
        allowed_origins: new.allowed_origins.clone(),
        at: new.at,
    };
    let embeddings = match &wanted.embeddings {
        Some(written) => Some(embeddings::change(&rest, &new.public_id, written, None)?),
        None => None,
    };
    let tenant = admin.tenant;
    let (made, embeddings) = rest
        .store
        .write(move |tx| {
            Box::pin(async move {
                let id = tx.create_assistant(tenant, &new).await?;
                tx.update_assistant(tenant, id, &change).await?;
                if let Some(wanted) = embeddings {
                    tx.save_embeddings(tenant, id, &wanted).await?;
                }
                let made = tx.assistant(tenant, id).await?;
                Ok::<_, Error>((made, tx.embeddings(tenant, id).await?))
            })
        })
        .await?;
    Ok((
        StatusCode::CREATED,
        Json(body(made.ok_or_else(Failure::not_found)?, embeddings)),
    ))
}
