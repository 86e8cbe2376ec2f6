use axum::Json;
use axum::extract::State;

use super::own_contact;
use crate::access::{Denied, make_token, parse_token};
use crate::conversation::Details;
use crate::domain::{Attributes, Secret};
use crate::protocol::{IdentifiedBody, IdentifyIn, Problem};
use crate::rest::Rest;
use crate::rest::caller::{Bearer, Visiting};
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{self, Body};

/// Characters of a name or an e-mail address, and of a telephone number.
const LINE: usize = 320;
const PHONE: usize = 40;

/// Says who the visitor is. With a token of one of the assistant's sites that is proven: the visitor's dialogs
/// become the known contact's, and a new visitor token takes the place of the old one. Without, name, address and
/// number are kept as what somebody typed.
#[utoipa::path(
    post, path = "/identify", tag = "widget",
    params(("assistant_id" = String, Query)),
    request_body = IdentifyIn,
    responses(
        (status = 200, body = IdentifiedBody), (status = 401, body = Problem), (status = 422, body = Problem),
    ),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    visiting: Visiting,
    Bearer(bearer): Bearer,
    Body(said): Body<IdentifyIn>,
) -> Answer<Json<IdentifiedBody>> {
    let Visiting::Visitor(visitor) = visiting else {
        return Err(Failure::not_found());
    };
    let details = details(&said)?;
    let Some(token) = said.token else {
        let assistant = &visitor.assistant.public_id;
        let admitted = rest
            .access
            .admit_visitor(assistant, Some(bearer.as_str()))
            .await?;
        let contact = rest.conversation.describe(&admitted.principal, details).await?;
        return Ok(Json(IdentifiedBody {
            contact: own_contact(contact),
            visitor_token: None,
        }));
    };
    if said.name.is_some() || said.email.is_some() || said.phone.is_some() {
        return Err(Failure::invalid("a token says all: leave the other fields out"));
    }
    let user = rest.access.site(&token).await?;
    if user.site.assistant != visitor.assistant.id {
        return Err(Denied::Unauthenticated.into());
    }
    let known = rest.access.admit_site_user(&user).await?;
    let made: Secret = make_token(&*rest.entropy);
    let hash = parse_token(made.reveal()).ok_or(Denied::Unavailable)?;
    let from = visitor.contact.map(|contact| contact.id);
    rest.conversation
        .identify(from, &known, parse_token(&bearer), hash)
        .await?;
    let contact = rest
        .store
        .read()
        .await?
        .contact(known.tenant, known.contact)
        .await?;
    Ok(Json(IdentifiedBody {
        contact: own_contact(contact.ok_or_else(Failure::not_found)?),
        visitor_token: Some(made.reveal().to_owned()),
    }))
}

fn details(said: &IdentifyIn) -> Answer<Details> {
    let read = |field: &str, raw: &Option<String>, limit: usize| match raw.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(raw) => input::name(field, raw, limit).map(Some),
    };
    let email = read("email", &said.email, LINE)?;
    if email.as_deref().is_some_and(|email| !is_address(email)) {
        return Err(Failure::invalid("`email` is no e-mail address"));
    }
    let mut attributes = Attributes::new();
    if let Some(phone) = read("phone", &said.phone, PHONE)? {
        attributes.insert("phone".to_owned(), phone.into());
    }
    Ok(Details {
        name: read("name", &said.name, LINE)?,
        email,
        attributes,
    })
}

/// Only what a slip of the finger makes wrong: a message is the one proof of an address.
fn is_address(raw: &str) -> bool {
    raw.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !raw.contains(char::is_whitespace)
    })
}
