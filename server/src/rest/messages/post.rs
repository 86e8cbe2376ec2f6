use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::posted_body;
use crate::conversation::NewPost;
use crate::domain::{DialogId, EntryKind};
use crate::protocol::{MessageIn, PostedBody, Problem};
use crate::rest::Rest;
use crate::rest::caller::Caller;
use crate::rest::failure::Answer;
use crate::rest::input::{self, At, Body};

/// Says something. `201` once it is durable; `200` if it was said before under this `client_id`.
#[utoipa::path(
    post, path = "/dialogs/{id}/messages", tag = "messages",
    params(("id" = i64, Path)),
    request_body = MessageIn,
    responses(
        (status = 201, body = PostedBody), (status = 200, body = PostedBody),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
    ),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Caller(principal): Caller,
    At(dialog): At<DialogId>,
    Body(new): Body<MessageIn>,
) -> Answer<(StatusCode, Json<PostedBody>)> {
    let post = NewPost {
        dialog,
        kind: EntryKind::Message,
        client_id: input::client_id(&new.client_id)?,
        text: input::text(&new.text, rest.conversation.limits().text_characters)?,
        expected_epoch: new.expected_epoch,
        origin: None,
    };
    let posted = rest.conversation.post(&principal, post).await?;
    let status = if posted.duplicate {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    Ok((status, Json(posted_body(&posted, principal.pool()))))
}
