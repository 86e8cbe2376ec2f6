use axum::Json;
use axum::extract::State;

use crate::domain::{DialogId, Principal};
use crate::protocol::{DialogBody, HandoffIn, Problem};
use crate::rest::Rest;
use crate::rest::caller::Caller;
use crate::rest::dialogs::contact_body;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{At, Body};

/// Asks for a person. Asking again changes nothing.
#[utoipa::path(
    post, path = "/dialogs/{id}/handoff", tag = "handoff",
    params(("id" = i64, Path)),
    request_body = HandoffIn,
    responses((status = 200, body = DialogBody), (status = 404, body = Problem), (status = 409, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Caller(principal): Caller,
    At(dialog): At<DialogId>,
    Body(wish): Body<HandoffIn>,
) -> Answer<Json<DialogBody>> {
    let Principal::Contact(contact) = &principal else {
        return Err(Failure::not_found());
    };
    let reason = wish.reason.as_deref();
    rest.conversation
        .request_person(&principal, dialog, reason)
        .await?;
    Ok(Json(contact_body(&rest, contact, dialog).await?))
}
