use super::{Conversation, Error};
use crate::domain::{DialogId, EventKind, Page, Principal};

impl Conversation {
    /// The visitor is on this page now. The last one is kept, for operators.
    pub async fn visit(&self, principal: &Principal, dialog: DialogId, page: Page) -> Result<(), Error> {
        self.pace.act(principal)?;
        let page = page.clipped();
        let seen = self.dialog(principal, dialog).await?;
        if seen.page.as_ref() == Some(&page) {
            return Ok(());
        }
        let conversation = self.clone();
        let tenant = principal.tenant();
        self.store
            .write_dialogs(vec![(tenant, dialog)], move |tx| {
                Box::pin(async move {
                    let Some(mut row) = tx.lock_dialogs(&[(tenant, dialog)]).await?.remove(&dialog) else {
                        return Err(Error::NotFound);
                    };
                    row.page = Some(page);
                    tx.save_dialogs(std::slice::from_ref(&row)).await?;
                    tx.after_commit(move || conversation.publish(tenant, dialog, EventKind::Touched));
                    Ok(())
                })
            })
            .await
    }
}
