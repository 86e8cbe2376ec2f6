use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::posted_body;
use crate::access::Operator;
use crate::conversation::NewPost;
use crate::domain::{DialogId, EntryKind, Pool, Principal};
use crate::protocol::{NoteIn, PostedBody, Problem};
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::{self, At, Body};

/// Leaves a note that only operators ever see.
#[utoipa::path(
    post, path = "/dialogs/{id}/notes", tag = "messages",
    params(("id" = i64, Path)),
    request_body = NoteIn,
    responses(
        (status = 201, body = PostedBody), (status = 200, body = PostedBody),
        (status = 404, body = Problem), (status = 422, body = Problem),
    ),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(dialog): At<DialogId>,
    Body(new): Body<NoteIn>,
) -> Answer<(StatusCode, Json<PostedBody>)> {
    let post = NewPost {
        dialog,
        kind: EntryKind::Note,
        client_id: input::client_id(&new.client_id)?,
        text: input::text(&new.text, rest.conversation.limits().text_characters)?,
        expected_epoch: None,
        origin: None,
    };
    let posted = rest
        .conversation
        .post(&Principal::Operator(operator), post)
        .await?;
    let status = if posted.duplicate {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    Ok((status, Json(posted_body(&posted, Pool::Admin))))
}
