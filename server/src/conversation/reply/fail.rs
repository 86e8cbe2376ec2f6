//! A reply that nothing came of: an honest word to the contact.

use std::sync::Arc;

use crate::conversation::change::system_entry;
use crate::conversation::request::Request;
use crate::conversation::{Conversation, Error};
use crate::domain::{
    Dialog, EventKind, FailureCode, Generation, HandoffReason, MessageMeta, Sender, SystemCode, Timestamp,
};
use crate::store::Tx;

/// Who fails leaves the dialog to people, and says why.
pub(super) fn request_after(code: FailureCode) -> Request {
    let reason = match code {
        FailureCode::DeadlineMissed => HandoffReason::Deadline,
        FailureCode::BudgetSpent => HandoffReason::Budget,
        _ => HandoffReason::Failure,
    };
    Request {
        reason,
        by: Sender::System,
        wish: None,
        wished_at: None,
    }
}

/// Whoever asks why there is no answer is told which engine failed, even if nothing was asked of it.
pub(super) async fn record(tx: &mut Tx, failed: &Generation, at: Timestamp) -> Result<(), Error> {
    if let Some(assistant) = tx.assistant(failed.tenant, failed.assistant).await? {
        tx.save_empty_record(failed, &assistant, at).await?;
    }
    Ok(())
}

impl Conversation {
    pub(super) async fn apologise(
        &self,
        tx: &mut Tx,
        dialog: &mut Dialog,
        generation: &Generation,
        code: FailureCode,
        now: Timestamp,
    ) -> Result<(), Error> {
        let meta = MessageMeta {
            code: Some(SystemCode::AssistantFailed),
            generation: Some(generation.id),
            failure: Some(code),
            ..MessageMeta::default()
        };
        let text = "Sorry, I could not write an answer just now. A person will take over.";
        let entry = system_entry(dialog, text, meta, now);
        let message = tx
            .insert_messages(std::slice::from_ref(&entry))
            .await?
            .into_iter()
            .next();
        tx.save_dialogs(std::slice::from_ref(dialog)).await?;
        let conversation = self.clone();
        let (tenant, id, generation) = (dialog.tenant, dialog.id, generation.id);
        tx.after_commit(move || {
            conversation.publish(tenant, id, EventKind::GenerationFailed { generation, code });
            if let Some(message) = message {
                let message = Arc::new(entry.with_id(message));
                conversation.publish(
                    tenant,
                    id,
                    EventKind::Posted {
                        message,
                        origin: None,
                    },
                );
            }
        });
        Ok(())
    }
}
