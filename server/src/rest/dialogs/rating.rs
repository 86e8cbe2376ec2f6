use axum::extract::State;
use axum::http::StatusCode;

use crate::domain::{DialogId, Principal};
use crate::protocol::{Problem, RatingIn};
use crate::rest::Rest;
use crate::rest::caller::Caller;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{At, Body};

/// Characters of a comment.
const COMMENT: usize = 1_000;

/// What the contact thought of the dialog. The last word counts.
#[utoipa::path(
    post, path = "/dialogs/{id}/rating", tag = "dialogs",
    params(("id" = i64, Path)),
    request_body = RatingIn,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Caller(principal): Caller,
    At(dialog): At<DialogId>,
    Body(rating): Body<RatingIn>,
) -> Answer<StatusCode> {
    let Principal::Contact(contact) = &principal else {
        return Err(Failure::not_found());
    };
    if !(1..=5).contains(&rating.score) {
        return Err(Failure::invalid("`score` is 1 to 5"));
    }
    let comment = rating.comment.map(|comment| comment.replace('\0', ""));
    if comment
        .as_deref()
        .is_some_and(|comment| comment.chars().count() > COMMENT)
    {
        return Err(crate::conversation::Error::TextTooLong { limit: COMMENT }.into());
    }
    let comment = comment.filter(|comment| !comment.trim().is_empty());
    rest.conversation
        .rate(contact, dialog, rating.score, comment)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
