use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::body;
use crate::domain::{DialogId, Principal};
use crate::protocol::{GenerationBody, ListOf, Problem};
use crate::rest::Rest;
use crate::rest::caller::Caller;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::Asked;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Only `active`: queued or being written.
    status: String,
    dialog_id: Option<i64>,
}

/// The replies that are being written, in the caller's own dialogs.
#[utoipa::path(
    get, path = "/generations", tag = "generations",
    params(Which),
    responses((status = 200, body = ListOf<GenerationBody>), (status = 422, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Caller(principal): Caller,
    Asked(which): Asked<Which>,
) -> Answer<Json<ListOf<GenerationBody>>> {
    if which.status != "active" {
        return Err(Failure::invalid("`status` can only be `active`"));
    }
    let dialog = match which.dialog_id {
        None => None,
        Some(raw) => Some(DialogId::parse(raw).ok_or_else(Failure::not_found)?),
    };
    let (tenant, contact) = match &principal {
        Principal::Operator(operator) => (operator.tenant, None),
        Principal::Contact(contact) => (contact.tenant, Some(contact.contact)),
    };
    let active = rest
        .store
        .read()
        .await?
        .active_generations(tenant, dialog, contact)
        .await?;
    let pool = principal.pool();
    let items = active
        .into_iter()
        .map(|generation| body(generation, pool, &rest.hub))
        .collect();
    Ok(Json(ListOf {
        items,
        next_cursor: None,
    }))
}
