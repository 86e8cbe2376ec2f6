use axum::Json;
use axum::extract::State;

use super::changed_body;
use crate::access::Operator;
use crate::domain::{DialogId, MessageId};
use crate::protocol::{ChangedBody, Problem};
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::At;

/// Takes a message's text away for good: one's own; admins anybody's.
#[utoipa::path(
    delete, path = "/dialogs/{id}/messages/{message_id}", tag = "messages",
    params(("id" = i64, Path), ("message_id" = i64, Path)),
    responses(
        (status = 200, body = ChangedBody), (status = 403, body = Problem), (status = 404, body = Problem),
    ),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At((dialog, message)): At<(DialogId, MessageId)>,
) -> Answer<Json<ChangedBody>> {
    let changed = rest.conversation.delete(&operator, dialog, message).await?;
    Ok(Json(changed_body(&changed)))
}
