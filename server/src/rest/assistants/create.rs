use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::{NAME, appearance, body, origins};
use crate::access::Admin;
use crate::domain::{Appearance, PublicId};
use crate::protocol::{AssistantBody, AssistantIn, Problem};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{self, Body};
use crate::store::NewAssistant;

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
    let new = NewAssistant {
        public_id: PublicId::make("ast", rest.entropy.bytes()),
        name: input::name("name", &wanted.name, NAME)?,
        engine: wanted.engine.kind,
        appearance: appearance(
            Appearance::default(),
            wanted.greeting.as_deref(),
            wanted.suggestions.as_deref(),
            wanted.color.as_deref(),
        )?,
        allowed_origins: origins(wanted.allowed_origins.as_deref().unwrap_or_default())?,
        at: rest.clock.now(),
    };
    let tenant = admin.tenant;
    let made = rest
        .store
        .write(move |tx| {
            Box::pin(async move {
                let id = tx.create_assistant(tenant, &new).await?;
                tx.assistant(tenant, id).await
            })
        })
        .await?;
    Ok((
        StatusCode::CREATED,
        Json(body(made.ok_or_else(Failure::not_found)?)),
    ))
}
