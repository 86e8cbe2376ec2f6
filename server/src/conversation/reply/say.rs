//! A finished reply becomes a message, and what the assistant decided with it happens.

use std::sync::Arc;

use super::Reply;
use crate::conversation::number::next_number;
use crate::conversation::request::Request;
use crate::conversation::{Conversation, Error};
use crate::domain::{
    Author, Dialog, EntryKind, EventKind, Generation, GenerationStatus, HandoffReason, MessageMeta, Pool,
    Sender, Timestamp,
};
use crate::store::{Ending, NewMessage, Tx};

/// Questions that nothing answered, of one assistant.
const MOST_QUESTIONS: i64 = 5_000;

/// Entries looked through for answers in a row that did not know; more than any policy asks for.
const LOOK_BACK: i64 = 60;

impl Conversation {
    pub(super) async fn say(
        &self,
        tx: &mut Tx,
        mut dialog: Dialog,
        generation: &Generation,
        reply: Reply,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.book(tx, generation, &reply, now).await?;
        if !reply.answered && !reply.wants_person && !reply.question.is_empty() {
            tx.note_question(
                dialog.tenant,
                dialog.assistant,
                dialog.id,
                &reply.question,
                MOST_QUESTIONS,
                now,
            )
            .await?;
        }
        self.learn(tx, &dialog, &reply).await?;
        let request = self.request_with(tx, &dialog, &reply).await?;

        let number = next_number(&mut dialog, EntryKind::Message, now);
        let entry = NewMessage {
            tenant: dialog.tenant,
            dialog: dialog.id,
            kind: EntryKind::Message,
            public_seq: number.public_seq,
            staff_seq: number.mark.staff,
            sender: Sender::Assistant,
            author: Author::Generation(generation.id),
            person: None,
            text: reply.text,
            client_id: None,
            citations: reply.citations,
            meta: MessageMeta {
                answered: Some(reply.answered),
                asked_for_person: reply.asked_for_person.then_some(true),
                ..MessageMeta::default()
            },
            at: now,
        };
        let ids = tx
            .save_posts(std::slice::from_ref(&entry), std::slice::from_ref(&dialog))
            .await?;
        let Some(message) = ids.and_then(|ids| ids.into_iter().next()) else {
            return Err(Error::NotFound);
        };
        let (latency_ms, usage) = (reply.latency_ms, reply.usage);
        let ending = Ending {
            status: GenerationStatus::Completed,
            code: None,
            message: Some(message),
            text: Some(entry.text.clone()),
            latency_ms: Some(latency_ms),
            usage,
            at: now,
        };
        tx.finish_generation(dialog.tenant, generation.id, &ending)
            .await?;
        let posted = Arc::new(entry.with_id(message));

        let conversation = self.clone();
        let (tenant, id, generation) = (dialog.tenant, dialog.id, generation.id);
        let seq = number.mark;
        tx.after_commit(move || {
            conversation.publish(
                tenant,
                id,
                EventKind::Posted {
                    message: posted,
                    origin: None,
                },
            );
            let kind = EventKind::GenerationCompleted {
                generation,
                message,
                seq,
                latency_ms,
                usage,
            };
            conversation.publish(tenant, id, kind);
        });
        if let Some(request) = request {
            match self.change_locked(tx, dialog, &request).await {
                // The assistant goes on by itself.
                Ok(_) | Err(Error::OutsideHours { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// What the contact told the assistant of themselves: of this contact, whatever the assistant says. What does not fit
    /// is left out; the answer stands without it.
    async fn learn(&self, tx: &mut Tx, dialog: &Dialog, reply: &Reply) -> Result<(), Error> {
        if reply.details.is_empty() {
            return Ok(());
        }
        match self
            .add_details(tx, dialog.tenant, dialog.contact, reply.details.clone())
            .await
        {
            Ok(_) | Err(Error::NotFound | Error::InvalidAttributes | Error::TooManyAttributes) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Whether a person is to take over now: the assistant wants it, or its policy does because it did not know once
    /// too often.
    async fn request_with(
        &self,
        tx: &mut Tx,
        dialog: &Dialog,
        reply: &Reply,
    ) -> Result<Option<Request>, Error> {
        if reply.wants_person {
            return Ok(Some(Request {
                reason: HandoffReason::Assistant,
                by: Sender::Assistant,
                wish: reply.wish.clone(),
                wished_at: reply.begun_at,
            }));
        }
        if reply.answered {
            return Ok(None);
        }
        let assistant = tx.assistant(dialog.tenant, dialog.assistant).await?;
        let Some(bound) = assistant.and_then(|assistant| assistant.handoff.after_unanswered) else {
            return Ok(None);
        };
        let said = tx
            .entries_before(dialog.tenant, dialog.id, Pool::Client, i64::MAX, LOOK_BACK)
            .await?;
        let in_a_row = said
            .iter()
            .rev()
            .filter(|entry| entry.sender == Sender::Assistant)
            .take_while(|entry| entry.meta.answered == Some(false))
            .count();
        let reached = u32::try_from(in_a_row + 1).unwrap_or(u32::MAX) >= bound;
        Ok(reached.then_some(Request {
            reason: HandoffReason::Policy,
            by: Sender::System,
            wish: None,
            wished_at: reply.begun_at,
        }))
    }
}
