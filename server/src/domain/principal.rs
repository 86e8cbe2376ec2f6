//! Who acts.

use serde::{Deserialize, Serialize};

use super::{
    AssistantId, ContactId, GenerationId, OperatorId, Person, Pool, Role, SessionId, SiteId, SiteSecretId,
    TenantId, TokenHash,
};

/// The proven identity behind a request or a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    Operator(OperatorPrincipal),
    Contact(ContactPrincipal),
}

impl Principal {
    pub fn tenant(&self) -> TenantId {
        match self {
            Self::Operator(operator) => operator.tenant,
            Self::Contact(contact) => contact.tenant,
        }
    }

    /// The stream of a dialog that they read.
    pub fn pool(&self) -> Pool {
        match self {
            Self::Operator(_) => Pool::Admin,
            Self::Contact(_) => Pool::Client,
        }
    }

    pub fn operator(&self) -> Option<&OperatorPrincipal> {
        match self {
            Self::Operator(operator) => Some(operator),
            Self::Contact(_) => None,
        }
    }
}

/// An operator, signed in to one of their tenants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorPrincipal {
    pub tenant: TenantId,
    pub role: Role,
    pub session: SessionId,
    pub person: Person,
}

impl OperatorPrincipal {
    pub fn id(&self) -> OperatorId {
        self.person.id
    }

    /// Admins and owners may act on a dialog that another operator holds.
    pub fn may_override(&self) -> bool {
        self.role >= Role::Admin
    }
}

/// A visitor, or a signed-in user of a site, who has a contact already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactPrincipal {
    pub tenant: TenantId,
    pub assistant: AssistantId,
    /// Set for a user who came with a site token.
    pub site: Option<SiteId>,
    pub contact: ContactId,
    pub proof: ContactProof,
}

/// By what a contact was known. When it ends, so does what they hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactProof {
    VisitorToken(TokenHash),
    SiteToken { site: SiteId, secret: SiteSecretId },
}

/// Who wrote an entry; also the space in which their `client_id`s are unique.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Author {
    Contact(ContactId),
    Operator(OperatorId),
    Generation(GenerationId),
    System,
}

impl Author {
    /// The key under which an author's `client_id`s are unique within a dialog.
    pub fn key(&self) -> String {
        match self {
            Self::Contact(id) => format!("c{id}"),
            Self::Operator(id) => format!("o{id}"),
            Self::Generation(id) => format!("g{id}"),
            Self::System => "s".to_owned(),
        }
    }
}
