use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{answer, take};
use crate::conversation::WorkflowSays;
use crate::domain::GenerationId;
use crate::protocol::{CallbackBody, CallbackIn, Problem};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{Asked, At, Body};

/// Characters of one piece.
const PIECE: usize = 8_000;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Proof {
    /// From the `callback_url`.
    #[serde(default)]
    token: String,
}

/// The answer of a workflow, a piece of it, or that there is none. Repeated, it changes nothing and says so.
#[utoipa::path(
    post, path = "/callbacks/{generation_id}", tag = "callbacks",
    params(("generation_id" = i64, Path), Proof),
    request_body = CallbackIn,
    responses(
        (status = 200, body = CallbackBody), (status = 404, body = Problem), (status = 410, body = Problem),
        (status = 422, body = Problem),
    ),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    At(id): At<GenerationId>,
    Asked(proof): Asked<Proof>,
    Body(said): Body<CallbackIn>,
) -> Answer<Json<CallbackBody>> {
    let said = match (said.result, said.delta, said.error) {
        (Some(result), None, None) => answer(result)?,
        (None, Some(delta), None) => {
            let delta = delta.replace('\0', "");
            if delta.is_empty() || delta.chars().count() > PIECE {
                return Err(Failure::invalid(format!("`delta` has 1 to {PIECE} characters")));
            }
            WorkflowSays::Piece(delta)
        }
        (None, None, Some(_)) => WorkflowSays::Failed,
        _ => {
            return Err(Failure::invalid(
                "a callback holds `result`, `delta` or `error`, and one of them only",
            ));
        }
    };
    Ok(Json(take(&rest, Some(id), &proof.token, said).await?))
}

pub(super) use Proof as TokenInQuery;

impl Proof {
    pub(super) fn token(&self) -> &str {
        &self.token
    }
}
