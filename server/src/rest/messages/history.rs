use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};
use utoipa::IntoParams;

use crate::access::Denied;
use crate::conversation::{HistoryPage, Position};
use crate::domain::{DialogId, Pool, Principal};
use crate::hub::{CloseReason, Refusal, Since};
use crate::protocol::{ErrorCode, HistoryBody, Problem, entry_frame};
use crate::rest::Rest;
use crate::rest::caller::{Asking, Caller};
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{Asked, At};

const LIMIT: i64 = 50;
const LONGEST_WAIT: u64 = 25;

/// Milliseconds after which a place may have become free.
const FULL_FOR: u64 = 5_000;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Stretch {
    /// Everything numbered that follows this, in order: messages, edits and removals.
    after: Option<i64>,
    /// The messages before this, in order and in their present state; without `after` and `before`: the end of the dialog.
    before: Option<i64>,
    /// 1 to 200; 50 if absent.
    limit: Option<i64>,
    /// With `after`: seconds to wait for something new, up to 25. If there is no place to wait: `429`.
    wait: Option<u64>,
}

/// A stretch of the dialog, in the caller's own stream.
#[utoipa::path(
    get, path = "/dialogs/{id}/messages", tag = "messages",
    params(("id" = i64, Path), Stretch),
    responses(
        (status = 200, body = HistoryBody), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 429, body = Problem),
    ),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Asking(since): Asking,
    Caller(principal): Caller,
    At(dialog): At<DialogId>,
    Asked(stretch): Asked<Stretch>,
) -> Answer<Json<HistoryBody>> {
    let limit = stretch.limit.unwrap_or(LIMIT);
    let position = match (stretch.after, stretch.before) {
        (Some(_), Some(_)) => return Err(Failure::invalid("give `after` or `before`, not both")),
        (Some(..0), None) | (None, Some(..0)) => {
            return Err(Failure::invalid(
                "numbers begin with 1: `after` and `before` are not negative",
            ));
        }
        (Some(after), None) => Position::After(after),
        (None, Some(before)) => Position::Before(before),
        (None, None) => Position::Before(i64::MAX),
    };
    let page = match (position, stretch.wait.unwrap_or(0).min(LONGEST_WAIT)) {
        (Position::After(_), seconds) if seconds > 0 => {
            wait(
                &rest,
                &principal,
                since,
                dialog,
                position,
                limit,
                Duration::from_secs(seconds),
            )
            .await?
        }
        _ => {
            rest.conversation
                .history(&principal, dialog, position, limit)
                .await?
        }
    };
    Ok(Json(body(&rest, &page, principal.pool())))
}

/// Watches first and reads second, so that what is written in between is not missed.
async fn wait(
    rest: &Rest,
    principal: &Principal,
    since: Since,
    dialog: DialogId,
    position: Position,
    limit: i64,
    patience: Duration,
) -> Answer<HistoryPage> {
    rest.conversation.dialog(principal, dialog).await?;
    let watch = rest.hub.watch(principal, dialog, since);
    let read = || rest.conversation.history(principal, dialog, position, limit);
    let is_answer = |page: &HistoryPage| {
        let end = page.dialog.end_in(principal.pool());
        // Who is ahead of the end comes from another history: they are told at once, by its name in the answer.
        let is_ahead = matches!(position, Position::After(after) if after > end);
        is_ahead || !page.entries.is_empty()
    };
    let mut page = read().await;
    let watch = match watch {
        Ok(watch) => watch,
        Err(Refusal::Leaving) => return Ok(page?),
        Err(refusal) => {
            let page = page?;
            // What there is, is told; only to wait for more there is no room.
            return if is_answer(&page) {
                Ok(page)
            } else {
                Err(no_room(refusal))
            };
        }
    };
    let deadline = Instant::now() + patience;
    let goes_on = || watch.ended().is_none() && !rest.hub.is_leaving();
    while page.as_ref().is_ok_and(|page| !is_answer(page)) && goes_on() {
        let woken = timeout_at(deadline, watch.woken()).await.is_ok();
        // Whether woken or not: read again. The hub's word is a hint, and may come late for what was read before.
        page = read().await;
        if !woken {
            break;
        }
    }
    match watch.ended() {
        Some(reason) => Err(refusal(principal, reason)),
        None => Ok(page?),
    }
}

/// To read without `wait` is not bounded by places.
fn no_room(refusal: Refusal) -> Failure {
    Problem::new(
        ErrorCode::RateLimited,
        "Too many are connected. Read without `wait`, or come back later.",
    )
    .detail(refusal.to_string())
    .retry_after(FULL_FOR)
    .into()
}

/// What the next request would be told, now that the right to wait has ended.
fn refusal(principal: &Principal, reason: CloseReason) -> Failure {
    match (principal, reason) {
        // Whom a token belonged to is nobody's business once it opens nothing.
        (Principal::Contact(_), CloseReason::SessionEnded) => Failure::not_found(),
        (Principal::Operator(_), CloseReason::SessionEnded) => Denied::SessionEnded.into(),
        _ => Denied::Unauthenticated.into(),
    }
}

fn body(rest: &Rest, page: &HistoryPage, pool: Pool) -> HistoryBody {
    let items: Vec<_> = page
        .entries
        .iter()
        .filter_map(|entry| entry_frame(entry, pool))
        .collect();
    let last_entry = page.entries.last();
    let read_end = match pool {
        Pool::Admin => last_entry.map(|entry| entry.staff_seq),
        Pool::Client => last_entry.and_then(|entry| entry.public_seq),
    };
    HistoryBody {
        items,
        // What was written after the dialog's row was read is part of the answer all the same.
        last_seq: page.dialog.end_in(pool).max(read_end.unwrap_or(0)),
        history_epoch: Arc::clone(&rest.history_epoch).to_string(),
        more: page.more,
    }
}
