use std::sync::Arc;

use anyhow::Result;

use super::Operator;
use crate::wire::{Api, Party};

/// On whose behalf a client reads and writes.
#[derive(Clone, Debug)]
pub(crate) enum Pen {
    Visitor(Party),
    Operator(Arc<Operator>),
}

impl Pen {
    pub(crate) async fn party(&self, api: &Api) -> Result<Party> {
        match self {
            Self::Visitor(party) => Ok(party.clone()),
            Self::Operator(operator) => operator.party(api).await,
        }
    }

    /// The server no longer takes this token: the next one will be new.
    pub(crate) async fn forget(&self, refused: &Party) {
        if let Self::Operator(operator) = self {
            operator.forget_token(refused).await;
        }
    }
}
