use axum::extract::State;
use axum::http::StatusCode;

use crate::domain::{DialogId, MarkKind};
use crate::protocol::{MarkIn, Problem};
use crate::rest::Rest;
use crate::rest::caller::Caller;
use crate::rest::failure::Answer;
use crate::rest::input::{At, Body};

/// The caller's side has read the dialog up to `seq`.
#[utoipa::path(
    post, path = "/dialogs/{id}/read", tag = "messages",
    params(("id" = i64, Path)),
    request_body = MarkIn,
    responses((status = 204), (status = 404, body = Problem)),
)]
pub(crate) async fn read(
    State(rest): State<Rest>,
    Caller(principal): Caller,
    At(dialog): At<DialogId>,
    Body(mark): Body<MarkIn>,
) -> Answer<StatusCode> {
    rest.conversation
        .mark(&principal, dialog, MarkKind::Read, mark.seq)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The caller's side has received the dialog up to `seq`.
#[utoipa::path(
    post, path = "/dialogs/{id}/delivered", tag = "messages",
    params(("id" = i64, Path)),
    request_body = MarkIn,
    responses((status = 204), (status = 404, body = Problem)),
)]
pub(crate) async fn delivered(
    State(rest): State<Rest>,
    Caller(principal): Caller,
    At(dialog): At<DialogId>,
    Body(mark): Body<MarkIn>,
) -> Answer<StatusCode> {
    rest.conversation
        .mark(&principal, dialog, MarkKind::Delivered, mark.seq)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
