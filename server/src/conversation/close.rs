use super::change::{Record, Transition};
use super::{Conversation, Error};
use crate::domain::{
    Dialog, DialogId, EventKind, Handoff, MessageMeta, OperatorPrincipal, Principal, Refused, Sender,
    SystemCode, Timestamp,
};

impl Conversation {
    /// An operator ends the dialog. The contact may write again, which reopens it.
    pub async fn close(&self, by: &OperatorPrincipal, dialog: DialogId) -> Result<Dialog, Error> {
        let close = Close { by: by.clone() };
        self.change(&Principal::Operator(by.clone()), dialog, close).await
    }
}

struct Close {
    by: OperatorPrincipal,
}

impl Transition for Close {
    fn apply(&self, handoff: Handoff, at: Timestamp) -> Result<Handoff, Refused> {
        handoff.close(&self.by, at)
    }

    fn record(&self) -> Record {
        Record {
            text: format!("{} closed the conversation.", self.by.person.name),
            meta: MessageMeta {
                code: Some(SystemCode::DialogClosed),
                manager: Some(self.by.person.clone()),
                by: Some(Sender::Manager),
                ..MessageMeta::default()
            },
            live: EventKind::Closed { by: Sender::Manager },
        }
    }
}
