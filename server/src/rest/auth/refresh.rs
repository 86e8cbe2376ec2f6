use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::{refresh_token, signed_in};
use crate::protocol::{ErrorCode, Problem, SignedInBody};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};

/// A new access token for the refresh cookie, which is replaced at the same time.
#[utoipa::path(
    post, path = "/auth/refresh", tag = "auth",
    responses((status = 200, body = SignedInBody), (status = 401, body = Problem)),
)]
pub(crate) async fn handler(State(rest): State<Rest>, headers: HeaderMap) -> Answer<Response> {
    let token = refresh_token(&headers)
        .ok_or_else(|| Failure::new(ErrorCode::Unauthenticated, "You are not signed in."))?;
    Ok(signed_in(rest.access.refresh(&token).await?))
}
