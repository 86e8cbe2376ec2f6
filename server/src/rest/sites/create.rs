use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::body;
use crate::access::Admin;
use crate::protocol::{Problem, SiteIn, SiteSecretBody};
use crate::rest::Rest;
use crate::rest::assistants::{find, origins};
use crate::rest::failure::Answer;
use crate::rest::input::{self, Body};

/// Makes a site. The answer is the only time that its secret is shown.
#[utoipa::path(
    post, path = "/sites", tag = "sites",
    request_body = SiteIn,
    responses((status = 201, body = SiteSecretBody), (status = 404, body = Problem), (status = 422, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    Body(wanted): Body<SiteIn>,
) -> Answer<(StatusCode, Json<SiteSecretBody>)> {
    let assistant = find(&rest, admin.tenant, wanted.assistant_id.as_str()).await?;
    let name = input::name("name", &wanted.name, 80)?;
    let made = rest
        .access
        .create_site(&assistant, name, origins(&wanted.allowed_origins)?)
        .await?;
    let secret = made.secret.reveal().to_owned();
    Ok((
        StatusCode::CREATED,
        Json(SiteSecretBody {
            site: body(made.site, assistant.public_id),
            secret,
        }),
    ))
}
