//! The assistant's reply: asked for, finished or given up, always behind the fence of its epoch.

use std::sync::Arc;

use super::change::system_entry;
use super::number::next_number;
use super::request::Request;
use super::{Conversation, Error};
use crate::domain::{
    Author, Citation, Dialog, EntryKind, EventKind, FailureCode, Generation, GenerationStatus, HandoffReason,
    Holder, JobId, MessageMeta, Mutant, Sender, SystemCode, Timestamp, planted,
};
use crate::store::{Ending, NewMessage, PostedRow, Tx};

/// A generation and the lease under which it is being written.
#[derive(Clone, Debug)]
pub struct Task {
    pub generation: Generation,
    pub job: JobId,
    /// Who holds the lease.
    pub owner: String,
}

/// A finished reply.
#[derive(Clone, Debug)]
pub struct Reply {
    pub text: String,
    pub citations: Vec<Citation>,
    /// False if it says that it does not know.
    pub answered: bool,
    /// The assistant decided that a person should take over.
    pub wants_person: bool,
    pub usage: Option<serde_json::Value>,
    /// Milliseconds from the question to the end of the answer.
    pub latency_ms: i64,
}

/// What became of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Posted,
    /// The dialog changed hands, or a newer message asked for another reply: nothing was said.
    Overtaken,
    /// Another worker has the lease: nothing was done.
    LeaseLost,
}

impl Conversation {
    /// Says the reply, if the assistant still holds the dialog in the epoch that the reply began in and
    /// the lease still stands. Message, generation and job change in one transaction.
    pub async fn complete_reply(&self, task: Task, reply: Reply) -> Result<Outcome, Error> {
        self.finish(task, End::Reply(reply)).await
    }

    /// Gives up after the last try: an honest word to the contact, and a person is asked for.
    pub async fn fail_reply(&self, task: Task, code: FailureCode) -> Result<Outcome, Error> {
        self.finish(task, End::Failure(code)).await
    }

    async fn finish(&self, task: Task, end: End) -> Result<Outcome, Error> {
        let conversation = self.clone();
        let dialogs = vec![(task.generation.tenant, task.generation.dialog)];
        self.store
            .write_dialogs(dialogs, move |tx| {
                Box::pin(async move { conversation.finish_locked(tx, task, end).await })
            })
            .await
    }

    async fn finish_locked(&self, tx: &mut Tx, task: Task, end: End) -> Result<Outcome, Error> {
        let now = self.clock.now();
        let Task {
            generation,
            job,
            owner,
        } = task;
        let (tenant, id) = (generation.tenant, generation.id);
        let Some(mut dialog) = tx
            .lock_dialogs(&[(tenant, generation.dialog)])
            .await?
            .remove(&generation.dialog)
        else {
            return Ok(Outcome::Overtaken);
        };
        if !tx.finish_job(job, &owner).await? {
            return Ok(Outcome::LeaseLost);
        }
        let current = tx.generation(tenant, id).await?;
        let fenced = dialog.handoff.epoch != generation.handler_epoch
            || dialog.handoff.holder != Holder::Assistant
            || !current.is_some_and(|row| row.status.is_active());
        if fenced && !planted(Mutant::M08) {
            let ending = ended(GenerationStatus::Cancelled, FailureCode::TakenOver, now);
            tx.finish_generation(tenant, id, &ending).await?;
            return Ok(Outcome::Overtaken);
        }
        match end {
            End::Reply(reply) => self.say(tx, dialog, &generation, reply, now).await?,
            End::Failure(code) => {
                tx.finish_generation(tenant, id, &ended(GenerationStatus::Error, code, now))
                    .await?;
                self.apologise(tx, &mut dialog, &generation, code, now).await?;
                let request = Request {
                    reason: HandoffReason::Failure,
                    by: Sender::System,
                    wish: None,
                };
                self.change_locked(tx, dialog, &request).await?;
            }
        }
        Ok(Outcome::Posted)
    }

    async fn say(
        &self,
        tx: &mut Tx,
        mut dialog: Dialog,
        generation: &Generation,
        reply: Reply,
        now: Timestamp,
    ) -> Result<(), Error> {
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
                ..MessageMeta::default()
            },
            at: now,
        };
        let Some(message) = tx
            .insert_messages(std::slice::from_ref(&entry))
            .await?
            .into_iter()
            .next()
        else {
            return Err(Error::NotFound);
        };
        let latency_ms = reply.latency_ms;
        let ending = Ending {
            status: GenerationStatus::Completed,
            code: None,
            message: Some(message),
            text: Some(entry.text.clone()),
            latency_ms: Some(latency_ms),
            usage: reply.usage,
            at: now,
        };
        tx.finish_generation(dialog.tenant, generation.id, &ending)
            .await?;
        let posted = Arc::new(entry.with_id(message));
        tx.save_posted(&PostedRow::of(std::slice::from_ref(&dialog), [posted.as_ref()]))
            .await?;

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
            };
            conversation.publish(tenant, id, kind);
        });
        if reply.wants_person {
            let request = Request {
                reason: HandoffReason::Assistant,
                by: Sender::Assistant,
                wish: None,
            };
            self.change_locked(tx, dialog, &request).await?;
        }
        Ok(())
    }

    async fn apologise(
        &self,
        tx: &mut Tx,
        dialog: &mut Dialog,
        generation: &Generation,
        code: FailureCode,
        now: Timestamp,
    ) -> Result<(), Error> {
        let meta = MessageMeta {
            code: Some(SystemCode::AssistantFailed),
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

fn ended(status: GenerationStatus, code: FailureCode, at: Timestamp) -> Ending {
    Ending {
        status,
        code: Some(code),
        message: None,
        text: None,
        latency_ms: None,
        usage: None,
        at,
    }
}

enum End {
    Reply(Reply),
    Failure(FailureCode),
}
