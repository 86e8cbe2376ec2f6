use axum::Json;
use axum::extract::State;

use super::changed_body;
use crate::access::Operator;
use crate::domain::{DialogId, MessageId};
use crate::protocol::{ChangedBody, EditIn, Problem};
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::{self, At, Body};

/// Gives a message or note of one's own another text.
#[utoipa::path(
    patch, path = "/dialogs/{id}/messages/{message_id}", tag = "messages",
    params(("id" = i64, Path), ("message_id" = i64, Path)),
    request_body = EditIn,
    responses(
        (status = 200, body = ChangedBody),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem),
    ),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At((dialog, message)): At<(DialogId, MessageId)>,
    Body(edit): Body<EditIn>,
) -> Answer<Json<ChangedBody>> {
    let text = input::text(&edit.text, rest.conversation.limits().text_characters)?;
    let changed = rest.conversation.edit(&operator, dialog, message, text).await?;
    Ok(Json(changed_body(&changed)))
}
