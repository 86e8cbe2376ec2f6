use super::change::{Record, Transition};
use super::{Conversation, Error};
use crate::domain::{
    Dialog, DialogId, EventKind, Handoff, MessageMeta, OperatorPrincipal, Principal, Refused, Sender,
    SystemCode, Timestamp,
};

impl Conversation {
    /// An operator opens a closed dialog again; the assistant holds it until somebody claims it.
    pub async fn reopen(&self, by: &OperatorPrincipal, dialog: DialogId) -> Result<Dialog, Error> {
        let reopen = Reopen { by: by.clone() };
        self.change(&Principal::Operator(by.clone()), dialog, reopen)
            .await
    }
}

struct Reopen {
    by: OperatorPrincipal,
}

impl Transition for Reopen {
    fn apply(&self, handoff: Handoff, _at: Timestamp) -> Result<Handoff, Refused> {
        handoff.reopen()
    }

    fn record(&self) -> Record {
        Record {
            text: "The conversation was reopened.".to_owned(),
            meta: MessageMeta {
                code: Some(SystemCode::DialogReopened),
                manager: Some(self.by.person.clone()),
                by: Some(Sender::Manager),
                ..MessageMeta::default()
            },
            live: EventKind::Reopened { by: Sender::Manager },
        }
    }
}
