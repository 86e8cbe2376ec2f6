use super::change::{Record, Transition};
use super::{Conversation, Error};
use crate::domain::{
    Dialog, DialogId, EventKind, Handoff, HandoffReason, MessageMeta, Principal, Refused, Sender, SystemCode,
    Timestamp,
};

impl Conversation {
    /// The contact asks for a person. Asking again changes nothing.
    pub async fn request_person(&self, principal: &Principal, dialog: DialogId) -> Result<Dialog, Error> {
        let request = Request {
            reason: HandoffReason::Visitor,
            by: Sender::User,
        };
        self.change(principal, dialog, request).await
    }
}

pub(super) struct Request {
    pub(super) reason: HandoffReason,
    pub(super) by: Sender,
}

impl Transition for Request {
    fn apply(&self, handoff: Handoff, at: Timestamp) -> Result<Handoff, Refused> {
        handoff.request(self.reason, at)
    }

    fn record(&self) -> Record {
        let text = match self.reason {
            HandoffReason::Visitor => "A person was asked for.",
            HandoffReason::Assistant => "The assistant asked for a person.",
            HandoffReason::Failure => "The assistant could not answer. A person was asked for.",
            HandoffReason::Operator => "The conversation waits for a person.",
        };
        Record {
            text: text.to_owned(),
            meta: MessageMeta {
                code: Some(SystemCode::HandoffRequested),
                reason: Some(self.reason),
                by: Some(self.by),
                ..MessageMeta::default()
            },
            live: EventKind::HandoffRequested {
                reason: self.reason,
                by: self.by,
                position: None,
            },
        }
    }
}
