use axum::extract::State;
use axum::response::Response;

use super::signed_in;
use crate::domain::Secret;
use crate::protocol::{LoginIn, Problem, SignedInBody};
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::Body;

/// Signs an operator in. A wrong password and an unknown address get the same answer.
#[utoipa::path(
    post, path = "/auth/login", tag = "auth",
    request_body = LoginIn,
    responses((status = 200, body = SignedInBody), (status = 401, body = Problem), (status = 429, body = Problem)),
)]
pub(crate) async fn handler(State(rest): State<Rest>, Body(login): Body<LoginIn>) -> Answer<Response> {
    let signing_in = rest
        .access
        .sign_in(&login.email, Secret::new(login.password), login.tenant);
    // Boxed: while the body comes, a stranger should not hold the room for what follows.
    Ok(signed_in(Box::pin(signing_in).await?))
}
