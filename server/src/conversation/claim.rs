use super::change::{Record, Transition};
use super::{Conversation, Error};
use crate::domain::{
    Dialog, DialogId, EventKind, Handoff, MessageMeta, OperatorPrincipal, Person, Principal, Refused, Sender,
    SystemCode, Timestamp,
};

impl Conversation {
    /// An operator takes the dialog, from the queue or straight from the assistant. Of any number at
    /// once exactly one wins; the others get [`Error::HeldBy`] with the winner.
    pub async fn claim(&self, by: &OperatorPrincipal, dialog: DialogId) -> Result<Dialog, Error> {
        let claim = Claim {
            by: by.person.clone(),
        };
        self.change(&Principal::Operator(by.clone()), dialog, claim).await
    }
}

struct Claim {
    by: Person,
}

impl Transition for Claim {
    fn apply(&self, handoff: Handoff, at: Timestamp) -> Result<Handoff, Refused> {
        handoff.claim(self.by.id, at)
    }

    fn record(&self) -> Record {
        started(&self.by)
    }
}

/// A person has joined: the same for a claim and a transfer.
pub(super) fn started(manager: &Person) -> Record {
    Record {
        text: format!("{} joined the conversation.", manager.name),
        meta: MessageMeta {
            code: Some(SystemCode::HandoffStarted),
            manager: Some(manager.clone()),
            by: Some(Sender::Manager),
            ..MessageMeta::default()
        },
        live: EventKind::HandoffStarted {
            manager: manager.clone(),
        },
    }
}
