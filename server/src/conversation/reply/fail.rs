//! A reply that nothing came of: an honest word to the contact.

use std::sync::Arc;

use crate::conversation::change::system_entry;
use crate::conversation::request::Request;
use crate::conversation::{Conversation, Error};
use crate::domain::{
    Dialog, EventKind, FailureCode, Generation, GenerationId, HandoffReason, MessageMeta, Sender, SystemCode,
    Timestamp,
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

/// A reply that nothing came of.
pub(super) struct Failed {
    pub(super) generation: GenerationId,
    pub(super) code: FailureCode,
    /// What the contact was shown of it.
    pub(super) unfinished: Option<String>,
}

/// What was written of a reply that broke. It stays on the contact's screen, but nothing does that its maker held back.
pub(super) fn unfinished(row: Generation, code: FailureCode) -> Option<String> {
    let readable = code != FailureCode::Refused && !row.text.trim().is_empty();
    readable.then_some(row.text)
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
        failed: Failed,
        now: Timestamp,
    ) -> Result<(), Error> {
        let Failed {
            generation,
            code,
            unfinished,
        } = failed;
        let text = if unfinished.is_some() {
            "Sorry, I could not finish this answer. A person will take over."
        } else {
            "Sorry, I could not write an answer just now. A person will take over."
        };
        let meta = MessageMeta {
            code: Some(SystemCode::AssistantFailed),
            generation: Some(generation),
            unfinished,
            failure: Some(code),
            ..MessageMeta::default()
        };
        let entry = system_entry(dialog, text, meta, now);
        let message = tx
            .insert_messages(std::slice::from_ref(&entry))
            .await?
            .into_iter()
            .next();
        tx.save_dialogs(std::slice::from_ref(dialog)).await?;
        let conversation = self.clone();
        let (tenant, id) = (dialog.tenant, dialog.id);
        tx.after_commit(move || {
            // The entry first, as with an answer: what was drawn does not vanish in between.
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
            conversation.publish(tenant, id, EventKind::GenerationFailed { generation, code });
        });
        Ok(())
    }
}
