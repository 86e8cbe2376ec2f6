use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::access::Admin;
use crate::protocol::{NewSecretBody, Problem};
use crate::rest::Rest;
use crate::rest::failure::Answer;
use crate::rest::input::At;
use crate::rest::sites::find;

/// One more secret for a site, up to five; the others go on. To replace one: make a new one, have the site's backend sign
/// with it, remove the old one. The answer is the only time that the secret is shown.
#[utoipa::path(
    post, path = "/sites/{id}/secrets", tag = "sites",
    params(("id" = String, Path)),
    responses((status = 201, body = NewSecretBody), (status = 404, body = Problem), (status = 409, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At(id): At<String>,
) -> Answer<(StatusCode, Json<NewSecretBody>)> {
    let site = find(&rest, admin.tenant, &id).await?;
    let made = rest.access.add_site_secret(&site).await?;
    let body = NewSecretBody {
        id: made.id,
        created_at: made.created_at.into(),
        secret: made.secret.reveal().to_owned(),
    };
    Ok((StatusCode::CREATED, Json(body)))
}
