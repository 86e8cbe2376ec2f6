use axum::extract::State;
use axum::http::StatusCode;

use crate::domain::DialogId;
use crate::protocol::{Problem, TypingIn};
use crate::rest::Rest;
use crate::rest::caller::Caller;
use crate::rest::failure::Answer;
use crate::rest::input::{At, Body};

/// The caller types, or has stopped.
#[utoipa::path(
    post, path = "/dialogs/{id}/typing", tag = "messages",
    params(("id" = i64, Path)),
    request_body = TypingIn,
    responses((status = 204), (status = 404, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Caller(principal): Caller,
    At(dialog): At<DialogId>,
    Body(typing): Body<TypingIn>,
) -> Answer<StatusCode> {
    rest.conversation
        .typing(&principal, dialog, typing.on, None)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
