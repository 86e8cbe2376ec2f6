use std::net::IpAddr;

use super::Since;
use crate::domain::{DialogId, Principal};

/// A connection that asks to be taken in.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Who is at the other end. It alone decides the pool.
    pub who: Principal,
    /// The dialog of a dialog socket; `None` is an operator's inbox socket.
    pub dialog: Option<DialogId>,
    /// A moment before it was proven who they are.
    pub since: Since,
    /// Whom the other end is counted as, if that is known: see [`crate::domain::Limits::connections_per_address`].
    pub address: Option<IpAddr>,
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
    #[error("too many connections from this address")]
    PerAddress,
    #[error("this node is full")]
    PerNode,
    #[error("too many dialogs followed over one connection")]
    PerConnection,
    #[error("this node is leaving")]
    Leaving,
}
