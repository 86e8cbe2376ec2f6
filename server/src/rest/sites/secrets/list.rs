use axum::Json;
use axum::extract::State;

use crate::access::Admin;
use crate::protocol::{ListOf, Problem, SecretBody};
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::At;
use crate::rest::sites::find;

/// A site's secrets, the oldest first; never what they are.
#[utoipa::path(
    get, path = "/sites/{id}/secrets", tag = "sites",
    params(("id" = String, Path)),
    responses((status = 200, body = ListOf<SecretBody>), (status = 404, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At(id): At<String>,
) -> Answer<Json<ListOf<SecretBody>>> {
    let site = find(&rest, admin.tenant, &id).await?;
    let kept = rest
        .store
        .read()
        .await?
        .site_secrets(site.tenant, site.id)
        .await?;
    let items = kept
        .into_iter()
        .map(|secret| SecretBody {
            id: secret.id,
            created_at: secret.created_at.into(),
        })
        .collect();
    Ok(Json(ListOf {
        items,
        next_cursor: None,
    }))
}
