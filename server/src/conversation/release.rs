use super::change::{Record, Transition};
use super::{Conversation, Error};
use crate::domain::{
    Dialog, DialogId, EventKind, Handoff, HandoffReason, MessageMeta, OperatorPrincipal, Principal, Refused,
    ReleaseTo, Sender, SystemCode, Timestamp,
};

impl Conversation {
    /// An operator gives the dialog back: to the assistant, who then answers what nobody has answered
    /// yet, or into the queue.
    pub async fn release(
        &self,
        by: &OperatorPrincipal,
        dialog: DialogId,
        to: ReleaseTo,
    ) -> Result<Dialog, Error> {
        let release = Release { by: by.clone(), to };
        self.change(&Principal::Operator(by.clone()), dialog, release)
            .await
    }
}

pub(super) struct Release {
    pub(super) by: OperatorPrincipal,
    pub(super) to: ReleaseTo,
}

impl Transition for Release {
    fn apply(&self, handoff: Handoff, at: Timestamp) -> Result<Handoff, Refused> {
        handoff.release(&self.by, self.to, at)
    }

    fn record(&self) -> Record {
        let name = &self.by.person.name;
        let text = match self.to {
            ReleaseTo::Assistant => format!("{name} handed the conversation back to the assistant."),
            ReleaseTo::Queue => format!("{name} put the conversation back into the queue."),
        };
        Record {
            text,
            meta: MessageMeta {
                code: Some(SystemCode::HandoffEnded),
                manager: Some(self.by.person.clone()),
                to: Some(self.to),
                reason: (self.to == ReleaseTo::Queue).then_some(HandoffReason::Operator),
                by: Some(Sender::Manager),
                ..MessageMeta::default()
            },
            live: EventKind::HandoffEnded { to: self.to },
        }
    }

    fn resumes_assistant(&self) -> bool {
        self.to == ReleaseTo::Assistant
    }
}
