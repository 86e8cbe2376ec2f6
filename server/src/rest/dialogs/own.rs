use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{contact_body, cursor, own_body};
use crate::domain::{DialogId, Principal};
use crate::protocol::{DialogBody, ListOf, Problem};
use crate::rest::Rest;
use crate::rest::caller::{Caller, Visiting};
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{Asked, At};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Stretch {
    cursor: Option<String>,
    limit: Option<i64>,
}

/// The caller's own dialogs, the one with the newest entry first.
#[utoipa::path(
    get, path = "/dialogs", tag = "dialogs",
    params(Stretch),
    responses((status = 200, body = ListOf<DialogBody>), (status = 401, body = Problem)),
)]
pub(crate) async fn list(
    State(rest): State<Rest>,
    visiting: Visiting,
    Asked(stretch): Asked<Stretch>,
) -> Answer<Json<ListOf<DialogBody>>> {
    let Some(who) = visiting.principal() else {
        return Ok(Json(ListOf {
            items: Vec::new(),
            next_cursor: None,
        }));
    };
    let cursor = cursor::read(stretch.cursor.as_deref())?;
    let limit = stretch.limit.unwrap_or(50).clamp(1, 100);
    let mut reader = rest.store.read_aside().await?;
    let mut found = reader
        .dialogs_of_contact(who.tenant, who.contact, cursor, limit + 1)
        .await?;
    let more = found.len() as i64 > limit;
    found.truncate(limit as usize);
    let next_cursor = found
        .last()
        .filter(|_| more)
        .map(|summary| cursor::write(summary.contact_cursor()));
    let items = found.into_iter().map(|summary| own_body(summary, None)).collect();
    Ok(Json(ListOf { items, next_cursor }))
}

/// One of the caller's own dialogs.
#[utoipa::path(
    get, path = "/dialogs/{id}", tag = "dialogs",
    params(("id" = i64, Path)),
    responses((status = 200, body = DialogBody), (status = 404, body = Problem)),
)]
pub(crate) async fn get(
    State(rest): State<Rest>,
    Caller(principal): Caller,
    At(dialog): At<DialogId>,
) -> Answer<Json<DialogBody>> {
    let Principal::Contact(who) = principal else {
        return Err(Failure::not_found());
    };
    Ok(Json(contact_body(&rest, &who, dialog).await?))
}
