use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{cursor, summary_body};
use crate::access::Operator;
use crate::domain::OperatorId;
use crate::protocol::{DialogSummaryBody, ListOf, Problem};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::Asked;
use crate::store::{Filter, View};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// `assistant`, `queued`, `operator` (with `assignee`), `open` (not closed; the default) or `closed`.
    state: Option<String>,
    /// Who holds it: `me` or an operator's id.
    assignee: Option<String>,
    /// Part of the contact's name or e-mail address, or of the last message.
    q: Option<String>,
    cursor: Option<String>,
    /// 1 to 100; 50 if absent.
    limit: Option<i64>,
}

/// The inbox: the dialog with the newest entry first. One in which nobody has said anything yet is not in it.
#[utoipa::path(
    get, path = "/dialogs", tag = "dialogs",
    params(Wanted),
    responses((status = 200, body = ListOf<DialogSummaryBody>), (status = 422, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    Asked(wanted): Asked<Wanted>,
) -> Answer<Json<ListOf<DialogSummaryBody>>> {
    let assignee = match wanted.assignee.as_deref() {
        None => None,
        Some("me") => Some(operator.id()),
        Some(raw) => {
            let id = raw.parse().ok().and_then(OperatorId::parse);
            Some(id.ok_or_else(|| Failure::invalid("`assignee` is me or an operator's id"))?)
        }
    };
    let view = match (wanted.state.as_deref(), assignee) {
        (None | Some("open"), None) => View::All,
        (None | Some("open" | "operator"), Some(operator)) => View::Mine(operator),
        (Some("assistant"), _) => View::Assistant,
        (Some("queued"), _) => View::Waiting,
        (Some("closed"), _) => View::Closed,
        (Some("operator"), None) => return Err(Failure::invalid("`state=operator` needs `assignee`")),
        (Some(_), _) => {
            return Err(Failure::invalid(
                "`state` is assistant, queued, operator, open or closed",
            ));
        }
    };
    let q = wanted.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
    if q.is_some_and(|q| q.chars().count() > 200) {
        return Err(Failure::invalid("`q` has at most 200 characters"));
    }
    let cursor = cursor::read(wanted.cursor.as_deref())?;
    let limit = wanted.limit.unwrap_or(50).clamp(1, 100);
    let filter = Filter { view, assignee, q };
    let mut found = rest
        .store
        .read_aside()
        .await?
        .inbox(operator.tenant, filter, cursor, limit + 1)
        .await?;
    let more = found.len() as i64 > limit;
    found.truncate(limit as usize);
    let next_cursor = found
        .last()
        .filter(|_| more)
        .map(|summary| cursor::write(summary.inbox_cursor()));
    Ok(Json(ListOf {
        items: found.into_iter().map(summary_body).collect(),
        next_cursor,
    }))
}
