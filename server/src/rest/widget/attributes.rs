use axum::Json;
use axum::extract::State;

use super::own_contact;
use crate::conversation::Details;
use crate::domain::{Attributes, ContactPrincipal};
use crate::protocol::{OwnContactBody, Problem};
use crate::rest::Rest;
use crate::rest::caller::{Bearer, Visiting};
use crate::rest::failure::Answer;
use crate::rest::input::Body;

/// Custom attributes of the own contact: each replaces the one of its name, `null` takes it away.
#[utoipa::path(
    post, path = "/attributes", tag = "contacts",
    request_body(content = Object, description = "`{key: text, number, flag or null}`, at most 50 in all"),
    responses(
        (status = 200, body = OwnContactBody), (status = 401, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem),
    ),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    visiting: Visiting,
    Bearer(bearer): Bearer,
    Body(attributes): Body<Attributes>,
) -> Answer<Json<OwnContactBody>> {
    let who = admitted(&rest, visiting, &bearer).await?;
    let details = Details {
        attributes,
        ..Details::default()
    };
    Ok(Json(own_contact(
        rest.conversation.describe(&who, details).await?,
    )))
}

/// The contact of who asks, made if they have none yet.
async fn admitted(rest: &Rest, visiting: Visiting, bearer: &str) -> Answer<ContactPrincipal> {
    if let Some(known) = visiting.principal() {
        return Ok(known);
    }
    Ok(match visiting {
        Visiting::Site(user) => rest.access.admit_site_user(&user).await?,
        Visiting::Visitor(visitor) => {
            let assistant = &visitor.assistant.public_id;
            rest.access
                .admit_visitor(assistant, Some(bearer))
                .await?
                .principal
        }
    })
}
