use axum::Json;
use axum::extract::State;

use crate::access::Operator;
use crate::protocol::CountsBody;
use crate::rest::Rest;
use crate::rest::failure::Answer;

/// How many dialogs each tab of the inbox holds.
#[utoipa::path(get, path = "/dialogs/counts", tag = "dialogs", responses((status = 200, body = CountsBody)))]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
) -> Answer<Json<CountsBody>> {
    let counts = rest
        .store
        .read_aside()
        .await?
        .counts(operator.tenant, operator.id())
        .await?;
    Ok(Json(CountsBody {
        mine: counts.mine,
        waiting: counts.waiting,
        assistant: counts.assistant,
        all: counts.all,
        closed: counts.closed,
    }))
}
