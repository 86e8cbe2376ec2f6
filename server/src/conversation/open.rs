use super::{Conversation, Error, NewPost, Posted};
use crate::domain::{ClientId, ContactPrincipal, Dialog, EntryKind, EventKind, MessageText, Page, Principal};
use crate::store;

/// A dialog to open.
#[derive(Clone, Debug)]
pub struct NewDialog {
    pub client_id: ClientId,
    pub page: Option<Page>,
    /// The first message may come with it, with its own `client_id`.
    pub message: Option<(ClientId, MessageText)>,
}

#[derive(Clone, Debug)]
pub struct Opened {
    pub dialog: Dialog,
    pub message: Option<Posted>,
    /// The same `client_id` had opened it before.
    pub duplicate: bool,
}

impl Conversation {
    /// Opens a dialog of `contact`, idempotent by its `client_id`, and says the first message in it.
    /// A repeat after a lost answer finds the dialog, and the message if that was written too.
    pub async fn open(&self, contact: &ContactPrincipal, new: NewDialog) -> Result<Opened, Error> {
        let NewDialog {
            client_id,
            page,
            message,
        } = new;
        let conversation = self.clone();
        let who = contact.clone();
        let limit = self.limits.dialogs_per_contact;
        let (dialog, duplicate) = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let found = tx
                        .dialog_by_client_id(who.tenant, who.contact, &client_id)
                        .await?;
                    if let Some(dialog) = found {
                        return Ok((dialog, true));
                    }
                    if tx.count_dialogs(who.tenant, who.contact).await? >= limit as i64 {
                        return Err(Error::LimitReached { limit });
                    }
                    let row = store::NewDialog {
                        tenant: who.tenant,
                        assistant: who.assistant,
                        site: who.site,
                        contact: who.contact,
                        client_id,
                        page: page.map(Page::clipped),
                        at: conversation.clock.now(),
                    };
                    let id = tx.insert_dialog(&row).await?;
                    let dialog = tx.dialog(who.tenant, id).await?.ok_or(Error::NotFound)?;
                    tx.after_commit(move || conversation.publish(who.tenant, id, EventKind::Touched));
                    Ok((dialog, false))
                })
            })
            .await?;
        let Some((client_id, text)) = message else {
            return Ok(Opened {
                dialog,
                message: None,
                duplicate,
            });
        };
        let principal = Principal::Contact(contact.clone());
        let post = NewPost {
            dialog: dialog.id,
            kind: EntryKind::Message,
            client_id,
            text,
            expected_epoch: None,
            origin: None,
        };
        let posted = self.post(&principal, post).await?;
        let dialog = self.dialog(&principal, dialog.id).await?;
        Ok(Opened {
            dialog,
            message: Some(posted),
            duplicate,
        })
    }
}
