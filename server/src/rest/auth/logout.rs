use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::refresh_token;
use crate::rest::Rest;
use crate::rest::failure::Answer;

/// Ends the sign-in: its tokens no longer work and its sockets close.
#[utoipa::path(post, path = "/auth/logout", tag = "auth", responses((status = 204)))]
pub(crate) async fn handler(State(rest): State<Rest>, headers: HeaderMap) -> Answer<Response> {
    if let Some(token) = refresh_token(&headers) {
        rest.access.sign_out(&token).await?;
    }
    Ok((
        StatusCode::NO_CONTENT,
        [(header::SET_COOKIE, rest.access.expired_cookie())],
    )
        .into_response())
}
