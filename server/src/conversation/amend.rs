//! What an edit and a removal have in common: a number of their own, told to whoever could see the message.

use std::sync::Arc;

use super::number::next_number;
use super::{Conversation, Error};
use crate::domain::{
    Author, Change, ChangeKind, Dialog, DialogId, EntryKind, EventKind, Message, MessageId, OperatorPrincipal,
};
use crate::store::{NewChange, Tx};

/// The change is durable. A repeat gets the first one again.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The message that it is about.
    pub message: MessageId,
    /// Its number in the operators' stream.
    pub of_staff: i64,
    /// The entry that says so: the change, or the message itself if it said so from the start.
    pub entry: Arc<Message>,
    pub duplicate: bool,
}

/// What is to become of a message.
pub(super) enum Amendment {
    Text(String),
    Gone,
}

impl Amendment {
    fn kind(&self) -> ChangeKind {
        match self {
            Self::Text(_) => ChangeKind::Updated,
            Self::Gone => ChangeKind::Deleted,
        }
    }

    fn is_done(&self, message: &Message) -> bool {
        match self {
            Self::Text(text) => message.text == *text,
            Self::Gone => message.deleted,
        }
    }

    fn check(&self, message: &Message, by: &OperatorPrincipal) -> Result<(), Error> {
        let allowed = match self {
            Self::Text(_) => message.may_be_edited_by(by),
            Self::Gone => message.may_be_deleted_by(by),
        };
        match (self, allowed) {
            (_, false) => Err(Error::NotYours),
            // There is nothing left to edit.
            (Self::Text(_), true) if message.deleted => Err(Error::NotFound),
            (_, true) => Ok(()),
        }
    }
}

impl Conversation {
    pub(super) async fn amend(
        &self,
        by: &OperatorPrincipal,
        dialog: DialogId,
        message: MessageId,
        amendment: Amendment,
    ) -> Result<Changed, Error> {
        let (conversation, by) = (self.clone(), by.clone());
        self.store
            .write_dialogs(vec![(by.tenant, dialog)], move |tx| {
                Box::pin(async move {
                    let row = tx.lock_dialogs(&[(by.tenant, dialog)]).await?.remove(&dialog);
                    let row = row.ok_or(Error::NotFound)?;
                    let message = tx.message(by.tenant, dialog, message).await?;
                    let message = message.ok_or(Error::NotFound)?;
                    amendment.check(&message, &by)?;
                    if amendment.is_done(&message) {
                        return repeated(tx, message).await;
                    }
                    conversation.amend_locked(tx, row, &message, &by, amendment).await
                })
            })
            .await
    }

    async fn amend_locked(
        &self,
        tx: &mut Tx,
        mut dialog: Dialog,
        message: &Message,
        by: &OperatorPrincipal,
        amendment: Amendment,
    ) -> Result<Changed, Error> {
        let now = self.clock.now();
        let number = next_number(&mut dialog, message.kind, now);
        let change = NewChange {
            tenant: dialog.tenant,
            dialog: dialog.id,
            kind: message.kind,
            public_seq: number.public_seq,
            staff_seq: number.mark.staff,
            author: Author::Operator(by.id()),
            change: Change {
                kind: amendment.kind(),
                of: message.id,
                of_public: message.public_seq,
                of_staff: message.staff_seq,
            },
            text: match amendment {
                Amendment::Text(text) => text,
                Amendment::Gone => String::new(),
            },
            at: now,
        };
        if change.change.kind == ChangeKind::Deleted {
            tx.forget_unfinished(message).await?;
        }
        let entry = Arc::new(tx.apply_change(change).await?);
        tx.save_dialogs(std::slice::from_ref(&dialog)).await?;
        if message.kind == EntryKind::Message {
            tx.renew_preview(dialog.tenant, dialog.id).await?;
        }
        let conversation = self.clone();
        let posted = Arc::clone(&entry);
        tx.after_commit(move || {
            let kind = EventKind::Posted {
                message: posted,
                origin: None,
            };
            conversation.publish(dialog.tenant, dialog.id, kind);
        });
        Ok(Changed {
            message: message.id,
            of_staff: message.staff_seq,
            entry,
            duplicate: false,
        })
    }
}

/// It is so already: the change that made it so.
async fn repeated(tx: &mut Tx, message: Message) -> Result<Changed, Error> {
    let last = tx
        .last_change(message.tenant, message.dialog, message.staff_seq)
        .await?;
    let (of, of_staff) = (message.id, message.staff_seq);
    Ok(Changed {
        message: of,
        of_staff,
        entry: Arc::new(last.unwrap_or(message)),
        duplicate: true,
    })
}
