//! Who asks, under which prefix: the same handlers serve operators, site users and visitors.

use axum::extract::{FromRef, FromRequestParts, Query};
use axum::http::header;
use axum::http::request::Parts;
use serde::Deserialize;

use super::Rest;
use super::failure::Failure;
use crate::access::{Access, SiteUser, Visitor, proven};
use crate::domain::{ContactPrincipal, Principal, PublicId};
use crate::hub::Since;
use crate::protocol::ErrorCode;

/// Which prefix a route is mounted under. Set by the router as a request extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    Operators,
    Site,
    Widget,
}

/// The moment at which somebody asks. Named before [`Caller`] among a handler's arguments, so that it comes before the
/// proof is read.
pub(crate) struct Asking(pub(crate) Since);

impl<S> FromRequestParts<S> for Asking
where
    Rest: FromRef<S>,
    S: Sync,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(Rest::from_ref(state).hub.since()))
    }
}

/// Whoever the prefix admits, with a proof of it.
pub(crate) struct Caller(pub(crate) Principal);

impl<S> FromRequestParts<S> for Caller
where
    Access: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        if audience(parts)? == Audience::Operators {
            let operator = Access::from_ref(state).operator(bearer(parts)).await?;
            proven(&parts.extensions);
            return Ok(Self(Principal::Operator(operator)));
        }
        if audience(parts)? == Audience::Widget {
            let access = Access::from_ref(state);
            let contact = access
                .visitor_principal(&assistant_of(parts)?, bearer(parts))
                .await?;
            // Anybody can make up a token of which nobody knows.
            let contact = contact.ok_or_else(Failure::not_found)?;
            proven(&parts.extensions);
            return Ok(Self(Principal::Contact(contact)));
        }
        let visiting = Visiting::from_request_parts(parts, state).await?;
        // Who has no contact has no dialog: the same answer as for one that is somebody else's.
        let contact = visiting.principal().ok_or_else(Failure::not_found)?;
        Ok(Self(Principal::Contact(contact)))
    }
}

/// A visitor or site user, who may not have said anything yet.
pub(crate) enum Visiting {
    Visitor(Box<Visitor>),
    Site(Box<SiteUser>),
}

impl Visiting {
    pub(crate) fn principal(&self) -> Option<ContactPrincipal> {
        match self {
            Self::Visitor(visitor) => visitor.principal(),
            Self::Site(user) => user.principal(),
        }
    }
}

impl<S> FromRequestParts<S> for Visiting
where
    Access: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let access = Access::from_ref(state);
        match audience(parts)? {
            Audience::Site => {
                let user = access.site(bearer(parts)).await?;
                proven(&parts.extensions);
                Ok(Self::Site(Box::new(user)))
            }
            Audience::Widget => {
                let assistant = assistant_of(parts)?;
                let visitor = access.visitor(&assistant, bearer(parts)).await?;
                // Anybody can make up a token of which nobody knows.
                if visitor.contact.is_some() {
                    proven(&parts.extensions);
                }
                Ok(Self::Visitor(Box::new(visitor)))
            }
            Audience::Operators => Err(Failure::not_found()),
        }
    }
}

/// The token that came with the request, whatever it proves.
pub(crate) struct Bearer(pub(crate) String);

impl<S: Sync> FromRequestParts<S> for Bearer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(bearer(parts).to_owned()))
    }
}

#[derive(Deserialize)]
struct Named {
    assistant_id: String,
}

fn assistant_of(parts: &Parts) -> Result<PublicId, Failure> {
    let named = Query::<Named>::try_from_uri(&parts.uri).ok();
    let assistant = named.and_then(|Query(named)| PublicId::parse(&named.assistant_id));
    assistant.ok_or_else(|| {
        Failure::new(
            ErrorCode::Unauthenticated,
            "Name the assistant by `?assistant_id=`.",
        )
    })
}

fn audience(parts: &Parts) -> Result<Audience, Failure> {
    parts
        .extensions
        .get::<Audience>()
        .copied()
        .ok_or_else(Failure::not_found)
}

/// The bearer token, empty if there is none: that proves nothing.
pub(crate) fn bearer(parts: &Parts) -> &str {
    parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| {
            value
                .strip_prefix("Bearer ")
                .or_else(|| value.strip_prefix("bearer "))
        })
        .map_or("", str::trim)
}
