use super::change::{Record, Transition};
use super::{Conversation, Error};
use crate::domain::{
    Dialog, DialogId, EventKind, Handoff, HandoffReason, InvalidText, MessageMeta, MessageText, Principal,
    Refused, Sender, SystemCode, Timestamp,
};

/// Characters that a contact may write when they ask for a person.
const WISH: usize = 1_000;

impl Conversation {
    /// The contact asks for a person, and may say why in at most [`WISH`] characters. Asking again changes
    /// nothing.
    pub async fn request_person(
        &self,
        principal: &Principal,
        dialog: DialogId,
        wish: Option<&str>,
    ) -> Result<Dialog, Error> {
        let wish = match wish.map(|raw| MessageText::parse(raw, WISH)) {
            Some(Err(too_long @ InvalidText::TooLong { .. })) => return Err(too_long.into()),
            Some(Ok(text)) => Some(text.into_string()),
            None | Some(Err(InvalidText::Empty)) => None,
        };
        let request = Request {
            reason: HandoffReason::Visitor,
            by: Sender::User,
            wish,
            wished_at: None,
        };
        self.change(principal, dialog, request).await
    }
}

pub(super) struct Request {
    pub(super) reason: HandoffReason,
    pub(super) by: Sender,
    /// What the contact wrote.
    pub(super) wish: Option<String>,
    /// When it was wished, if that is not now.
    pub(super) wished_at: Option<Timestamp>,
}

impl Transition for Request {
    fn apply(&self, handoff: Handoff, at: Timestamp) -> Result<Handoff, Refused> {
        handoff.request(self.reason, at)
    }

    fn needs_people(&self) -> bool {
        match self.reason {
            HandoffReason::Visitor | HandoffReason::Assistant | HandoffReason::Policy => true,
            // Without the assistant there is nobody: then it is better to wait.
            HandoffReason::Failure
            | HandoffReason::Deadline
            | HandoffReason::Budget
            | HandoffReason::Operator => false,
        }
    }

    fn wished_at(&self) -> Option<Timestamp> {
        self.wished_at
    }

    fn record(&self) -> Record {
        let text = match self.reason {
            HandoffReason::Visitor => "A person was asked for.",
            HandoffReason::Assistant => "The assistant asked for a person.",
            HandoffReason::Failure => "The assistant could not answer. A person was asked for.",
            HandoffReason::Deadline => "The assistant did not answer in time. A person was asked for.",
            HandoffReason::Policy => "The assistant did not know. A person was asked for.",
            HandoffReason::Budget => "The assistant is not available now. A person was asked for.",
            HandoffReason::Operator => "The conversation waits for a person.",
        };
        Record {
            text: text.to_owned(),
            meta: MessageMeta {
                code: Some(SystemCode::HandoffRequested),
                reason: Some(self.reason),
                by: Some(self.by),
                wish: self.wish.clone(),
                ..MessageMeta::default()
            },
            live: EventKind::HandoffRequested {
                reason: self.reason,
                by: self.by,
                position: None,
                wish: self.wish.clone(),
            },
        }
    }
}
