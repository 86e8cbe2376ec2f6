use super::{Conversation, Error};
use crate::domain::{DialogId, EventKind, Holder, Origin, Principal, Sender};

impl Conversation {
    /// Tells the others that somebody types, or has stopped. Not numbered, not kept; clients let it
    /// lapse after 6 s. An operator who does not hold the dialog types for nobody, and what is told too often is
    /// not told.
    pub async fn typing(
        &self,
        principal: &Principal,
        dialog: DialogId,
        on: bool,
        origin: Origin,
    ) -> Result<(), Error> {
        // Whom it would be told to sees them typing already.
        if !self.pace.typing(principal) {
            return Ok(());
        }
        let dialog = self.dialog(principal, dialog).await?;
        let (sender, author) = match principal {
            Principal::Contact(_) => (Sender::User, None),
            Principal::Operator(operator) => match dialog.handoff.holder {
                Holder::Operator { operator: holder, .. } if holder == operator.id() => {
                    (Sender::Manager, Some(operator.person.clone()))
                }
                _ => return Ok(()),
            },
        };
        self.publish(
            dialog.tenant,
            dialog.id,
            EventKind::Typing {
                sender,
                author,
                on,
                origin,
            },
        );
        Ok(())
    }
}
