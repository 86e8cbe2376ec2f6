use axum::Json;
use axum::extract::State;

use crate::access::Admin;
use crate::domain::OperatorId;
use crate::protocol::{MemberBody, OperatorPatch, Problem};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{At, Body};

/// Gives a person another role. Their connections close, and come back with it. Nobody changes who is above them or
/// gives a role above their own, and a tenant keeps an owner.
#[utoipa::path(
    patch, path = "/operators/{id}", tag = "operators",
    params(("id" = i64, Path)),
    request_body = OperatorPatch,
    responses(
        (status = 200, body = MemberBody), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem),
    ),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At(operator): At<OperatorId>,
    Body(patch): Body<OperatorPatch>,
) -> Answer<Json<MemberBody>> {
    let role = patch
        .role
        .ok_or_else(|| Failure::invalid("name what is to change: `role`"))?;
    let member = rest.access.change_role(&admin, operator, role).await?;
    Ok(Json(MemberBody {
        online: rest.hub.operator_online(admin.tenant, member.id),
        id: member.id,
        name: member.name,
        email: member.email,
        role,
    }))
}
