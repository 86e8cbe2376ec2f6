use axum::Json;
use axum::extract::State;

use crate::access::Operator;
use crate::protocol::{ListOf, MemberBody};
use crate::rest::Rest;
use crate::rest::failure::Answer;

/// The people of the tenant.
#[utoipa::path(get, path = "/operators", tag = "operators", responses((status = 200, body = ListOf<MemberBody>)))]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
) -> Answer<Json<ListOf<MemberBody>>> {
    let members = rest.store.read().await?.members(operator.tenant).await?;
    let items = members
        .into_iter()
        .map(|(member, role)| MemberBody {
            online: rest.hub.operator_online(operator.tenant, member.id),
            id: member.id,
            name: member.name,
            email: member.email,
            role,
        })
        .collect();
    Ok(Json(ListOf {
        items,
        next_cursor: None,
    }))
}
