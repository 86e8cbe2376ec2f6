//! Extractors that are the permission: a handler that asks for one runs only for who has it.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;

use super::{Access, Denied, SiteUser, proven};
use crate::domain::{OperatorPrincipal, Role};

/// A signed-in operator, of any role.
#[derive(Clone, Debug)]
pub struct Operator(pub OperatorPrincipal);

/// A signed-in admin or owner.
#[derive(Clone, Debug)]
pub struct Admin(pub OperatorPrincipal);

impl<S> FromRequestParts<S> for Operator
where
    Access: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Denied> {
        let operator = Access::from_ref(state).operator(bearer(parts)?).await?;
        proven(&parts.extensions);
        Ok(Self(operator))
    }
}

impl<S> FromRequestParts<S> for Admin
where
    Access: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Denied> {
        let Operator(operator) = Operator::from_request_parts(parts, state).await?;
        if operator.role < Role::Admin {
            return Err(Denied::Forbidden);
        }
        Ok(Self(operator))
    }
}

impl<S> FromRequestParts<S> for SiteUser
where
    Access: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Denied> {
        let user = Access::from_ref(state).site(bearer(parts)?).await?;
        proven(&parts.extensions);
        Ok(user)
    }
}

/// The token of `Authorization: Bearer …`.
fn bearer(parts: &Parts) -> Result<&str, Denied> {
    let mut headers = parts.headers.get_all(header::AUTHORIZATION).iter();
    // Of two, a proxy may have looked at the other.
    let (Some(value), None) = (headers.next(), headers.next()) else {
        return Err(Denied::Unauthenticated);
    };
    let value = value.to_str().map_err(|_| Denied::Unauthenticated)?;
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim()),
        _ => Err(Denied::Unauthenticated),
    }
}
