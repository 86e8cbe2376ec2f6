use axum::extract::State;
use axum::response::Response;

use super::signed_in;
use crate::access::FirstOwner;
use crate::domain::Secret;
use crate::protocol::{Problem, SetupIn, SignedInBody};
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::{self, Body};

/// Makes the first tenant and its owner. The set-up link works once.
#[utoipa::path(
    post, path = "/auth/setup", tag = "auth",
    request_body = SetupIn,
    responses((status = 200, body = SignedInBody), (status = 409, body = Problem), (status = 422, body = Problem)),
)]
pub(crate) async fn handler(State(rest): State<Rest>, Body(setup): Body<SetupIn>) -> Answer<Response> {
    let owner = FirstOwner {
        tenant: input::name("tenant", &setup.tenant, 80)?,
        name: input::name("name", &setup.name, 80)?,
        email: setup.email,
        password: Secret::new(setup.password),
    };
    // Boxed: while the body comes, a stranger should not hold the room for what follows.
    let set_up = Box::pin(rest.access.set_up(&setup.token, owner));
    Ok(signed_in(set_up.await?))
}
