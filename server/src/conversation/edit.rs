use super::amend::Amendment;
use super::{Changed, Conversation, Error};
use crate::domain::{DialogId, MessageId, MessageText, OperatorPrincipal};

impl Conversation {
    /// An operator gives a message or note of their own another text, whoever holds the dialog now. Saying the
    /// same again changes nothing.
    pub async fn edit(
        &self,
        by: &OperatorPrincipal,
        dialog: DialogId,
        message: MessageId,
        text: MessageText,
    ) -> Result<Changed, Error> {
        self.amend(by, dialog, message, Amendment::Text(text.into_string()))
            .await
    }
}
