use serde::{Deserialize, Serialize};

use super::{
    AssistantId, ContactId, ContactProof, OperatorId, Principal, SessionId, SiteId, SiteSecretId, TokenHash,
};

/// A right that ended. What rests on it closes, on every node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndedRight {
    /// A sign-in has ended.
    Session(SessionId),
    /// An operator answers for the tenant no longer.
    Membership(OperatorId),
    /// An operator may do something else than before.
    Role(OperatorId),
    /// A contact was blocked, or has become part of another one.
    Contact(ContactId),
    /// A visitor token was replaced.
    VisitorToken(TokenHash),
    /// A site's backend signs with this secret no longer.
    SiteSecret(SiteSecretId),
    Site(SiteId),
    Assistant(AssistantId),
}

impl EndedRight {
    /// Whether what `principal` may do rested on it. Both are of the same tenant.
    pub fn concerns(&self, principal: &Principal) -> bool {
        match (self, principal) {
            (Self::Session(session), Principal::Operator(operator)) => operator.session == *session,
            (Self::Membership(ended) | Self::Role(ended), Principal::Operator(operator)) => {
                operator.id() == *ended
            }
            (Self::Contact(ended), Principal::Contact(contact)) => contact.contact == *ended,
            (Self::Assistant(ended), Principal::Contact(contact)) => contact.assistant == *ended,
            (Self::VisitorToken(ended), Principal::Contact(contact)) => {
                contact.proof == ContactProof::VisitorToken(*ended)
            }
            (Self::SiteSecret(ended), Principal::Contact(contact)) => {
                matches!(contact.proof, ContactProof::SiteToken { secret, .. } if secret == *ended)
            }
            (Self::Site(ended), Principal::Contact(contact)) => {
                matches!(contact.proof, ContactProof::SiteToken { site, .. } if site == *ended)
            }
            _ => false,
        }
    }

    /// Whether another token may open the same again.
    pub fn leaves_room(&self) -> bool {
        matches!(
            self,
            Self::Role(_) | Self::SiteSecret(_) | Self::Site(_) | Self::Assistant(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ContactPrincipal, OperatorPrincipal, Person, Role, TenantId};

    fn operator() -> Principal {
        Principal::Operator(OperatorPrincipal {
            tenant: TenantId(1),
            role: Role::Agent,
            session: SessionId(2),
            person: Person {
                id: OperatorId(3),
                name: "Ada".to_owned(),
                avatar_url: None,
            },
        })
    }

    fn contact(proof: ContactProof) -> Principal {
        Principal::Contact(ContactPrincipal {
            tenant: TenantId(1),
            assistant: AssistantId(2),
            site: None,
            contact: ContactId(3),
            proof,
        })
    }

    /// Each ending with its own id, and with another one.
    #[test]
    fn a_right_that_ends_concerns_who_had_it_and_nobody_else() {
        let token = ContactProof::VisitorToken(TokenHash([7; 32]));
        let signed = ContactProof::SiteToken {
            site: SiteId(4),
            secret: SiteSecretId(5),
        };
        let everybody = [operator(), contact(token), contact(signed)];
        for (ending, whom) in [
            (EndedRight::Session(SessionId(2)), [true, false, false]),
            (EndedRight::Session(SessionId(3)), [false; 3]),
            (EndedRight::Membership(OperatorId(3)), [true, false, false]),
            (EndedRight::Membership(OperatorId(2)), [false; 3]),
            (EndedRight::Role(OperatorId(3)), [true, false, false]),
            (EndedRight::Role(OperatorId(2)), [false; 3]),
            (EndedRight::Contact(ContactId(3)), [false, true, true]),
            (EndedRight::Contact(ContactId(2)), [false; 3]),
            (EndedRight::Assistant(AssistantId(2)), [false, true, true]),
            (EndedRight::Assistant(AssistantId(3)), [false; 3]),
            (EndedRight::VisitorToken(TokenHash([7; 32])), [false, true, false]),
            (EndedRight::VisitorToken(TokenHash([8; 32])), [false; 3]),
            (EndedRight::SiteSecret(SiteSecretId(5)), [false, false, true]),
            (EndedRight::SiteSecret(SiteSecretId(4)), [false; 3]),
            (EndedRight::Site(SiteId(4)), [false, false, true]),
            (EndedRight::Site(SiteId(5)), [false; 3]),
        ] {
            let found = everybody.each_ref().map(|who| ending.concerns(who));
            assert_eq!(found, whom, "{ending:?}");
        }
    }
}
