use axum::Json;
use axum::extract::State;

use super::body;
use crate::domain::{GenerationId, Principal};
use crate::protocol::{GenerationBody, Problem};
use crate::rest::Rest;
use crate::rest::caller::Caller;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::At;

/// One reply, and how far it has got.
#[utoipa::path(
    get, path = "/generations/{id}", tag = "generations",
    params(("id" = i64, Path)),
    responses((status = 200, body = GenerationBody), (status = 404, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Caller(principal): Caller,
    At(id): At<GenerationId>,
) -> Answer<Json<GenerationBody>> {
    let tenant = match &principal {
        Principal::Operator(operator) => operator.tenant,
        Principal::Contact(contact) => contact.tenant,
    };
    let found = rest.store.read().await?.generation(tenant, id).await?;
    let generation = found.ok_or_else(Failure::not_found)?;
    // A reply belongs to who owns its dialog.
    rest.conversation.dialog(&principal, generation.dialog).await?;
    Ok(Json(body(generation, principal.pool(), &rest.hub)))
}
