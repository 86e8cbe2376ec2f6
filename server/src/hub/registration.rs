use crate::domain::{ContactId, DialogId, OperatorId, OperatorPrincipal, Person, Pool, SessionId, TenantId};

/// Who is at the other end of a connection. It alone decides the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Contact(ContactId),
    Operator { session: SessionId, person: Person },
}

impl Who {
    pub fn pool(&self) -> Pool {
        match self {
            Self::Contact(_) => Pool::Client,
            Self::Operator { .. } => Pool::Admin,
        }
    }

    pub fn operator(&self) -> Option<OperatorId> {
        match self {
            Self::Operator { person, .. } => Some(person.id),
            Self::Contact(_) => None,
        }
    }
}

/// A connection that asks to be taken in.
#[derive(Clone, Debug)]
pub struct Registration {
    pub tenant: TenantId,
    pub who: Who,
    /// The dialog of a dialog socket; `None` is an operator's inbox socket.
    pub dialog: Option<DialogId>,
}

impl Registration {
    /// A visitor's socket: always one of a dialog.
    pub fn contact(tenant: TenantId, contact: ContactId, dialog: DialogId) -> Self {
        Self {
            tenant,
            who: Who::Contact(contact),
            dialog: Some(dialog),
        }
    }

    /// An operator's socket for one dialog.
    pub fn operator(operator: &OperatorPrincipal, dialog: DialogId) -> Self {
        Self {
            dialog: Some(dialog),
            ..Self::inbox(operator)
        }
    }

    /// An operator's socket for the whole inbox.
    pub fn inbox(operator: &OperatorPrincipal) -> Self {
        Self {
            tenant: operator.tenant,
            who: Who::Operator {
                session: operator.session,
                person: operator.person.clone(),
            },
            dialog: None,
        }
    }
}

/// Which cap refused. All but `Leaving` mean: back off, and poll meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("too many connections to this dialog")]
    PerDialog,
    #[error("too many connections of this visitor")]
    PerVisitor,
    #[error("too many connections of this operator")]
    PerOperator,
    #[error("this node is full")]
    PerNode,
    #[error("too many dialogs followed over one connection")]
    PerConnection,
    #[error("this node is leaving")]
    Leaving,
}
