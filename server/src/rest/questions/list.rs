use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::body;
use crate::access::Operator;
use crate::domain::{QuestionId, QuestionState};
use crate::protocol::{ListOf, Problem, QuestionBody};
use crate::rest::Rest;
use crate::rest::assistants::find;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{Asked, At};

/// Questions of a page, unless fewer are asked for.
const PAGE: i64 = 50;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `open` if not named.
    #[param(inline)]
    state: Option<QuestionState>,
    cursor: Option<String>,
    /// 1 to 50.
    limit: Option<i64>,
}

/// What visitors asked and the assistant did not know, what was asked most first.
#[utoipa::path(
    get, path = "/assistants/{id}/questions", tag = "assistants",
    params(("id" = String, Path), Which),
    responses((status = 200, body = ListOf<QuestionBody>), (status = 404, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(id): At<String>,
    Asked(which): Asked<Which>,
) -> Answer<Json<ListOf<QuestionBody>>> {
    let assistant = find(&rest, operator.tenant, &id).await?;
    let limit = which.limit.unwrap_or(PAGE).clamp(1, PAGE);
    let state = which.state.unwrap_or(QuestionState::Open);
    let after = which.cursor.as_deref().map(place).transpose()?;
    let mut found = rest
        .store
        .read()
        .await?
        .questions(operator.tenant, assistant.id, state, after, limit + 1)
        .await?;
    let more = found.len() as i64 > limit;
    found.truncate(limit as usize);
    let next_cursor = found
        .last()
        .filter(|_| more)
        .map(|last| format!("{}-{}", last.asked, last.id));
    Ok(Json(ListOf {
        items: found.into_iter().map(body).collect(),
        next_cursor,
    }))
}

fn place(raw: &str) -> Answer<(i64, QuestionId)> {
    let parsed = raw
        .split_once('-')
        .and_then(|(asked, id)| Some((asked.parse().ok()?, QuestionId::parse(id.parse().ok()?)?)));
    parsed.ok_or_else(|| Failure::invalid("`cursor` is not one of ours"))
}
