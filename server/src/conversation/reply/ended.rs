//! How replies ended of whose end a node may not have heard.

use std::collections::HashMap;

use crate::conversation::{Conversation, Error};
use crate::domain::{DialogId, Event, EventKind, FailureCode, GenerationId, GenerationStatus, TenantId};
use crate::store::ReplyEnd;

impl Conversation {
    /// Of `replies` those that have ended, each as it was told when it did.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub async fn ended_replies(
        &self,
        replies: &[(TenantId, DialogId, GenerationId)],
    ) -> Result<Vec<Event>, Error> {
        let keys: Vec<_> = replies.iter().map(|(tenant, _, id)| (*tenant, *id)).collect();
        let known = self.store.read_aside().await?.reply_ends(&keys).await?;
        let known: HashMap<GenerationId, ReplyEnd> =
            known.into_iter().map(|end| (end.generation, end)).collect();
        let ended = replies.iter().filter_map(|(tenant, dialog, id)| {
            Some(Event {
                tenant: *tenant,
                dialog: *dialog,
                kind: told(*id, known.get(id))?,
            })
        });
        Ok(ended.collect())
    }
}

/// `None` while something may still come of it. One that is not there went with its dialog.
fn told(generation: GenerationId, end: Option<&ReplyEnd>) -> Option<EventKind> {
    let Some(end) = end else {
        let code = FailureCode::Superseded;
        return Some(EventKind::GenerationCancelled { generation, code });
    };
    match (end.status, end.message) {
        (GenerationStatus::Queued | GenerationStatus::Generating, _) => None,
        (GenerationStatus::Completed, Some((message, seq))) => Some(EventKind::GenerationCompleted {
            generation,
            message,
            seq,
            latency_ms: end.latency_ms.unwrap_or(0),
            usage: end.usage,
        }),
        (GenerationStatus::Completed | GenerationStatus::Error, _) => Some(EventKind::GenerationFailed {
            generation,
            code: end.code.unwrap_or(FailureCode::EngineFailed),
        }),
        (GenerationStatus::Cancelled, _) => Some(EventKind::GenerationCancelled {
            generation,
            code: end.code.unwrap_or(FailureCode::TakenOver),
        }),
    }
}
