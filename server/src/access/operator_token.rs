//! Operators' access tokens: short-lived JWTs of this installation.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Denied;
use super::jwt::{self, Invalid, Seconds};
use super::keys::Keys;
use crate::domain::{OperatorId, Secret, Session, SessionId, TenantId, Timestamp};

/// How long an access token is good for.
pub(super) const LIFETIME: Duration = Duration::from_mins(15);

const ISSUER: &str = "tandem";
pub(super) const AUDIENCE: &str = "tandem:operator";

/// Who a valid access token says that its bearer is. Whether that still holds, the database knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claimed {
    pub(super) operator: OperatorId,
    pub(super) tenant: TenantId,
    pub(super) session: SessionId,
}

impl Claimed {
    /// The first operator, for whoever comes: [`crate::domain::Mutant::M14`].
    pub(super) fn by_anybody() -> Self {
        Self {
            operator: OperatorId(1),
            tenant: TenantId(1),
            session: SessionId(1),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    tid: i64,
    sid: i64,
    iat: Seconds,
    exp: Seconds,
}

#[derive(Clone)]
pub(super) struct OperatorTokens {
    key: [u8; 32],
}

impl OperatorTokens {
    pub(super) fn new(keys: &Keys) -> Self {
        Self {
            key: keys.derive("operator token"),
        }
    }

    pub(super) fn issue(&self, session: &Session, now: Timestamp) -> Result<Secret, Denied> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: session.operator.to_string(),
            tid: session.tenant.0,
            sid: session.id.0,
            iat: Seconds::of(now),
            exp: Seconds::of(now.plus(LIFETIME)),
        };
        jwt::sign(&claims, &self.key)
            .map(Secret::new)
            .map_err(Denied::broken)
    }

    /// A clock that was set back signs nobody out: `iat` is not looked at.
    pub(super) fn verify(&self, token: &str, now: Timestamp) -> Result<Claimed, Invalid> {
        let claims: Claims = jwt::verify(token, &self.key)?;
        if claims.iss != ISSUER || claims.aud != AUDIENCE || claims.exp.has_passed(now) {
            return Err(Invalid);
        }
        let operator = claims.sub.parse().ok().and_then(OperatorId::parse);
        Ok(Claimed {
            operator: operator.ok_or(Invalid)?,
            tenant: TenantId::parse(claims.tid).ok_or(Invalid)?,
            session: SessionId::parse(claims.sid).ok_or(Invalid)?,
        })
    }
}

#[cfg(test)]
#[path = "operator_token_tests.rs"]
mod tests;
