use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};

use super::contact_body;
use crate::access::{Arrival, SiteUser};
use crate::conversation::{NewDialog, Opened};
use crate::domain::{ContactPrincipal, Pool};
use crate::protocol::{DialogCreated, DialogIn, ErrorCode, Problem};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{self, Body};
use crate::rest::messages::posted_body;

/// Opens a visitor's dialog. The same `client_id` again gives the same dialog with `200`.
#[utoipa::path(
    post, path = "/dialogs", tag = "dialogs",
    request_body = DialogIn,
    responses(
        (status = 201, body = DialogCreated), (status = 200, body = DialogCreated),
        (status = 401, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
    ),
)]
pub(crate) async fn widget(
    State(rest): State<Rest>,
    arrival: Option<Extension<Arrival>>,
    Body(wanted): Body<DialogIn>,
) -> Answer<(StatusCode, Json<DialogCreated>)> {
    let assistant = wanted.assistant_id.clone();
    let assistant = assistant.ok_or_else(|| Failure::invalid("`assistant_id` is missing"))?;
    let new = read(&rest, &wanted)?;
    // Boxed, like what follows: while the body comes, a stranger should not hold the room for it.
    let admitting = rest
        .access
        .admit_visitor(&assistant, wanted.visitor_token.as_deref());
    let admitted = Box::pin(admitting).await?;
    let created = Box::pin(open(&rest, &admitted.principal, new)).await?;
    // Who has a dialog is no stranger any more: their connection need not end while they write on.
    if let Some(Extension(arrival)) = arrival {
        arrival.prove();
    }
    let token = admitted.made_token.map(|token| token.reveal().to_owned());
    Ok((
        created.0,
        Json(DialogCreated {
            visitor_token: token,
            ..created.1
        }),
    ))
}

/// Opens a signed-in user's dialog.
#[utoipa::path(
    post, path = "/dialogs", tag = "dialogs",
    request_body = DialogIn,
    responses(
        (status = 201, body = DialogCreated), (status = 200, body = DialogCreated),
        (status = 401, body = Problem), (status = 422, body = Problem),
    ),
)]
pub(crate) async fn site(
    State(rest): State<Rest>,
    user: SiteUser,
    Body(wanted): Body<DialogIn>,
) -> Answer<(StatusCode, Json<DialogCreated>)> {
    if wanted.assistant_id.is_some() || wanted.visitor_token.is_some() {
        return Err(Failure::new(
            ErrorCode::InvalidRequest,
            "The site token says who you are.",
        ));
    }
    let new = read(&rest, &wanted)?;
    let principal = rest.access.admit_site_user(&user).await?;
    let (status, created) = open(&rest, &principal, new).await?;
    Ok((status, Json(created)))
}

fn read(rest: &Rest, wanted: &DialogIn) -> Answer<NewDialog> {
    let limit = rest.conversation.limits().text_characters;
    let message = match &wanted.message {
        None => None,
        Some(first) => Some((
            input::client_id(&first.client_id)?,
            input::text(&first.text, limit)?,
        )),
    };
    Ok(NewDialog {
        client_id: input::client_id(&wanted.client_id)?,
        page: wanted.page.clone(),
        message,
    })
}

async fn open(rest: &Rest, who: &ContactPrincipal, new: NewDialog) -> Answer<(StatusCode, DialogCreated)> {
    let Opened {
        dialog,
        message,
        duplicate,
    } = rest.conversation.open(who, new).await?;
    let created = DialogCreated {
        dialog: contact_body(rest, who, dialog.id).await?,
        visitor_token: None,
        message: message.map(|posted| posted_body(&posted, Pool::Client)),
    };
    Ok((
        if duplicate {
            StatusCode::OK
        } else {
            StatusCode::CREATED
        },
        created,
    ))
}
