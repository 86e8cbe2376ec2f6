use axum::Json;
use axum::extract::State;

use super::body;
use crate::access::Operator;
use crate::protocol::{ListOf, SiteBody};
use crate::rest::Rest;
use crate::rest::failure::Answer;

/// The tenant's sites. Their secrets are never shown again.
#[utoipa::path(get, path = "/sites", tag = "sites", responses((status = 200, body = ListOf<SiteBody>)))]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
) -> Answer<Json<ListOf<SiteBody>>> {
    let mut reader = rest.store.read().await?;
    let assistants = reader.assistants(operator.tenant).await?;
    let sites = reader.sites(operator.tenant).await?;
    let items = sites
        .into_iter()
        .filter_map(|site| {
            let of = assistants
                .iter()
                .find(|assistant| assistant.id == site.assistant)?;
            Some(body(site, of.public_id.clone()))
        })
        .collect();
    Ok(Json(ListOf {
        items,
        next_cursor: None,
    }))
}
