//! Signing in, staying so, and signing out.

use std::time::Duration;

use super::opaque_token::{make_token, parse_token};
use super::{Access, Denied, operator_token};
use crate::domain::{
    EndedRight, Operator, OperatorId, PublicId, Role, Secret, Session, SessionId, Tenant, TenantId, TokenHash,
};
use crate::store::{NewSession, Tx};

/// How long a sign-in lasts, however often it is renewed.
pub(super) const SESSION_LIFETIME: Duration = Duration::from_hours(30 * 24);

/// For how long the refresh token before the present one still gets an access token: two tabs that renew at
/// the same moment are no theft.
const GRACE: Duration = Duration::from_secs(10);

/// An operator, signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub access_token: Secret,
    /// How long the access token is good for.
    pub expires_in: Duration,
    pub operator: Operator,
    pub role: Role,
    /// The tenant that the session is for.
    pub tenant: Tenant,
    /// All tenants that the operator may sign in to.
    pub tenants: Vec<Tenant>,
    /// `Set-Cookie` with the new refresh token; `None` if the browser has the right one already.
    pub cookie: Option<String>,
}

impl Access {
    /// Signs in to `tenant`, or to the operator's first one. An unknown address takes as long as a wrong password
    /// and gets the same answer.
    pub async fn sign_in(
        &self,
        email: &str,
        password: Secret,
        tenant: Option<PublicId>,
    ) -> Result<SignedIn, Denied> {
        // PostgreSQL refuses a NUL; nobody's address has one.
        let email = email.trim().replace('\0', "");
        let known = self.store.read().await?.credentials_by_email(&email).await?;
        let (operator, hash) = known.unzip();
        let fits = self.passwords.verify_or_dummy(&password, hash).await?;
        let operator = operator.filter(|_| fits).ok_or(Denied::InvalidCredentials)?;
        let memberships = self.store.read().await?.memberships(operator.id).await?;
        let (tenant, _) = memberships
            .into_iter()
            .find(|(member_of, _)| {
                tenant
                    .as_ref()
                    .is_none_or(|wanted| member_of.public_id == *wanted)
            })
            .ok_or(Denied::InvalidCredentials)?;
        let token = make_token(&*self.entropy);
        let new = self.new_session(tenant.id, operator.id, &token)?;
        let session = self
            .store
            .write(move |tx| Box::pin(async move { create(tx, &new).await }))
            .await?;
        self.signed_in(&session, Some(&token)).await
    }

    /// A new access token for a refresh token, which is replaced. A refresh token that was replaced earlier ends
    /// the session: somebody has a copy.
    pub async fn refresh(&self, token: &str) -> Result<SignedIn, Denied> {
        let old = parse_token(token).ok_or(Denied::Unauthenticated)?;
        let new = make_token(&*self.entropy);
        let session = self.standing_session(&old).await?;
        if !session.is_previous && self.rotate(session.id, &old, &new).await? {
            return self.signed_in(&session.session, Some(&new)).await;
        }
        // Replaced earlier, or by another tab since it was looked up.
        let session = self.standing_session(&old).await?;
        if self.now().since(session.rotated_at) <= GRACE {
            return self.signed_in(&session.session, None).await;
        }
        tracing::warn!(session.id = %session.id, operator.id = %session.operator,
            "a replaced refresh token came back: the session is ended");
        self.end_session(session.session).await?;
        Err(Denied::SessionEnded)
    }

    /// Ends the sign-in that a refresh token belongs to. Gives its id, if it had not ended before.
    pub async fn sign_out(&self, token: &str) -> Result<Option<SessionId>, Denied> {
        let Some(token) = parse_token(token) else {
            return Ok(None);
        };
        let found = self.store.read().await?.session_by_token(&token).await?;
        match found {
            Some((session, _)) => self.end_session(session).await,
            None => Ok(None),
        }
    }

    async fn end_session(&self, session: Session) -> Result<Option<SessionId>, Denied> {
        let (id, at) = (session.id, self.now());
        let access = self.clone();
        let news = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let news = tx.revoke_session(id, at).await?;
                    if news {
                        access.ends(tx, session.tenant, EndedRight::Session(id));
                    }
                    Ok::<_, Denied>(news)
                })
            })
            .await?;
        Ok(news.then_some(id))
    }

    async fn standing_session(&self, token: &TokenHash) -> Result<Found, Denied> {
        let found = self.store.read().await?.session_by_token(token).await?;
        let (session, is_previous) = found.ok_or(Denied::Unauthenticated)?;
        if session.revoked || session.expires_at <= self.now() {
            return Err(Denied::SessionEnded);
        }
        Ok(Found { session, is_previous })
    }

    /// False if somebody else replaced it first.
    async fn rotate(&self, session: SessionId, old: &TokenHash, new: &Secret) -> Result<bool, Denied> {
        let (old, at) = (*old, self.now());
        let new = parse_token(new.reveal()).ok_or(Denied::Unavailable)?;
        self.store
            .write(move |tx| Box::pin(async move { Ok(tx.rotate_session(session, &old, &new, at).await?) }))
            .await
    }

    pub(super) fn new_session(
        &self,
        tenant: TenantId,
        operator: OperatorId,
        token: &Secret,
    ) -> Result<NewSession, Denied> {
        let at = self.now();
        Ok(NewSession {
            tenant,
            operator,
            token: parse_token(token.reveal()).ok_or(Denied::Unavailable)?,
            expires_at: at.plus(SESSION_LIFETIME),
            at,
        })
    }

    pub(super) async fn signed_in(
        &self,
        session: &Session,
        refresh: Option<&Secret>,
    ) -> Result<SignedIn, Denied> {
        let mut reader = self.store.read().await?;
        let member = reader.member(session.tenant, session.operator).await?;
        // A session outlives a membership only until it is next looked at.
        let (operator, role) = member.ok_or(Denied::SessionEnded)?;
        let tenant = reader.tenant(session.tenant).await?.ok_or(Denied::SessionEnded)?;
        let memberships = reader.memberships(session.operator).await?;
        Ok(SignedIn {
            access_token: self.operator_tokens.issue(session, self.now())?,
            expires_in: operator_token::LIFETIME,
            operator,
            role,
            tenant,
            tenants: memberships.into_iter().map(|(tenant, _)| tenant).collect(),
            cookie: refresh.map(|token| self.refresh_cookie(token)),
        })
    }
}

/// A session by one of its refresh tokens.
struct Found {
    session: Session,
    /// The token is the one before the present one.
    is_previous: bool,
}

impl std::ops::Deref for Found {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

/// Writes a session, and gives it back as it stands.
pub(super) async fn create(tx: &mut Tx, new: &NewSession) -> Result<Session, Denied> {
    Ok(Session {
        id: tx.create_session(new).await?,
        operator: new.operator,
        tenant: new.tenant,
        expires_at: new.expires_at,
        rotated_at: new.at,
        revoked: false,
    })
}

#[cfg(test)]
#[path = "sessions_tests.rs"]
mod tests;
