use axum::Json;
use axum::extract::State;

use super::{operator_body, tenant_body};
use crate::access::Operator;
use crate::protocol::{MeBody, Problem};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};

/// Who is signed in, and where.
#[utoipa::path(
    get, path = "/me", tag = "auth",
    responses((status = 200, body = MeBody), (status = 401, body = Problem)),
)]
pub(crate) async fn handler(State(rest): State<Rest>, Operator(operator): Operator) -> Answer<Json<MeBody>> {
    let mut reader = rest.store.read().await?;
    let member = reader.member(operator.tenant, operator.id()).await?;
    let (found, role) = member.ok_or_else(Failure::not_found)?;
    let tenant = reader
        .tenant(operator.tenant)
        .await?
        .ok_or_else(Failure::not_found)?;
    Ok(Json(MeBody {
        operator: operator_body(found, role),
        tenant: tenant_body(tenant),
    }))
}
