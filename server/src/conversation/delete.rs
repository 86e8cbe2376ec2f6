use super::amend::Amendment;
use super::{Changed, Conversation, Error};
use crate::domain::{DialogId, MessageId, OperatorPrincipal};

impl Conversation {
    /// Takes the text of a message or note away for good: an operator their own, an admin anybody's. What is left
    /// is that something was said. The record of what happened to the dialog stays.
    pub async fn delete(
        &self,
        by: &OperatorPrincipal,
        dialog: DialogId,
        message: MessageId,
    ) -> Result<Changed, Error> {
        self.amend(by, dialog, message, Amendment::Gone).await
    }
}
