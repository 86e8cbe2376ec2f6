use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::access::{Admin, NewMember};
use crate::domain::{Role, Secret};
use crate::protocol::{ErrorCode, MemberBody, OperatorIn, Problem};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{self, Body};

/// Adds a person to the tenant. Only an owner makes another owner.
#[utoipa::path(
    post, path = "/operators", tag = "operators",
    request_body = OperatorIn,
    responses((status = 201, body = MemberBody), (status = 403, body = Problem), (status = 409, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    Body(wanted): Body<OperatorIn>,
) -> Answer<(StatusCode, Json<MemberBody>)> {
    if wanted.role > admin.role {
        return Err(Failure::new(ErrorCode::Forbidden, "That role is above your own."));
    }
    let member = NewMember {
        email: wanted.email,
        name: input::name("name", &wanted.name, 80)?,
        role: wanted.role,
        password: Secret::new(wanted.password),
    };
    let role: Role = member.role;
    let operator = rest.access.create_member(admin.tenant, member).await?;
    let made = MemberBody {
        id: operator.id,
        name: operator.name,
        email: operator.email,
        role,
        online: false,
    };
    Ok((StatusCode::CREATED, Json(made)))
}
