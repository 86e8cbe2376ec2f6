//! Visitors: known by nothing but a token that they made themselves.

use super::opaque_token::{make_token, parse_token};
use super::{Access, Denied};
use crate::domain::{
    Assistant, Attributes, Contact, ContactPrincipal, ContactProof, PublicId, Secret, TokenHash,
};
use crate::store::NewContact;

/// Somebody with a well-formed visitor token at an assistant that exists.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub assistant: Assistant,
    /// Whom the token belongs to; `None` if it is unknown, revoked, or its holder blocked.
    pub contact: Option<Contact>,
    token: TokenHash,
}

impl Visitor {
    pub fn principal(&self) -> Option<ContactPrincipal> {
        let proof = ContactProof::VisitorToken(self.token);
        self.contact.as_ref().map(|contact| principal(contact, proof))
    }
}

/// A visitor who may open a dialog.
#[derive(Clone, Debug)]
pub struct AdmittedVisitor {
    pub principal: ContactPrincipal,
    /// The token, if the server made it: this is the only time that it is told.
    pub made_token: Option<Secret>,
}

impl Access {
    /// Who bears this visitor token at this assistant. Writes nothing.
    pub async fn visitor(&self, assistant: &PublicId, token: &str) -> Result<Visitor, Denied> {
        let token = parse_token(token).ok_or(Denied::Unauthenticated)?;
        self.look_up(assistant, &token).await
    }

    /// Whom the token belongs to; none if it is unknown, revoked, or its holder blocked. What [`Self::visitor`]
    /// knows beside that is not read: each request and each connection of a visitor begins with this.
    pub async fn visitor_principal(
        &self,
        assistant: &PublicId,
        token: &str,
    ) -> Result<Option<ContactPrincipal>, Denied> {
        let hash = parse_token(token).ok_or(Denied::Unauthenticated)?;
        let found = self
            .store
            .read()
            .await?
            .bearer_of_visitor_token(assistant, &hash)
            .await?;
        match found {
            Some((tenant, assistant, contact)) => Ok(Some(ContactPrincipal {
                tenant,
                assistant,
                site: None,
                contact,
                proof: ContactProof::VisitorToken(hash),
            })),
            // Why not is told by the longer way.
            None => Ok(self.look_up(assistant, &hash).await?.principal()),
        }
    }

    /// The visitor who bears `token`, made if nobody does; without a token, a new visitor with a token of ours.
    pub async fn admit_visitor(
        &self,
        assistant: &PublicId,
        token: Option<&str>,
    ) -> Result<AdmittedVisitor, Denied> {
        let made_token = token.is_none().then(|| make_token(&*self.entropy));
        let token = token
            .or(made_token.as_ref().map(Secret::reveal))
            .and_then(parse_token)
            .ok_or(Denied::InvalidVisitorToken)?;
        let visitor = self.look_up(assistant, &token).await?;
        let principal = match visitor.principal() {
            Some(principal) => principal,
            None => match self.make_visitor(&visitor.assistant, token).await? {
                Some(principal) => principal,
                // Another request with this token was faster; or the token is revoked, or its holder blocked.
                None => self
                    .look_up(assistant, &token)
                    .await?
                    .principal()
                    .ok_or(Denied::Unauthenticated)?,
            },
        };
        Ok(AdmittedVisitor {
            principal,
            made_token,
        })
    }

    async fn look_up(&self, assistant: &PublicId, token: &TokenHash) -> Result<Visitor, Denied> {
        let mut reader = self.store.read().await?;
        let assistant = reader
            .assistant_by_public_id(assistant)
            .await?
            .ok_or(Denied::NotFound)?;
        let contact = reader.contact_by_visitor_token(assistant.id, token).await?;
        Ok(Visitor {
            assistant,
            contact,
            token: *token,
        })
    }

    /// `None`, and nothing written, if somebody has the token.
    async fn make_visitor(
        &self,
        assistant: &Assistant,
        token: TokenHash,
    ) -> Result<Option<ContactPrincipal>, Denied> {
        let (tenant, assistant, at) = (assistant.tenant, assistant.id, self.now());
        let new = NewContact {
            assistant,
            site: None,
            external_id: None,
            name: None,
            email: None,
            verified: false,
            attributes: Attributes::new(),
            at,
        };
        let made = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let contact = tx.create_contact(tenant, &new).await?;
                    if !tx
                        .add_visitor_token(tenant, assistant, contact, &token, at)
                        .await?
                    {
                        return Err(Unmade::TokenTaken);
                    }
                    Ok(ContactPrincipal {
                        tenant,
                        assistant,
                        site: None,
                        contact,
                        proof: ContactProof::VisitorToken(token),
                    })
                })
            })
            .await;
        match made {
            Ok(principal) => Ok(Some(principal)),
            Err(Unmade::TokenTaken) => Ok(None),
            Err(Unmade::Denied(denied)) => Err(denied),
        }
    }
}

/// Why a visitor was not made; either way nothing of it is kept.
enum Unmade {
    TokenTaken,
    Denied(Denied),
}

impl From<crate::store::Error> for Unmade {
    fn from(error: crate::store::Error) -> Self {
        Self::Denied(error.into())
    }
}

pub(super) fn principal(contact: &Contact, proof: ContactProof) -> ContactPrincipal {
    ContactPrincipal {
        tenant: contact.tenant,
        assistant: contact.assistant,
        site: contact.site,
        contact: contact.id,
        proof,
    }
}

#[cfg(test)]
#[path = "visitors_tests.rs"]
mod tests;
