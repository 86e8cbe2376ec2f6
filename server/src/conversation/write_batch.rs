//! Writing what a batch admitted, and arranging what is told of it after the commit.

use std::sync::Arc;

use super::Error;
use super::settle::{Batch, Unsettled};
use crate::domain::{
    Dialog, DialogId, EventKind, FailureCode, GenerationId, Mark, MarkKind, Message, Sender, Side, TenantId,
};
use crate::store::{NewGeneration, Tx};

impl Batch {
    /// Writes everything that was admitted, and arranges what is told after the commit.
    pub(super) async fn write(&mut self, tx: &mut Tx) -> Result<Vec<Arc<Message>>, Unsettled> {
        if self.entries.is_empty() {
            return Ok(Vec::new());
        }
        let entries = std::mem::take(&mut self.entries);
        let mut touched: Vec<DialogId> = entries.iter().map(|entry| entry.dialog).collect();
        touched.sort_unstable();
        touched.dedup();
        let dialogs: Vec<Dialog> = touched
            .iter()
            .filter_map(|id| self.dialogs.get(id).cloned())
            .collect();
        let changed_hands: Vec<Dialog> = dialogs
            .iter()
            .filter(|dialog| {
                self.reopened
                    .iter()
                    .any(|at| entries.get(*at).is_some_and(|entry| entry.dialog == dialog.id))
            })
            .cloned()
            .collect();
        tx.save_dialogs(&changed_hands).await?;
        let ids = tx
            .save_posts(&entries, &dialogs)
            .await?
            .ok_or(Unsettled::SentBefore)?;
        let messages: Vec<Arc<Message>> = entries
            .into_iter()
            .zip(ids)
            .map(|(new, id)| Arc::new(new.with_id(id)))
            .collect();
        let superseded = self.ask_for_replies(tx, &messages).await?;

        let conversation = self.conversation.clone();
        let origins = std::mem::take(&mut self.origins);
        let reopened = std::mem::take(&mut self.reopened);
        let marked = std::mem::take(&mut self.marked);
        let wake = !self.replies.is_empty();
        let published = messages.clone();
        tx.after_commit(move || {
            for (tenant, dialog, generation) in superseded {
                let kind = EventKind::GenerationCancelled {
                    generation,
                    code: FailureCode::Superseded,
                };
                conversation.publish(tenant, dialog, kind);
            }
            for (at, (message, origin)) in published.into_iter().zip(origins).enumerate() {
                let (tenant, dialog) = (message.tenant, message.dialog);
                conversation.publish(tenant, dialog, EventKind::Posted { message, origin });
                if reopened.contains(&at) {
                    conversation.publish(tenant, dialog, EventKind::Reopened { by: Sender::User });
                }
            }
            for (dialog, to) in marked {
                if let Some(tenant) = dialogs.iter().find(|row| row.id == dialog).map(|row| row.tenant) {
                    let kind = EventKind::Marked {
                        side: Side::Manager,
                        kind: MarkKind::Read,
                        to,
                        staff_only: false,
                    };
                    conversation.publish(tenant, dialog, kind);
                }
            }
            if wake {
                conversation.replies_wanted.notify_one();
            }
        });
        Ok(messages)
    }

    /// A newer message wants a newer answer. What was being written and has not begun to show is dropped, and one
    /// reply takes in everything that has not been answered; what shows already is finished first.
    async fn ask_for_replies(
        &self,
        tx: &mut Tx,
        messages: &[Arc<Message>],
    ) -> Result<Vec<(TenantId, DialogId, GenerationId)>, Error> {
        let mut superseded = Vec::new();
        let mut wanted = Vec::with_capacity(self.replies.len());
        for (id, at) in &self.replies {
            let (Some(dialog), Some(message)) = (self.dialogs.get(id), messages.get(*at)) else {
                continue;
            };
            let dropped = tx
                .cancel_generations(dialog.tenant, *id, true, FailureCode::Superseded, self.now)
                .await?;
            superseded.extend(
                dropped
                    .into_iter()
                    .map(|generation| (dialog.tenant, *id, generation.id)),
            );
            wanted.push(NewGeneration {
                tenant: dialog.tenant,
                dialog: *id,
                assistant: dialog.assistant,
                reply_to: Mark {
                    public: message.public_seq.unwrap_or(0),
                    staff: message.staff_seq,
                },
                handler_epoch: dialog.handoff.epoch,
                at: self.now,
            });
        }
        super::reply_wanted::enqueue(tx, &wanted, self.now).await?;
        Ok(superseded)
    }
}
