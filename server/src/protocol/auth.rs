use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{OperatorId, PublicId, Role};

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginIn {
    pub email: String,
    pub password: String,
    /// Which of the operator's tenants; the first one if absent.
    pub tenant: Option<PublicId>,
}

/// The first start: makes the tenant and its owner, once.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupIn {
    /// From the set-up link.
    pub token: String,
    pub tenant: String,
    pub name: String,
    pub email: String,
    pub password: String,
}

/// Neither shows a password or token, whoever prints it.
impl fmt::Debug for LoginIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginIn(…)")
    }
}

impl fmt::Debug for SetupIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetupIn(…)")
    }
}

/// Signed in. The refresh token comes as an `HttpOnly` cookie beside it.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct SignedInBody {
    pub access_token: String,
    /// Seconds.
    pub expires_in: u64,
    pub operator: OperatorBody,
    pub tenant: TenantBody,
    /// All tenants that the operator may sign in to.
    pub tenants: Vec<TenantBody>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeBody {
    pub operator: OperatorBody,
    pub tenant: TenantBody,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OperatorBody {
    pub id: OperatorId,
    pub name: String,
    pub email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// In the tenant that is signed in to.
    pub role: Role,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TenantBody {
    pub id: PublicId,
    pub name: String,
}
