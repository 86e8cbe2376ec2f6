use super::{Conversation, Error};
use crate::domain::{ContactPrincipal, DialogId, EventKind, Principal, Rating};

impl Conversation {
    /// The contact says what they thought of the dialog; the last word counts.
    pub async fn rate(
        &self,
        by: &ContactPrincipal,
        dialog: DialogId,
        score: i64,
        comment: Option<String>,
    ) -> Result<(), Error> {
        self.dialog(&Principal::Contact(by.clone()), dialog).await?;
        let (conversation, tenant) = (self.clone(), by.tenant);
        let rating = Rating {
            score,
            comment,
            at: self.clock.now(),
        };
        self.store
            .write_dialogs(vec![(tenant, dialog)], move |tx| {
                Box::pin(async move {
                    if !tx.rate_dialog(tenant, dialog, &rating).await? {
                        return Err(Error::NotFound);
                    }
                    tx.after_commit(move || conversation.publish(tenant, dialog, EventKind::Touched));
                    Ok(())
                })
            })
            .await
    }
}
