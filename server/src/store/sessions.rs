use super::column::bytes;
use super::engine::{execute, fetch_optional, fetch_scalar, row};
use super::{Conn, Error, Tx};
use crate::domain::{OperatorId, Session, SessionId, TenantId, Timestamp, TokenHash};

#[derive(Clone, Debug)]
pub struct NewSession {
    pub tenant: TenantId,
    pub operator: OperatorId,
    pub token: TokenHash,
    pub expires_at: Timestamp,
    pub at: Timestamp,
}

row! {
    struct SessionRow {
        id: i64,
        tenant_id: i64,
        operator_id: i64,
        token_hash: Vec<u8>,
        expires_at: i64,
        last_used_at: i64,
        revoked_at: Option<i64>,
    }
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            id: SessionId(row.id),
            operator: OperatorId(row.operator_id),
            tenant: TenantId(row.tenant_id),
            expires_at: Timestamp(row.expires_at),
            rotated_at: Timestamp(row.last_used_at),
            revoked: row.revoked_at.is_some(),
        }
    }
}

impl Conn {
    pub async fn session(&mut self, session: SessionId) -> Result<Option<Session>, Error> {
        let row = fetch_optional!(
            self,
            SessionRow,
            "select id, tenant_id, operator_id, token_hash, expires_at, last_used_at, revoked_at
             from sessions where id = $1",
            session.0,
        )?;
        Ok(row.map(Into::into))
    }

    /// The session that a refresh token belongs to, and whether the token is the one before the present
    /// one: then somebody has a copy.
    pub async fn session_by_token(&mut self, token: &TokenHash) -> Result<Option<(Session, bool)>, Error> {
        let row = fetch_optional!(
            self,
            SessionRow,
            "select id, tenant_id, operator_id, token_hash, expires_at, last_used_at, revoked_at
             from sessions where token_hash = $1 or previous_hash = $1",
            bytes(token),
        )?;
        Ok(row.map(|row| {
            let is_previous = row.token_hash != token.0;
            (row.into(), is_previous)
        }))
    }
}

impl Tx {
    pub async fn create_session(&mut self, new: &NewSession) -> Result<SessionId, Error> {
        let id = fetch_scalar!(
            self,
            i64,
            "insert into sessions (tenant_id, operator_id, token_hash, expires_at, created_at, last_used_at)
             values ($1, $2, $3, $4, $5, $5) returning id",
            new.tenant.0,
            new.operator.0,
            bytes(&new.token),
            new.expires_at.0,
            new.at.0,
        )?;
        Ok(SessionId(id))
    }

    /// Replaces the refresh token, if `old` is the present one and the session is not revoked.
    pub async fn rotate_session(
        &mut self,
        session: SessionId,
        old: &TokenHash,
        new: &TokenHash,
        at: Timestamp,
    ) -> Result<bool, Error> {
        let rotated = execute!(
            self,
            "update sessions set token_hash = $3, previous_hash = $2, last_used_at = $4
             where id = $1 and token_hash = $2 and revoked_at is null",
            session.0,
            bytes(old),
            bytes(new),
            at.0,
        )?;
        Ok(rotated == 1)
    }

    /// Ends all of an operator's sign-ins to a tenant.
    pub async fn revoke_sessions(
        &mut self,
        tenant: TenantId,
        operator: OperatorId,
        at: Timestamp,
    ) -> Result<(), Error> {
        execute!(
            self,
            "update sessions set revoked_at = $3
             where tenant_id = $1 and operator_id = $2 and revoked_at is null",
            tenant.0,
            operator.0,
            at.0,
        )?;
        Ok(())
    }

    /// Ends the session; false if it has ended already.
    pub async fn revoke_session(&mut self, session: SessionId, at: Timestamp) -> Result<bool, Error> {
        let revoked = execute!(
            self,
            "update sessions set revoked_at = $2 where id = $1 and revoked_at is null",
            session.0,
            at.0,
        )?;
        Ok(revoked == 1)
    }

    /// Ends the sessions of all operators of all tenants.
    pub async fn revoke_all_sessions(&mut self, at: Timestamp) -> Result<(), Error> {
        execute!(
            self,
            "update sessions set revoked_at = $1 where revoked_at is null",
            at.0,
        )?;
        Ok(())
    }
}
