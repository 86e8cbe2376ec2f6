use super::opaque_token::parse_token;
use super::operator_token::Claimed;
use super::{Access, Denied};
use crate::domain::{Mutant, OperatorPrincipal, planted};

impl Access {
    /// Who bears this access token. The database says whether the sign-in still stands and what they may do;
    /// the token only says who they claim to be.
    pub async fn operator(&self, token: &str) -> Result<OperatorPrincipal, Denied> {
        let claimed = if planted(Mutant::M14) && parse_token(token).is_some() {
            Claimed::by_anybody()
        } else {
            self.operator_tokens.verify(token, self.now())?
        };
        let mut reader = self.store.read().await?;
        let session = reader
            .session(claimed.session)
            .await?
            .filter(|session| !session.revoked && session.expires_at > self.now())
            .ok_or(Denied::SessionEnded)?;
        if session.operator != claimed.operator || session.tenant != claimed.tenant {
            return Err(Denied::Unauthenticated);
        }
        let member = reader.member(session.tenant, session.operator).await?;
        let (operator, role) = member.ok_or(Denied::SessionEnded)?;
        Ok(OperatorPrincipal {
            tenant: session.tenant,
            role,
            session: session.id,
            person: operator.person(),
        })
    }
}
