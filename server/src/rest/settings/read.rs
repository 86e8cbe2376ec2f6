use axum::Json;
use axum::extract::State;

use super::body;
use crate::access::Operator;
use crate::protocol::SettingsBody;
use crate::rest::Rest;
use crate::rest::failure::Answer;

/// The tenant's budget of a day, what of it is used, and its opening hours.
#[utoipa::path(
    get, path = "/settings", tag = "settings",
    responses((status = 200, body = SettingsBody)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
) -> Answer<Json<SettingsBody>> {
    Ok(Json(body(&rest, operator.tenant).await?))
}
